/// Finds whether the thing of the page can be had, where only the visible page tells.
enum StockFinder {
    struct Stock: Sendable {
        let reading: StockText.Reading
        let text: String
        let spot: Int
        /// True when a text says so; false when only a button lets one buy.
        let isStated: Bool
    }

    static func stock(in view: PageView) -> Stock? {
        let heading = view.mainHeading ?? 0
        var best: (stock: Stock, score: Double)?
        for (position, spot) in view.spots.enumerated() {
            guard let reading = reading(spot, in: view) else { continue }
            let marked: ElementHints = [.stock, .inStock, .outOfStock]
            var score = spot.hints.isDisjoint(with: marked) ? 1.0 : 3.0
            if spot.context.contains(.related) || spot.context.contains(.chrome) { score -= 3 }
            if spot.context.contains(.hidden) { score -= 2.5 }
            if spot.context.contains(.comment) { score -= 2 }
            if position >= heading { score += 1 }
            score -= min(3, Double(abs(position - heading)) / 40)
            if spot.count > 60 { score -= 1 }
            if score > best?.score ?? 0 {
                best = (
                    Stock(reading: reading, text: view.text(of: spot), spot: position, isStated: true), score
                )
            }
        }
        if let best { return best.stock }
        let buy = view.spots.indices.first {
            PriceFinder.isBuyControl(view.spots[$0], in: view)
                && !view.spots[$0].context.contains(.hidden)
        }
        return buy.map {
            Stock(reading: .inStock, text: view.text(of: view.spots[$0]), spot: $0, isStated: false)
        }
    }

    private static func reading(_ spot: PageView.Spot, in view: PageView) -> StockText.Reading? {
        let isMarked = spot.hints.contains(.stock)
        guard spot.count <= (isMarked ? 160 : 50), !spot.isHeading else { return nil }
        if let reading = view.withWords(of: spot, StockText.read(words:)) { return reading }
        guard spot.count <= 60 else { return nil }
        if spot.hints.contains(.outOfStock) { return .outOfStock }
        return spot.hints.contains(.inStock) ? .inStock : nil
    }
}
