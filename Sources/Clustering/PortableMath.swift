/// Exponential and logarithm made of additions and multiplications alone. The C library's differ in the last bit
/// between machines, which is enough to put a ticket into another cluster.
enum PortableMath {
    private static let ln2High = 0x1.62e42feep-1
    private static let ln2Low = 0x1.a39ef35793c76p-33

    /// e to the power of `x`, to about 1e-15; 0 below -700, infinite above 700.
    static func exp(_ x: Double) -> Double {
        guard x == x else { return x }
        if x < -700 { return 0 }
        if x > 700 { return .infinity }
        let power = (x * 1.4426950408889634).rounded()
        let rest = (x - power * ln2High) - power * ln2Low
        var sum = 1.0
        for divisor in stride(from: 13.0, to: 0, by: -1) { sum = 1 + sum * rest / divisor }
        return sum * Double(sign: .plus, exponent: Int(power), significand: 1)
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
