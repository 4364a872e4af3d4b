import HTML
import Testing

@testable import Extraction

struct MetadataTests {
    private func read(_ html: String, url: String? = "https://h.example/a/b") -> PageMetadata {
        MetadataReader.read(HTMLParser.parse(utf8: Array(html.utf8)), url: url)
    }

    @Test func linkedDataLeads() {
        let page = read(
            """
            <html lang=en-us><title>T - Site</title><meta name=author content="Meta Author">
            <script type="application/ld+json">{"@graph": [
              {"@type": "WebSite", "@id": "#s", "name": "Site"},
              {"@type": ["NewsArticle"], "headline": "Head", "author": [{"@id": "#p"}, {"name": "B B"}],
               "datePublished": "2024-05-01T10:00:00+0200", "dateModified": "2024-05-02", "publisher": {"@id": "#s"},
               "image": {"@type": "ImageObject", "url": "/i.png"}, "keywords": "a, b"},
              {"@type": "Person", "@id": "#p", "name": "A A"}
            ]}</script>
            """)
        #expect(page.title == "Head")
        #expect(page.authors == ["A A", "B B"])
        #expect(page.published == "2024-05-01T10:00:00+02:00")
        #expect(page.modified == "2024-05-02")
        #expect(page.siteName == "Site")
        #expect(page.image == "https://h.example/i.png")
        #expect(page.keywords == ["a", "b"])
        #expect(page.type == "NewsArticle")
        #expect(page.language == "en-US")
    }

    @Test func metaElementsComeNext() {
        let page = read(
            """
            <title>x</title><meta property="og:title" content="OG &amp;amp; T | Site">
            <meta property="og:site_name" content="Site"><meta property="og:description" content="D">
            <meta property="article:published_time" content="2024-05-01"><meta name=author content="By A A and B B">
            <link rel=canonical href="/c"><meta property="og:type" content="article">
            """)
        #expect(page.title == "OG & T")
        #expect(page.description == "D")
        #expect(page.published == "2024-05-01")
        #expect(page.authors == ["A A", "B B"])
        #expect(page.canonicalURL == "https://h.example/c")
        #expect(page.type == "article")
    }

    @Test func microdataThenWhatAReaderSees() {
        let page = read(
            """
            <title>The long heading of a page | Some Site</title><h1>The long heading of a page</h1>
            <span itemprop=author itemscope><span itemprop=name>A A</span></span>
            <time itemprop=datePublished datetime="2024-05-01T08:00Z">1 May</time>
            """)
        #expect(page.title == "The long heading of a page")
        #expect(page.authors == ["A A"])
        #expect(page.published == "2024-05-01T08:00:00Z")
        let seen = read("<h1>H</h1><p class=byline>By Jane Roe</p><time>May 3, 2024</time>")
        #expect(seen.title == "H")
        #expect(seen.authors == ["Jane Roe"])
        #expect(seen.published == "2024-05-03")
        #expect(read("<p>x</p>", url: "https://h.example/2024/05/04/x").published == "2024-05-04")
    }

    @Test func thePublisherIsNoAuthorWhereAPersonIsNamed() {
        let page = read(
            """
            <meta property="og:site_name" content="The Paper"><meta name=author content="Jane Roe">
            <script type="application/ld+json">
            {"@type": "Article", "headline": "Some head", "author": {"name": "The Paper"}}</script>
            """)
        #expect(page.authors == ["Jane Roe"])
    }

    @Test func brokenLinkedDataIsRead() {
        let page = read(
            """
            <script type="application/ld+json">/* x */ {"@type": "Article", "headline": "The
            Head", "author": {"name": "A A",},}</script>
            """)
        #expect(page.title == "The Head")
        #expect(page.authors == ["A A"])
    }

    @Test func anEmptyPageHasNone() { #expect(read("", url: nil) == PageMetadata()) }

    @Test(arguments: [
        ("2024-05-01", "2024-05-01"), ("2024-5-1", "2024-05-01"), ("2024/05/01 9:30", "2024-05-01T09:30:00"),
        ("20240501", "2024-05-01"), ("2024-05-01T10:11:12.345Z", "2024-05-01T10:11:12Z"),
        ("2024-05-01 10:11:12 +0530", "2024-05-01T10:11:12+05:30"), ("1714557600", "2024-05-01T10:00:00Z"),
        ("1714557600000", "2024-05-01T10:00:00Z"), ("Wed, 01 May 2024 10:00:00 GMT", "2024-05-01T10:00:00Z"),
        ("May 1, 2024", "2024-05-01"), ("1 May 2024 at 3:05 pm", "2024-05-01T15:05:00"),
        ("1. Mai 2024", "2024-05-01"),
        ("1 de mayo de 2024", "2024-05-01"), ("31.12.2023", "2023-12-31"), ("12/31/2023", "2023-12-31"),
        ("31/12/2023", "2023-12-31"), ("2024年5月1日", "2024-05-01"), ("15 juin 2024", "2024-06-15"),
        ("Published: March 3, 2021", "2021-03-03"),
    ])
    func datesBecomeISO(_ text: String, _ expected: String) { #expect(DateReader.iso(text) == expected) }

    @Test(arguments: [
        "", "soon", "03/04/2024", "2024", "2024-13-01", "May", "12:30", "5", "99999999999999999999",
    ])
    func whatIsNoDateIsNone(_ text: String) { #expect(DateReader.iso(text) == nil) }
}

struct PageTitleTests {
    @Test(arguments: [
        ("A long head | Site", "Site", "A long head"),
        ("A long head - News - Site", "Site", "A long head - News"),
        ("Site: A head", "Site", "Site: A head"), ("Site | A head", "Site", "A head"),
        ("A head：Site", "Site", "A head"),
    ])
    func theSiteGoes(_ title: String, _ site: String, _ expected: String) {
        #expect(PageTitle.withoutSite(title, site: site, headings: []) == expected)
    }

    @Test func aHeadingTellsWhereTheTitleEnds() {
        #expect(PageTitle.withoutSite("Head - x - y", site: nil, headings: ["Head"]) == "Head")
    }

    @Test func anEndlessTitleIsLeftAlone() {
        let title = String(repeating: "a | b - ", count: 50_000)
        #expect(PageTitle.withoutSite(title, site: "b", headings: [title]) == title)
    }
}
