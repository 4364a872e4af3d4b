import JSON

/// Puts together what a model said of the parts of one page.
///
/// Of single values the one that most parts give, and of those the first; lists one after the other without repeats;
/// objects member by member.
enum AnswerMerger {
    static func merge(_ answers: [JSON], levels: Int = 16) -> JSON {
        let told = answers.filter { !$0.isBlank }
        guard let first = told.first else { return answers.first ?? .null }
        guard told.count > 1, levels > 0 else { return first }
        switch first {
        case .object:
            let objects = told.compactMap(\.objectValue)
            var sum = JSONObject()
            // A member that only a later part has comes behind those of the earlier ones.
            for name in objects.flatMap(\.names) where sum[name] == nil {
                sum[name] = merge(objects.compactMap { $0[name] }, levels: levels - 1)
            }
            return .object(sum)
        case .array: return .array(distinct(told.flatMap { $0.arrayValue ?? [] }))
        default: return mostSupported(told)
        }
    }

    private static func mostSupported(_ values: [JSON]) -> JSON {
        var best = (value: values[0], count: 0)
        for value in values {
            let count = values.count { $0 == value }
            if count > best.count { best = (value, count) }
        }
        return best.value
    }

    /// Without repeats, and without records of which another tells the same and more.
    private static func distinct(_ elements: [JSON]) -> [JSON] {
        var kept: [JSON] = []
        for element in elements.prefix(2_000) {
            if kept.contains(where: { covers($0, element) }) { continue }
            if kept.count < 500 { kept.removeAll { covers(element, $0) } }
            kept.append(element)
        }
        return kept
    }

    private static func covers(_ whole: JSON, _ part: JSON) -> Bool {
        guard case .object(let whole) = whole, case .object(let part) = part else { return whole == part }
        return part.allSatisfy { $0.value.isBlank || whole[$0.name] == $0.value }
    }
}
