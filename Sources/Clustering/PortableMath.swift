/// Exponential and logarithm made of additions and multiplications alone. The C library's differ in the last bit
/// between machines, which is enough to put a ticket into another cluster.
enum PortableMath {
    private static let ln2High = 0x1.62e42feep-1
    private static let ln2Low = 0x1.a39ef35793c76p-33

    /// Adding it to a number rounds that to an integer, halves to even, which stands in the low bits.
    private static let rounding = 0x1.8p52
    /// One over the factorials of 13 to 2.
    private static let inverses = (
        1.6059043836821613e-10, 2.08767569878681e-09, 2.505210838544172e-08, 2.755731922398589e-07,
        2.7557319223985893e-06, 2.48015873015873e-05, 1.984126984126984e-4, 1.3888888888888889e-3,
        8.333333333333333e-3, 4.1666666666666664e-2, 0.16666666666666666, 0.5
    )

    /// e to the power of `x`, to about 1e-15; 0 below -700, infinite above 700.
    static func exp(_ x: Double) -> Double {
        guard x == x else { return x }
        if x < -700 { return 0 }
        if x > 700 { return .infinity }
        let shifted = x * 1.4426950408889634 + rounding
        let power = shifted - rounding
        let rest = (x - power * ln2High) - power * ln2Low
        let c = inverses
        var sum = c.0 * rest + c.1
        sum = sum * rest + c.2
        sum = sum * rest + c.3
        sum = sum * rest + c.4
        sum = sum * rest + c.5
        sum = sum * rest + c.6
        sum = sum * rest + c.7
        sum = sum * rest + c.8
        sum = sum * rest + c.9
        sum = sum * rest + c.10
        sum = sum * rest + c.11
        sum = sum * rest + 1
        sum = sum * rest + 1
        // The power of two is within -1010 and 1010, where its exponent alone makes the number.
        return sum * Double(bitPattern: UInt64(bitPattern: Int64(power) + 1_023) << 52)
    }

    /// The natural logarithm of a positive number, to about 1e-15.
    static func log(_ x: Double) -> Double {
        guard x > 0, x < .infinity else { return x == 0 ? -.infinity : x > 0 ? x : .nan }
        var exponent = Double(x.exponent)
        var mantissa = x.significand
        if mantissa > 1.4142135623730951 {
            mantissa /= 2
            exponent += 1
        }
        let ratio = (mantissa - 1) / (mantissa + 1)
        let square = ratio * ratio
        var sum = 0.0
        for divisor in stride(from: 23.0, to: 0, by: -2) { sum = sum * square + 1 / divisor }
        return exponent * ln2High + (exponent * ln2Low + 2 * ratio * sum)
    }
}
