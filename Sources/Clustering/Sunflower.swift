/// The offsets of points on a sunflower's spiral (Vogel, "A better way to construct the sunflower head", 1979): even
/// density, from the middle outwards.
struct Sunflower: Sequence, IteratorProtocol {
    private let count: Int
    private let skipped: Double
    private var index = 0
    private var direction = Point(x: 1, y: 0)

    // Cosine and sine of the golden angle, written out so that no machine's library has a say.
    private static let cosine = -0.737368878078320
    private static let sine = 0.675490294261524

    init(count: Int, skipping skipped: Double = 0) {
        self.count = count
        self.skipped = skipped
    }

    mutating func next() -> Point? {
        guard index < count else { return nil }
        let radius = (skipped + Double(index) + (count == 1 && skipped == 0 ? 0 : 0.5)).squareRoot()
        let point = direction * (radius * DiscPacking.spacing)
        let turned = Point(
            x: direction.x * Sunflower.cosine - direction.y * Sunflower.sine,
            y: direction.x * Sunflower.sine + direction.y * Sunflower.cosine)
        // The product of many turns drifts off the circle unless brought back.
        direction = turned * (1 / turned.length)
        index += 1
        return point
    }
}
