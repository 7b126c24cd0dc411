internal import Foundation

/// The natural logarithm.
func logarithm(_ value: Double) -> Double { Foundation.log(value) }

/// A power of a positive number.
func power(_ base: Double, _ exponent: Double) -> Double { Foundation.pow(base, exponent) }
