import Domain
import Foundation

/// Runs a program that may ask people something, such as for a passphrase or a touch of a security device.
///
/// Foundation's `Process` puts a child into a process group of its own, in the background of the terminal: what it asks
/// is then shown and cannot be answered. Here the child stays in the foreground group.
enum TerminalProcess {
    /// Runs a program found on the path, in the current directory, to its end. What it writes to standard output goes to
    /// standard error: ours is for programs.
    ///
    /// - Returns: its exit status; 128 and the signal's number when a signal ended it.
    static func run(_ program: String, _ arguments: [String]) throws(CasebookError) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
        // Threads of ours block signals that the child must hear, an interrupt from the keyboard above all.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var blocked = sigset_t()
        sigemptyset(&blocked)
        posix_spawnattr_setsigmask(&attributes, &blocked)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        let words = copies([program] + arguments)
        let environment = copies(ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" })
        defer { for copy in words + environment { free(copy) } }
        var child: pid_t = 0
        guard posix_spawnp(&child, program, &actions, &attributes, words, environment) == 0 else {
            throw CasebookError(
                .unavailable, code: "cannot_run", "\(program) cannot be run",
                remedy: "check that \(program) is installed")
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// C strings, and the `nil` that ends a list of them.
    private static func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] { texts.map { strdup($0) } + [nil] }
}
