/// What one check of `orbweaver doctor` found.
struct Finding {
    enum Level { case fine, warning, failure }

    let subject: String
    let level: Level
    /// What is wrong, or what there is to say though nothing is.
    var detail: String?
    /// How to put it right.
    var mend = ""

    static func fine(_ subject: String, _ detail: String? = nil) -> Finding {
        Finding(subject: subject, level: .fine, detail: detail)
    }

    /// The server works, but not with everything or not well.
    static func warning(_ subject: String, _ problem: String, mend: String) -> Finding {
        Finding(subject: subject, level: .warning, detail: problem, mend: mend)
    }

    /// The server does not start, or loses what it was given.
    static func failure(_ subject: String, _ problem: String, mend: String) -> Finding {
        Finding(subject: subject, level: .failure, detail: problem, mend: mend)
    }

    static func unknownSettings(_ names: [String]) -> [Finding] {
        names.map {
            .warning(
                "settings", "\($0) is no setting, and has no effect", mend: "`orbweaver config` lists all")
        }
    }

    var text: String {
        switch level {
        case .fine: "ok   \(subject)" + (detail.map { ": \($0)" } ?? "")
        case .warning: "WARN \(subject): \(detail ?? "")\n     mend: \(mend)"
        case .failure: "FAIL \(subject): \(detail ?? "")\n     mend: \(mend)"
        }
    }
}
