import HTML
import Testing

@testable import Extraction

/// Pages written for these tests, in the shapes that the real ones have.
struct VerdictTests {
    private func verdict(_ html: String) -> PageVerdict {
        PageVerdict(of: HTMLParser.parse(Array(html.utf8)))
    }

    static let challenges: [String] = [
        """
        <html><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript and cookies to
        continue</noscript><script>window._cf_chl_opt={cvId:'3'};</script></body></html>
        """,
        """
        <title>Attention Required! | Cloudflare</title><div id="cf-error-details"><h1>Sorry, you have been
        blocked</h1><p>You are unable to access this shop.</p><h2>Why have I been blocked?</h2></div>
        """,
        """
        <html><head><title>shop.example</title></head><body><p id="cmsg">Please enable JS and disable any ad
        blocker</p><script src="https://ct.captcha-delivery.com/c.js"></script></body></html>
        """,
        """
        <title>Access to this page has been denied</title><div class="px-captcha-container"><div id="px-captcha">
        </div><p>Press & Hold to confirm you are a human (and not a bot).</p></div>
        """,
        """
        <HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have permission to
        access "http://www.example.com/" on this server.<P>Reference #18.2d351ab8<P>
        https://errors.edgesuite.net/18.2d351ab8</BODY></HTML>
        """,
        """
        <html><head><META NAME="robots" CONTENT="noindex,nofollow"><script
        src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3"></script></head><body></body></html>
        """,
        """
        <title>Security check</title><form><p>Please complete the captcha to go on.</p>
        <div class="h-captcha"></div><script src="https://hcaptcha.com/1/api.js"></script></form>
        """,
        """
        <title>Robot Check</title><h4>Type the characters you see in this image:</h4><form><img src=c.jpg>
        <input name=field></form>
        """,
    ]

    static let parked: [String] = [
        """
        <title>valley-post.example is for sale</title><h1>This domain is for sale!</h1><p>Make an offer.</p>
        <script src="https://img.sedoparking.com/js/x.js"></script>
        """,
        "<title>valley.example</title><p>valley.example is parked free, courtesy of a registrar.</p>",
        "<title>valley.example</title><script>window.park = 'eyJ1'</script><div id=main></div>",
    ]

    static let notFound: [String] = [
        "<title>Page not found - Valley</title><h1>404</h1><p>Sorry, the page you wanted is gone.</p>",
        """
        <title>404 Not Found</title><h1>Oops! That page can't be found.</h1><nav><a href=/>Home</a>
        <a href=/a>About us</a><a href=/c>Contact</a></nav><p>Maybe try a search?</p><form><input></form>
        """,
        "<title>Seite nicht gefunden</title><h1>Seite nicht gefunden</h1><p>Leider gibt es diese Seite nicht.</p>",
    ]

    static let logins: [String] = [
        """
        <title>Log in · Valley</title><h1>Log in</h1><form><label>Name<input name=u></label><label>Password
        <input type=password></label><button>Log in</button></form><a href=/forgot>Forgot your password?</a>
        """,
        "<title>Anmelden</title><form><input name=u><input type=password><button>Anmelden</button></form>",
    ]

    static let shells: [String] = [
        """
        <!doctype html><title>Valley</title><noscript>You need to enable JavaScript to run this app.</noscript>
        <div id="root"></div><script src="/static/js/main.js"></script>
        """,
        "<title>Valley</title><div id=app></div><script src=/app.js></script>",
        "<title>Valley</title><p>Please enable JavaScript to view this site.</p><script src=/a.js></script>",
        "<title>Valley</title><app-root></app-root><script src=/main.js></script>",
    ]

    @Test(arguments: challenges) func challengeIsSeen(_ html: String) {
        #expect(verdict(html).verdict == .challenge)
        #expect(verdict(html).isSure)
    }

    @Test(arguments: parked) func parkedDomainIsSeen(_ html: String) {
        #expect(verdict(html).verdict == .parked)
        #expect(verdict(html).isSure)
    }

    @Test(arguments: notFound) func softNotFoundIsSeen(_ html: String) {
        #expect(verdict(html).verdict == .softNotFound)
        #expect(verdict(html).isSure)
    }

    @Test(arguments: logins) func loginWallIsSeen(_ html: String) {
        #expect(verdict(html).verdict == .loginWall)
        #expect(verdict(html).isSure)
    }

    @Test(arguments: shells) func shellNeedsABrowser(_ html: String) {
        #expect(verdict(html).verdict == .needsBrowser)
        #expect(verdict(html).isSure)
    }

    @Test func cookieQuestionAloneIsAWall() {
        let result = verdict(
            """
            <title>Before you continue</title><div id="consent-bump"><p>We use cookies and data to deliver our
            services and to measure how they are used.</p><button>Accept all</button><button>Reject all</button>
            </div>
            """)
        #expect(result.verdict == .cookieWall)
        #expect(result.isSure)
    }

    @Test(arguments: ["", "<html><body></body></html>", "<title>x</title><!-- nothing -->"])
    func nothingIsEmpty(_ html: String) {
        #expect(verdict(html).verdict == .empty)
        #expect(verdict(html).isSure)
    }

    static let story = """
        <p>The first thing you notice in the old mill is the smell of flour, though no sack has been filled here
        for thirty years. Ana keeps the doors open all summer long and tells visitors how it was.</p>
        <p>Her father ran the stones until the river changed its bed. The town wanted to pull the house down, but
        the neighbours collected signatures, and then money, and at last also a roof.</p>
        """

    /// Pages that only talk about such things, or have a bit of them beside their content.
    static let pages: [String] = [
        "<title>The old mill</title><h1>The old mill</h1>\(story)",
        "<title>How to fix a 404 not found error</title><h1>How to fix a 404 not found error</h1>\(story)\(story)",
        """
        <title>Captchas, explained</title><h1>Are you a robot?</h1>\(story)
        <p>Sites ask you to verify you are human.</p><script src="https://www.google.com/recaptcha/api.js"></script>
        """,
        """
        <title>The old mill</title><div id="cookie-banner"><p>We use cookies.</p><button>Accept all</button></div>
        <h1>The old mill</h1>\(story)
        """,
        """
        <title>Members</title><form><input name=u><input type=password><button>Sign in</button></form>\(story)
        """,
        "<title>Valley</title><noscript>Please enable JavaScript.</noscript><div id=app>\(story)</div><script></script>",
        "<title>Gallery</title><h1>Summer</h1><img src=1.jpg><img src=2.jpg><p>Five pictures of the mill.</p>",
        "<p>Test</p>",
        "<title>Status</title><pre>OK 12 5 99</pre>",
    ]

    @Test(arguments: pages) func pageIsAPage(_ html: String) {
        let result = verdict(html)
        #expect(result.verdict == .page || !result.isSure, "\(result)")
    }

    @Test func evidenceIsGiven() {
        let result = verdict(Self.challenges[0])
        #expect(result.evidence.contains { $0.contains("just a moment") })
    }
}
