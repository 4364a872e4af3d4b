import Extraction
import HTML

/// Finds what the thing of the page costs, where only the visible page tells.
enum PriceFinder {
    struct Price: Sendable {
        let amount: NumberText
        let currency: String?
        let text: String
        let spot: Int
    }

    /// The most likely price first; empty when the page shows none.
    static func prices(in view: PageView) -> [Price] {
        let heading = view.mainHeading ?? 0
        let buyButtons = view.spots.indices.filter { isBuyControl(view.spots[$0], in: view) }
        var found: [(price: Price, score: Double)] = []
        for (position, spot) in view.spots.enumerated() {
            guard found.count < 400, let price = read(spot, at: position, in: view) else { continue }
            found.append((price, score(spot, price, in: view, heading: heading, buyButtons: buyButtons)))
        }
        return found.filter { $0.score > 0 }.sorted { $0.score > $1.score }.map(\.price)
    }

    private static func read(_ spot: PageView.Spot, at position: Int, in view: PageView) -> Price? {
        let isMarked = spot.hints.contains(.price)
        guard spot.count <= (isMarked ? 90 : 40),
            view.withText(of: spot, { $0.contains(where: \.isASCIIDigit) })
        else { return nil }
        let text: String
        let currency: String?
        if isMarked {
            text = priceText(of: spot.node, in: view.document)
            currency = CurrencyText.code(in: text)
        } else {
            currency = view.withText(of: spot) { CurrencyText.code(in: $0) }
            guard currency != nil else { return nil }
            text = view.text(of: spot)
        }
        guard let amount = NumberText(text, isMoney: true), amount.value > 0
        else { return nil }
        return Price(amount: amount, currency: currency, text: text, spot: position)
    }

    private static func score(
        _ spot: PageView.Spot, _ price: Price, in view: PageView, heading: Int, buyButtons: [Int]
    ) -> Double {
        let position = price.spot
        var score = 1.0
        if spot.hints.contains(.price) {
            score += 2
        } else if spot.context.contains(.price) {
            score += 1.5
        }
        if price.currency != nil { score += 2 }
        if spot.hints.contains(.salePrice) { score += 1 }
        if spot.isStruck || spot.context.contains(.oldPrice) { score -= 3 }
        if spot.context.contains(.related) { score -= 4 }
        if spot.context.contains(.chrome) { score -= 4 }
        if spot.context.contains(.hidden) { score -= 2 }
        if spot.context.contains(.comment) { score -= 2 }
        if spot.context.contains(.product) { score += 1 }
        if position >= heading { score += 1 }
        score -= min(3, Double(abs(position - heading)) / 40)
        if let nearest = buyButtons.lazy.map({ abs($0 - position) }).min() {
            score += max(0, 2 - Double(nearest) / 8)
        }
        if view.withWords(of: spot, notPrices.finds(in:)) { score -= 3 }
        if view.withText(of: spot, { $0.contains(UInt8(ascii: "%")) }) { score -= 2 }
        if price.text.utf8.count > 40 { score -= 1 }
        return score
    }

    private static let notPrices = PhraseFinder([
        " month", " mo ", " monat", " mes ", " mois", " shipping", " versand", " delivery", " save ",
        " off ",
        " free ",
        " livraison", " envio", " installment", " raten", " rata ", " instead of", " statt ", " was ",
        " rrp ", " uvp ",
        " points", " reviews", " rating", " spedizione", " dostawa", " доставка", " per 100", " cuotas",
        " worth ", " over ",
        " orders ", " minimum ", " deposit ", " kg ", " litre", " liter",
    ])

    /// The text of a price, its cents joined on where they are set apart ("51" and a raised "99").
    static func priceText(of node: NodeID, in document: Document) -> String {
        Arena.with(document) { arena in
            var bytes: [UInt8] = []
            var text: [UInt8] = []
            for index in node.index..<Int(arena.nodes[node.index].subtreeEnd)
            where arena.nodes[index].kind == .text {
                text.removeAll(keepingCapacity: true)
                text.append(contentsOf: arena.bytes(arena.nodes[index].range))
                text.squash(from: 0)
                guard let first = text.first else { continue }
                if text.count <= 2, text.allSatisfy(\.isASCIIDigit),
                    let last = bytes.last(where: { !$0.isBlank }),
                    isFraction(NodeID(rawValue: Int32(index)), of: node, in: document)
                {
                    while bytes.last?.isBlank == true { bytes.removeLast() }
                    if last.isASCIIDigit { bytes.append(UInt8(ascii: ".")) }
                    bytes += text
                    continue
                }
                // Parts of one number stand without a blank between them ("5" "1" ",99").
                let joins =
                    bytes.last.map { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") } ?? true
                    || first == UInt8(ascii: ".") || first == UInt8(ascii: ",")
                if !joins { bytes.append(0x20) }
                bytes += text
            }
            bytes.squash(from: 0)
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Whether a text below `node` is set apart as cents are.
    private static func isFraction(_ text: NodeID, of node: NodeID, in document: Document) -> Bool {
        var parent = document.parent(of: text) ?? node
        while parent >= node {
            if document.isElement(parent, .sup) { return true }
            guard parent > node else { return false }
            let hints = document.withAttribute(.class, of: parent) {
                ElementHints(ofName: UnsafeBufferPointer(rebasing: $0.prefix(100)))
            }
            if hints?.contains(.fraction) == true { return true }
            guard let next = document.parent(of: parent) else { return false }
            parent = next
        }
        return false
    }

    static func isBuyControl(_ spot: PageView.Spot, in view: PageView) -> Bool {
        guard spot.isControl, !spot.context.contains(.related), spot.count <= 60 else {
            return false
        }
        if spot.hints.contains(.buy) { return true }
        return view.withWords(of: spot, buyWords.finds(in:))
    }

    private static let buyWords = PhraseFinder([
        " add to cart", " add to basket", " add to bag", " buy now", " buy ", " in den warenkorb",
        " warenkorb", " ajouter au panier",
        " acheter", " anadir al carrito", " agregar al carrito", " comprar", " aggiungi al carrello",
        " acquista", " in winkelwagen",
        " bestellen", " do koszyka", " kup teraz", " lagg i varukorg", " kop ", " legg i handlekurv",
        " laeg i kurv", " lisaa ostoskoriin",
        " do kosiku", " kosarba", " в корзину", " купить", " до кошика", " купити", " カートに入れる",
        " 加入购物车",
        " 加入購物車",
        " 장바구니", " sepete ekle", " adauga in cos", " add to trolley", " preorder", " pre order",
        " order now",
        " adicionar ao carrinho",
        " in cos ", " i kurv", " i varukorgen", " ievietot groza", " lisa ostukorvi", " i krepseli",
        " dodaj u kosaricu", " в количката",
    ])
}
