import HTML

/// Whether a page is what was asked for.
package enum Verdict: String, Sendable, CaseIterable {
    /// A page with something to read, or at least nothing against it.
    case page
    /// An answer of success that says there is no such page.
    case softNotFound
    /// Nothing but a form to sign in.
    case loginWall
    /// A check whether the visitor is a person, or a refusal by such a check.
    case challenge
    /// A domain that is for sale or not used yet.
    case parked
    /// Nothing but the question whether cookies may be set.
    case cookieWall
    /// The page is made by scripts only.
    case needsBrowser
    /// Nothing to see.
    case empty
}

/// A verdict, with what it rests on.
package struct PageVerdict: Sendable, Equatable {
    package let verdict: Verdict
    /// Facts seen in the page, in words for a log or a person; empty for an ordinary page.
    package let evidence: [String]
    /// True when a reader of the page would agree without a doubt: worth failing the item for.
    package let isSure: Bool

    package static let page = PageVerdict(verdict: .page, evidence: [], isSure: true)

    package init(verdict: Verdict, evidence: [String], isSure: Bool) {
        self.verdict = verdict
        self.evidence = evidence
        self.isSure = isSure
    }

    /// Judges a parsed page. Linear at worst; an ordinary page is told by its first few thousand bytes of text.
    ///
    /// All rules want a page with little text: a long one that talks about captchas is an article about them.
    package init(of document: Document) {
        let signs = VerdictSigns(document)
        self = signs.isLong ? .page : Self.judge(signs)
    }

    private static func judge(_ signs: VerdictSigns) -> PageVerdict {
        challenge(signs) ?? parked(signs) ?? notFound(signs) ?? login(signs) ?? cookies(signs)
            ?? scripts(signs) ?? nothing(signs) ?? .page
    }

    private static func challenge(_ signs: VerdictSigns) -> PageVerdict? {
        guard signs.words < 250 else { return nil }
        let title = VerdictPhrases.challengeTitles.first(in: signs.title)
        let marker = VerdictPhrases.challengeMarkers.first(in: signs.machinery)
        // Ordinary forms use these too.
        let widget =
            signs.longParagraphs == 0 ? VerdictPhrases.captchaWidgets.first(in: signs.machinery) : nil
        let phrase = VerdictPhrases.challengeText.first(in: signs.text)
        let evidence = [
            title.map { "title says “\($0)”" }, (marker ?? widget).map { "uses \($0)" },
            phrase.map { "text says “\($0)”" },
            "\(signs.words) words",
        ].compactMap(\.self)
        let count = evidence.count - 1
        if count >= 2, marker != nil || signs.longParagraphs == 0 {
            return PageVerdict(verdict: .challenge, evidence: evidence, isSure: true)
        }
        guard count >= 1 else { return nil }
        // A lone marker settles it on a page that says next to nothing; a lone phrase does on a short one.
        let limit = title != nil ? 80 : marker != nil ? 25 : 60
        return signs.words <= limit && (title != nil || signs.longParagraphs == 0)
            ? PageVerdict(verdict: .challenge, evidence: evidence, isSure: true)
            : PageVerdict(verdict: .challenge, evidence: evidence, isSure: false).unlessRich(signs)
    }

    private static func parked(_ signs: VerdictSigns) -> PageVerdict? {
        let marker = VerdictPhrases.parkingMarkers.first(in: signs.machinery)
        let phrase =
            VerdictPhrases.parkingText.first(in: signs.title)
            ?? VerdictPhrases.parkingText.first(in: signs.text)
        guard marker != nil || phrase != nil else { return nil }
        let evidence = [
            marker.map { "served by \($0)" }, phrase.map { "says “\($0)”" }, "\(signs.words) words",
        ].compactMap(\.self)
        let isSure = marker != nil && phrase != nil ? signs.words < 250 : signs.words < 60
        return PageVerdict(verdict: .parked, evidence: evidence, isSure: isSure).unlessRich(signs)
    }

    private static func notFound(_ signs: VerdictSigns) -> PageVerdict? {
        let title = VerdictPhrases.notFound.first(in: signs.title)
        let heading = VerdictPhrases.notFound.first(in: signs.headings)
        guard title != nil || heading != nil, signs.longParagraphs <= 1 else { return nil }
        let evidence = [
            title.map { "title says “\($0)”" }, heading.map { "heading says “\($0)”" },
            "\(signs.words) words",
        ].compactMap(\.self)
        let isSure = title != nil && heading != nil ? signs.words < 400 : signs.words < 120
        return PageVerdict(verdict: .softNotFound, evidence: evidence, isSure: isSure).unlessRich(signs)
    }

    private static func login(_ signs: VerdictSigns) -> PageVerdict? {
        guard signs.passwordFields > 0, signs.longParagraphs == 0, signs.words < 200 else { return nil }
        let title = VerdictPhrases.login.first(in: signs.title)
        let heading = VerdictPhrases.login.first(in: signs.headings)
        guard title != nil || heading != nil || signs.words < 40 else { return nil }
        let evidence = [
            "asks for a password", title.map { "title says “\($0)”" }, heading.map { "heading says “\($0)”" },
            "\(signs.words) words",
        ].compactMap(\.self)
        return PageVerdict(
            verdict: .loginWall, evidence: evidence, isSure: signs.words < 120 && (title ?? heading) != nil)
    }

    private static func cookies(_ signs: VerdictSigns) -> PageVerdict? {
        guard signs.words < 400, let phrase = VerdictPhrases.consent.first(in: signs.text) else { return nil }
        // Text that lies outside of the banner speaks for a page behind it.
        let isAlone =
            signs.wordsOutsideConsent < 15 || VerdictPhrases.consentTitles.first(in: signs.title) != nil
        guard isAlone else { return nil }
        return PageVerdict(
            verdict: .cookieWall,
            evidence: ["says “\(phrase)”", "\(signs.wordsOutsideConsent) words besides the question"],
            isSure: signs.wordsOutsideConsent < 15 && signs.consentBoxes > 0 && signs.headings.isEmpty)
    }

    private static func scripts(_ signs: VerdictSigns) -> PageVerdict? {
        guard signs.words < 60, signs.scripts > 0 else { return nil }
        let asks =
            VerdictPhrases.script.first(in: signs.fallbackText) ?? VerdictPhrases.script.first(in: signs.text)
        guard asks != nil || signs.emptyShells > 0 else { return nil }
        let evidence = [
            asks.map { "says “\($0)”" },
            signs.emptyShells > 0 ? "an empty container for an application" : nil,
            "\(signs.words) words",
        ].compactMap(\.self)
        let isSure = signs.words <= 12 || (asks != nil && signs.words < 40 && signs.longParagraphs == 0)
        return PageVerdict(verdict: .needsBrowser, evidence: evidence, isSure: isSure)
    }

    private static func nothing(_ signs: VerdictSigns) -> PageVerdict? {
        guard signs.words == 0, signs.fallbackText.isEmpty else { return nil }
        let isSure = signs.images == 0 && signs.frames == 0 && signs.scripts == 0
        return PageVerdict(
            verdict: signs.scripts > 0 ? .needsBrowser : .empty,
            evidence: ["no text", "\(signs.images) images, \(signs.scripts) scripts"], isSure: isSure)
    }

    /// Takes certainty away where the page has paragraphs to read or much text.
    private func unlessRich(_ signs: VerdictSigns) -> PageVerdict {
        signs.longParagraphs > 1 || signs.words > 400
            ? PageVerdict(verdict: verdict, evidence: evidence, isSure: false) : self
    }
}
