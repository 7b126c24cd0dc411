import Foundation

/// Values at one address for as long as the buffer lives, aligned to a cache line. Starts as zeros.
final class FixedBuffer<Value: BitwiseCopyable>: @unchecked Sendable {
    // Weights are written before they are shared; workspaces belong to one thread.
    let pointer: UnsafeMutablePointer<Value>
    let count: Int

    init(count: Int) {
        self.count = count
        let bytes = max(count * MemoryLayout<Value>.stride, 1)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        memset(memory, 0, bytes)
        pointer = memory.bindMemory(to: Value.self, capacity: count)
    }

    convenience init(_ values: [Value]) {
        self.init(count: values.count)
        values.withUnsafeBufferPointer { values in
            if let base = values.baseAddress { pointer.update(from: base, count: values.count) }
        }
    }

    deinit { pointer.deallocate() }
}
