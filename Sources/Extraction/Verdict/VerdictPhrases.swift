/// Words by which pages give themselves away. All in lower case, matched anywhere.
struct VerdictPhrases {
    private let phrases: [StaticString]

    /// The first phrase of the list that occurs in `text`, which is in lower case.
    func first(in text: [UInt8]) -> StaticString? {
        text.withUnsafeBufferPointer { text in
            for phrase in phrases where text.contains(phrase) { return phrase }
            return nil
        }
    }

    static let challengeTitles = VerdictPhrases(phrases: [
        "just a moment", "attention required", "access denied", "access to this page has been denied",
        "checking your browser", "ddos-guard", "ddos protection", "human verification",
        "verify you are human",
        "are you a robot", "robot or human", "robot check", "bot verification", "security check",
        "security verification", "pardon our interruption", "you have been blocked", "un momento",
        "einen moment",
        "nur einen moment", "un instant", "captcha", "request unsuccessful", "request rejected",
        "403 forbidden",
        "please verify", "one more step",
    ])

    /// Found in addresses of scripts and frames, in ids and classes, and at the start of inline scripts.
    static let challengeMarkers = VerdictPhrases(phrases: [
        "cf_chl_opt", "cf-browser-verification", "cf-challenge", "challenge-form", "challenge-error-text",
        "cf-error-details", "captcha-delivery.com", "px-captcha", "_pxappid", "perimeterx",
        "_incapsula_resource",
        "errors.edgesuite.net", "sec-if-cpt-container", "awswafcookiedomainlist", "gokuprops", "awswaf",
        "sucuri_cloudproxy", "ddos-guard", "kpsdk", "bm-verify", "/_guard/",
    ])

    /// Checks that a site may also put on a form of its own.
    static let captchaWidgets = VerdictPhrases(phrases: [
        "hcaptcha.com", "h-captcha", "g-recaptcha", "recaptcha/api.js", "cf-turnstile",
        "challenges.cloudflare.com",
        "arkoselabs", "geetest", "friendlycaptcha",
    ])

    static let challengeText = VerdictPhrases(phrases: [
        "verify you are human", "verify that you are human", "verifying you are human", "are not a robot",
        "checking your browser", "checking if the site connection is secure",
        "needs to review the security of your connection", "enable javascript and cookies to continue",
        "why have i been blocked", "you have been blocked", "you don't have permission to access",
        "unusual traffic from your computer", "automated access", "press & hold to confirm",
        "press and hold to confirm", "incapsula incident id", "complete the security check",
        "please complete the captcha", "solve the captcha", "type the characters you see",
        "performance & security by cloudflare", "please stand by, while we are checking",
        "pardon our interruption", "the requested url was rejected", "bist du ein mensch",
        "sind sie ein mensch",
        "no eres un robot", "pas un robot", "made us think you were a bot",
        "made us think that you are a bot",
    ])

    static let parkingMarkers = VerdictPhrases(phrases: [
        "sedoparking.com", "parkingcrew.net", "bodis.com", "hugedomains.com", "cdn.dan.com", "parklogic.com",
        "afternic.com", "above.com/", "window.park", "domainmarket.com", "img1.wsimg.com/parking",
        "parking-lander", "parking.godaddy", "skenzo", "d38psrni17bvxu.cloudfront.net", "uniregistry",
        "undeveloped.com", "sav.com/parked", "parked.porkbun", "namebrightstatic.com", "adsense/domains",
    ])

    static let parkingText = VerdictPhrases(phrases: [
        "domain is for sale", "domain may be for sale", "domain name is for sale", "buy this domain",
        "domain is parked", "parked free", "parked domain", "this domain has expired",
        "domain has been registered",
        "domain is available for purchase", "domain is registered, but", "is parked free, courtesy of",
        "this domain is registered at", "domain for sale", "inquire about this domain", "get this domain",
        "diese domain steht zum verkauf", "diese domain ist zu verkaufen", "domain steht zum verkauf",
        "ce domaine est \u{E0} vendre", "este dominio est\u{E1} en venta", "deze domeinnaam is geregistreerd",
        "future home of something quite cool", "website coming soon",
    ])

    static let notFound = VerdictPhrases(phrases: [
        "page not found", "404 not found", "error 404", "404 error", "not found (404)", "404 page", "404 -",
        "404 |",
        "- 404", "| 404", "page doesn't exist", "page does not exist", "page doesn\u{2019}t exist",
        "page isn't available", "page isn\u{2019}t available", "page is not available",
        "page no longer exists",
        "page can't be found", "page can\u{2019}t be found", "page cannot be found",
        "page could not be found",
        "couldn't find that page", "can't find that page", "couldn't find the page", "can't find the page",
        "nothing was found", "nothing found", "file not found", "no longer available", "seite nicht gefunden",
        "seite wurde nicht gefunden", "page introuvable", "page non trouv\u{E9}e",
        "p\u{E1}gina no encontrada",
        "p\u{E1}gina n\u{E3}o encontrada", "pagina non trovata", "pagina niet gevonden",
        "sidan kunde inte hittas",
        "siden blev ikke fundet", "strona nie zosta\u{142}a znaleziona", "str\u{E1}nka nenalezena",
        "\u{441}\u{442}\u{440}\u{430}\u{43D}\u{438}\u{446}\u{430} \u{43D}\u{435} \u{43D}\u{430}\u{439}\u{434}\u{435}\u{43D}\u{430}",
        "\u{9875}\u{9762}\u{4E0D}\u{5B58}\u{5728}",
        "\u{898B}\u{3064}\u{304B}\u{308A}\u{307E}\u{305B}\u{3093}",
    ])

    static let login = VerdictPhrases(phrases: [
        "log in", "login", "log on", "sign in", "signin", "anmelden", "einloggen", "se connecter",
        "connexion",
        "iniciar sesi\u{F3}n", "acceder", "accedi", "inloggen", "logga in", "zaloguj", "entrar",
        "\u{432}\u{43E}\u{439}\u{442}\u{438}", "\u{767B}\u{5F55}", "\u{30ED}\u{30B0}\u{30A4}\u{30F3}",
    ])

    static let consent = VerdictPhrases(phrases: [
        "accept all", "we use cookies", "this site uses cookies", "uses cookies", "cookies and similar",
        "before you continue", "accept cookies", "manage your consent", "your privacy choices",
        "alle akzeptieren",
        "cookies akzeptieren", "tout accepter", "accepter et", "aceptar todas", "accetta tutti",
        "alles accepteren", "zgadzam si\u{119}",
    ])

    static let consentTitles = VerdictPhrases(phrases: [
        "before you continue", "your privacy", "cookie consent", "consent", "privacy gate", "cookie wall",
    ])

    /// Parts of the ids and classes of boxes that ask for consent.
    static let consentNames = VerdictPhrases(phrases: [
        "cookie", "consent", "gdpr", "onetrust", "didomi", "usercentrics", "cmpbox", "qc-cmp", "sp_message",
        "cybot", "truste", "privacy-gate",
    ])

    static let script = VerdictPhrases(phrases: [
        "enable javascript", "javascript is required", "requires javascript", "javascript is disabled",
        "turn on javascript", "activate javascript", "javascript to run this app", "javascript enabled",
        "without javascript", "javascript must be enabled", "javascript aktivieren",
        "aktivieren sie javascript",
        "activer javascript", "active javascript", "habilite javascript", "habilitar javascript",
        "javascript is turned off", "browser does not support javascript", "you need javascript",
    ])
}
