import Foundation

/// Logarithms for counting.
enum Naturals {
    static func log(_ value: Double) -> Double { Foundation.log(value) }
    static func exp(_ value: Double) -> Double { Foundation.exp(value) }

    /// ln 0!, ln 1!, … ln n!.
    static func logFactorials(upTo last: Int) -> [Double] {
        var values = [Double](repeating: 0, count: last + 1)
        for number in stride(from: 2, through: last, by: 1) {
            values[number] = values[number - 1] + log(Double(number))
        }
        return values
    }
}
