/// Takes the names out of a byline.
enum AuthorNames {
    /// `By Jane Roe and John Doe` gives two names; addresses, and what is too long for a name, give none.
    static func split(_ byline: String) -> [String] {
        guard var text = PlainText.clean(byline), text.count <= 300, !text.contains("://"),
            !text.hasPrefix("www."),
            !text.hasPrefix("@"), !text.hasPrefix("{")
        else { return [] }
        for lead in [
            "by ", "by: ", "von ", "par ", "por ", "written by ", "author: ", "authors: ", "posted by ",
            "text: ",
            "von: ", "di ", "door ", "af ", "av ",
        ] where text.lowercased().hasPrefix(lead) {
            text = String(text.dropFirst(lead.count))
            break
        }
        var names = [Substring(text)]
        for separator in [", ", ";", " and ", " & ", " und ", " og ", " och ", " | ", "、", " / "] {
            names = names.flatMap { name -> [Substring] in
                if separator == ", ", isSurnameFirst(name) { return [name] }
                return name.split(separator: separator)
            }
        }
        return names.compactMap { name in
            guard let name = PlainText.clean(String(name)), (2...80).contains(name.count),
                name.contains(where: \.isLetter), !name.contains("@") || name.contains(" ")
            else { return nil }
            return name
        }
    }

    /// `Roe, Jane`: two single words around the comma.
    private static func isSurnameFirst(_ text: Substring) -> Bool {
        let parts = text.split(separator: ", ")
        return parts.count == 2 && parts.allSatisfy { !$0.contains(" ") }
    }
}
