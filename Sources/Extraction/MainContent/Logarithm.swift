/// log(1 + x) for x >= 0, good to a few parts in a million, without a C library.
@inline(__always)
func log1p(_ x: Float) -> Float {
    let value = 1 + max(0, x)
    let exponent = Float(value.exponent)
    let fraction = (value.significand - 1) / (value.significand + 1)
    let square = fraction * fraction
    let series = 2 * fraction * (1 + square * (1 / 3 + square * (1 / 5 + square * (1 / 7 + square / 9))))
    return exponent * 0.693_147_18 + series
}
