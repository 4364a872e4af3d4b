import HTML

/// Finds a rating in the visible page: "4.5 out of 5", "4,5/5", or a label of stars.
enum RatingFinder {
    static func rating(in view: PageView) -> String? {
        for spot in view.spots
        where spot.count <= 60 && spot.context.isDisjoint(with: [.related, .hidden])
            && view.withText(of: spot, { $0.contains(UInt8(ascii: "5")) })
        {
            let text = view.text(of: spot)
            let folded = text.lowercased()
            guard
                folded.containsText("out of 5") || folded.containsText("/5") || folded.containsText("/ 5")
                    || folded.containsText("von 5")
            else { continue }
            if let number = NumberText(text), number.value > 0, number.value <= 5 { return number.text }
        }
        return nil
    }
}
