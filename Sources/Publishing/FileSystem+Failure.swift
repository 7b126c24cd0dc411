import Domain
import Glibc

extension FileSystem {
    /// The error for a failed system call.
    static func failure(_ code: Int32, _ path: String) -> CasebookError {
        let (identifier, summary, remedy) = explanation(code)
        return CasebookError(.cannotWrite, code: identifier, file: path, summary, remedy: remedy)
    }

    private static func explanation(_ code: Int32) -> (code: String, summary: String, remedy: String) {
        switch code {
        case ENOSPC, EDQUOT:
            ("disk_full", "The disk or the quota is full.", "Free some space, then run again: what stood there stands.")
        case EROFS:
            (
                "read_only", "The file system is read-only.",
                "Choose a folder that can be written, or mount it for writing."
            )
        case EACCES, EPERM:
            (
                "permission_denied", "This may not be written.",
                "Give the user that runs casebook the right to write here, or choose another folder."
            )
        case EISDIR, EEXIST:
            (
                "path_taken", "Something else stands where a file should be.",
                "Move it away, or choose another folder."
            )
        case ENOTDIR:
            (
                "not_a_folder", "A file stands where a folder should be.",
                "Move it away, or choose another folder."
            )
        case EBUSY, EXDEV:
            (
                "mount_point", "The folder is a mount point, which cannot be replaced in one step.",
                "Choose a folder inside the mount."
            )
        case ENAMETOOLONG:
            ("name_too_long", "The path is too long for the file system.", "Choose a folder with a shorter path.")
        case ELOOP:
            ("link_refused", "A symbolic link stands where a file or folder should be.", "Move the link away.")
        default:
            (
                "cannot_write", "This could not be written: \(String(cString: strerror(code))).",
                "Mend the cause, then run again: what stood there stands."
            )
        }
    }
}
