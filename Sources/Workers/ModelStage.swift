import Batches
import JSON
import Models
import Structuring

/// Asks the model for what a page's own data left open, and puts both together.
package struct ModelStage: Sendable {
    private let client: ModelClient
    /// Tokens that the item's batch and its owner, in the month of the moment, spent before this process began.
    private let spentBefore: @Sendable (ClaimedItem, Timestamp) async -> (batch: Int, owner: Int)
    private let clock: any WallClock

    package init(
        client: ModelClient, clock: any WallClock = SystemWallClock(),
        spentBefore: @escaping @Sendable (ClaimedItem, Timestamp) async -> (batch: Int, owner: Int) = {
            _, _ in (0, 0)
        }
    ) {
        self.client = client
        self.clock = clock
        self.spentBefore = spentBefore
    }

    package var mode: ModelConfiguration.Mode { client.configuration.mode }

    /// `reading` with what the model adds, and what hindered it, for a page outside of any pipeline.
    package func complete(_ reading: PageReading, for item: ClaimedItem) async -> (
        reading: PageReading, error: ModelError?
    ) {
        guard let draft = reading.draft else { return (reading, nil) }
        let told = await ask(draft, for: item)
        return (finish(reading, draft, with: told), told.error)
    }

    /// The answer of the model to `draft`, for `finish` to work in.
    func ask(_ draft: ModelDraft, for item: ClaimedItem) async -> ModelClient.Result {
        let month = clock.now().startOfMonth
        let payer = ModelClient.Payer(
            batch: .batch(item.batch.rawValue), owner: .owner(item.owner.rawValue, month: month.milliseconds))
        if client.hasBudgets,
            !client.ledger.knows(payer.batch) || !client.ledger.knows(payer.owner)
        {
            let spent = await spentBefore(item, month)
            client.ledger.open(payer.batch, spent: spent.batch)
            client.ledger.open(payer.owner, spent: spent.owner)
        }
        return await client.ask(draft.question, for: payer)
    }

    /// `reading` with the model's answer in it; where that is none, with a word why.
    func finish(_ reading: PageReading, _ draft: ModelDraft, with told: ModelClient.Result) -> PageReading {
        var facts = JSONObject([
            ("inputTokens", .integer(Int64(told.usage.input))),
            ("outputTokens", .integer(Int64(told.usage.output))),
        ])
        if let error = told.error { facts["modelError"] = .string(error.message) }
        guard let answer = told.answer else {
            if case .value = draft.question.wish, told.error == nil, draft.result?.isEmpty ?? true {
                // The model was there and found nothing: that is an answer too.
                let empty = StructuredResult(value: .object(JSONObject()), provenance: [:], missing: [])
                return .structured(empty, as: draft.output, title: reading.title, facts: facts)
            }
            return adding(facts, to: reading)
        }
        switch draft.question.wish {
        case .markdown, .plainText:
            return .text(answer.stringValue ?? "", title: reading.title, facts: facts)
        case .value:
            let result = StructuredResult(
                value: answer, provenance: ["": provenance(of: answer, in: PageWords(draft.question.page))],
                missing: [])
            return .structured(result, as: draft.output, title: reading.title, facts: facts)
        case .fields(let wish):
            return .structured(
                merged(answer, wish, draft), as: draft.output, title: reading.title, facts: facts)
        }
    }

    private func merged(_ answer: JSON, _ wish: FieldWish, _ draft: ModelDraft) -> StructuredResult {
        let fitter = SchemaFitter(schema: wish.schema, baseURL: draft.question.url)
        let words = PageWords(draft.question.page + Array((draft.question.title ?? "").utf8))
        // What a model made up does not stand in place of what the page says itself.
        let (sum, paths) = wish.adding(
            wish.withoutInventions(answer) { words.hold($0) }, to: draft.result?.value ?? fitter.fit(.null),
            where: { mode == .always && words.hold($0) })
        let value = fitter.fit(sum)
        var provenance = draft.result?.provenance.objectValue ?? JSONObject()
        for path in paths {
            // What stood below a replaced place is gone with it.
            for name in provenance.names where name.hasPrefix(path + ".") || name.hasPrefix(path + "[") {
                provenance[name] = nil
            }
            provenance[path] = self.provenance(of: value.value(at: path), in: words)
        }
        let missing = draft.result?.missing.filter { place in
            !paths.contains {
                $0.isEmpty || place == $0 || place.hasPrefix($0 + ".") || place.hasPrefix($0 + "[")
            }
        }
        return StructuredResult(value: value, provenance: .object(provenance), missing: missing ?? [])
    }

    private func provenance(of value: JSON, in words: PageWords) -> JSON {
        let isFound = words.hold(value)
        return [
            "source": .string(DataSource.model.rawValue), "from": isFound ? "page text" : "inference",
            "confidence": isFound ? 0.6 : 0.3,
        ]
    }

    private func adding(_ facts: JSONObject, to reading: PageReading) -> PageReading {
        var reading = reading
        var all =
            reading.extra.flatMap { try? JSONParser.parse($0, depthLimit: 128) }?.objectValue ?? JSONObject()
        for (name, value) in facts { all[name] = value }
        reading.extra = JSONWriter.bytes(of: .object(all))
        return reading
    }
}

extension JSON {
    /// The value at a path such as `offers[0].price`; names may hold dots.
    fileprivate func value(at path: String) -> JSON {
        if path.isEmpty { return self }
        switch self {
        case .object(let members):
            for (name, value) in members {
                if name == path { return value }
                if path.hasPrefix(name + ".") {
                    return value.value(at: String(path.dropFirst(name.count + 1)))
                }
                if path.hasPrefix(name + "[") { return value.value(at: String(path.dropFirst(name.count))) }
            }
            return .null
        case .array(let elements):
            guard path.hasPrefix("["), let end = path.firstIndex(of: "]"),
                let place = Int(path[path.index(after: path.startIndex)..<end]),
                elements.indices.contains(place)
            else { return self }
            let rest = path[path.index(after: end)...]
            return elements[place].value(at: String(rest.hasPrefix(".") ? rest.dropFirst() : rest))
        default: return self
        }
    }
}
