/// Partial and full sorting of ranked keys, without the calls that a general sort makes for each comparison.
enum Selection {
    /// Moves the `wanted` largest keys to the front, in any order (Hoare's quickselect).
    static func moveBest(_ keys: UnsafeMutablePointer<UInt64>, count: Int, wanted: Int) {
        var low = 0
        var high = count - 1
        while low < high {
            let (left, right) = split(keys, low, high)
            if wanted - 1 <= right { high = right } else if wanted - 1 >= left { low = left } else { return }
        }
    }

    /// Sorts keys, largest first (Hoare's quicksort, small parts by insertion).
    static func sort(_ keys: UnsafeMutablePointer<UInt64>, count: Int) {
        var low = 0
        var high = count - 1
        while high - low > 15 {
            let (left, right) = split(keys, low, high)
            // The smaller part by recursion, so that the depth stays below log₂ of the count.
            if right - low < high - left {
                sort(keys + low, count: right - low + 1)
                low = left
            } else {
                sort(keys + left, count: high - left + 1)
                high = right
            }
        }
        guard low < high else { return }
        for index in low + 1...high {
            let key = keys[index]
            var hole = index
            while hole > low, keys[hole - 1] < key {
                keys[hole] = keys[hole - 1]
                hole -= 1
            }
            keys[hole] = key
        }
    }

    /// Divides `low...high` at the median of three: no key in `...right` is smaller than one in `left...`.
    @inline(__always) private static func split(
        _ keys: UnsafeMutablePointer<UInt64>, _ low: Int, _ high: Int
    ) -> (left: Int, right: Int) {
        let (first, middle, last) = (keys[low], keys[(low + high) / 2], keys[high])
        let pivot = max(min(first, middle), min(max(first, middle), last))
        var left = low
        var right = high
        while left <= right {
            while keys[left] > pivot { left += 1 }
            while keys[right] < pivot { right -= 1 }
            if left <= right {
                let held = keys[left]
                keys[left] = keys[right]
                keys[right] = held
                left += 1
                right -= 1
            }
        }
        return (left, right)
    }
}
