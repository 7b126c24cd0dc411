import Foundation

/// The natural logarithm.
func naturalLogarithm(_ value: Double) -> Double { log(value) }
