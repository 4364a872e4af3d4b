import HTML
import JSON
import Testing

@testable import Structuring

struct StructurerTests {
    private func fill(
        _ html: String, schema: JSON? = nil, prompt: String? = nil, url: String? = "https://shop.test/p/1"
    ) throws -> StructuredResult {
        let compiled = try schema.map { try #require(Schema.check($0).schema) }
        return Structurer().fill(
            schema: compiled, prompt: prompt, document: HTMLParser.parse(utf8: Array(html.utf8)), url: url)
    }

    private static let product: JSON = [
        "type": "object", "required": ["name", "price", "available"],
        "properties": [
            "name": ["type": "string"], "price": ["type": ["number", "null"]],
            "currency": ["type": ["string", "null"]],
            "available": ["type": ["boolean", "null"]],
        ],
    ]

    @Test func brokenLinkedDataFillsASchema() throws {
        let result = try fill(
            """
            <script type="application/ld+json">/* made by a template */ {"@graph": [{"@type":"WebSite","name":"Shop"},
            {"@type":"Product","name":"Tea &amp; Pot","offers":{"@id":"#o"},},
            {"@id":"#o","@type":"Offer","price":"1.299,00","priceCurrency":"EUR","availability":"http://schema.org/OutOfStock"}]</script>
            """, schema: Self.product)
        #expect(
            result.value == ["name": "Tea & Pot", "price": 1299.0, "currency": "EUR", "available": false])
        #expect(result.provenance["price"]?["source"] == "json-ld")
        #expect(result.missing.isEmpty)
    }

    @Test func threeSyntaxesAgree() throws {
        let pages = [
            #"<script type="application/ld+json">{"@context":"https://schema.org","@type":"Product","name":"Pot","offers":{"@type":"Offer","price":12.5,"priceCurrency":"GBP","availability":"InStock"}}</script>"#,
            #"<div itemscope itemtype="https://schema.org/Product"><b itemprop="name">Pot</b><div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="priceCurrency" content="GBP"><span itemprop="price">12.50</span><link itemprop="availability" href="https://schema.org/InStock"></div></div>"#,
            #"<div vocab="https://schema.org/" typeof="Product"><b property="name">Pot</b><div property="offers" typeof="Offer"><meta property="priceCurrency" content="GBP"><span property="price">12.50</span><link property="availability" href="https://schema.org/InStock"></div></div>"#,
        ]
        for page in pages {
            let value = try fill(page, schema: Self.product).value
            #expect(value == ["name": "Pot", "price": 12.5, "currency": "GBP", "available": true])
        }
    }

    @Test func theVisiblePageFillsWhatMarkupDoesNot() throws {
        let result = try fill(
            """
            <title>A Light in the Attic | Books</title><div class="related">£9.99</div><h1>A Light in the Attic</h1>
            <p class="price_color">£51.77</p><p class="instock availability">In stock (22 available)</p>
            <button>Add to basket</button><table><tr><th>UPC</th><td>a897fe39b1053632</td></tr></table>
            """,
            schema: [
                "type": "object",
                "properties": [
                    "title": ["type": "string"], "price": ["type": "number"], "inStock": ["type": "boolean"],
                    "upc": ["type": "string"],
                    "currency": ["type": "string"], "author": ["type": "string"],
                ],
            ])
        #expect(
            result.value == [
                "title": "A Light in the Attic", "price": 51.77, "inStock": true, "upc": "a897fe39b1053632",
                "currency": "GBP",
            ])
        #expect(result.missing == ["author"])
    }

    @Test func aPageThatTellsNothingGivesNulls() throws {
        let result = try fill("<p>Hello", schema: Self.product)
        #expect(result.value == ["name": nil, "price": nil, "available": nil])
        #expect(result.isEmpty)
    }

    @Test func repeatedCardsBecomeRecords() throws {
        let cards = (1...4).map {
            #"<li class="card"><a href="/p/\#($0)"><img src="/i/\#($0).png"></a><h3><a href="/p/\#($0)">Pot \#($0)</a></h3><div><span class="price">£\#($0).50</span></div></li>"#
        }
        let result = try fill(
            "<ul>\(cards.joined())</ul>",
            schema: [
                "type": "object",
                "properties": [
                    "products": [
                        "type": "array",
                        "items": [
                            "type": "object",
                            "properties": [
                                "name": ["type": "string"], "price": ["type": "number"],
                                "url": ["type": "string", "format": "uri"],
                            ],
                        ],
                    ]
                ],
            ])
        let products = try #require(result.value["products"]?.arrayValue)
        #expect(products.count == 4)
        #expect(products.last == ["name": "Pot 4", "price": 4.5, "url": "https://shop.test/p/4"])
        #expect(result.provenance["products[3].price"]?["source"] == "cards")
    }

    @Test func tablesBecomeRecords() throws {
        let result = try fill(
            "<table><thead><tr><th>Country</th><th>Capital</th></tr></thead><tr><td>Peru</td><td>Lima</td></tr><tr><td>Mali</td><td>Bamako</td></tr></table>",
            schema: [
                "type": "array",
                "items": [
                    "type": "object",
                    "properties": ["country": ["type": "string"], "capital": ["type": "string"]],
                ],
            ])
        #expect(
            result.value == [
                ["country": "Peru", "capital": "Lima"], ["country": "Mali", "capital": "Bamako"],
            ])
    }

    @Test(arguments: [
        "<thead>HEAD</thead><tfoot>FOOT</tfoot><tbody>ROWS</tbody>",
        "<tfoot>FOOT</tfoot><tbody>ROWS</tbody><thead>HEAD</thead>",
    ])
    func theFootOfATableIsItsLastRecord(_ order: String) throws {
        let html =
            order
            .replacing("HEAD", with: "<tr><th>Item</th><th>Price</th></tr>")
            .replacing("FOOT", with: "<tr><td>Total</td><td>3</td></tr>")
            .replacing("ROWS", with: "<tr><td>Cup</td><td>1</td></tr><tr><td>Pot</td><td>2</td></tr>")
        let result = try fill(
            "<table>\(html)</table>",
            schema: [
                "type": "array",
                "items": ["type": "object", "properties": ["item": ["type": "string"]]],
            ])
        #expect(result.value == [["item": "Cup"], ["item": "Pot"], ["item": "Total"]])
    }

    @Test func linksToScriptsAreNoAddresses() throws {
        let cards = (1...4).map {
            "<li class=card><h3><a href='java&#10;script:go(\($0))'>Pot \($0)</a></h3><p class=price>£\($0)</p></li>"
        }
        let result = try fill(
            "<ul>\(cards.joined())</ul>",
            schema: [
                "type": "array",
                "items": [
                    "type": "object",
                    "properties": [
                        "name": ["type": "string"], "url": ["type": "string"],
                        "link": ["type": "string", "format": "uri"],
                    ],
                ],
            ])
        #expect(result.value[0]?["name"] == "Pot 1")
        #expect(result.value[0]?["url"] ?? .null == .null)
        #expect(result.value[0]?["link"] ?? .null == .null)
    }

    @Test func promptsNameTheirFields() throws {
        let html =
            #"<h1>Pot</h1><p class="price">£12.50</p><p class="stock">In stock</p><button>Add to cart</button>"#
        let value = try fill(html, prompt: "Extract the product name, price, and availability").value
        #expect(value == ["product_name": "Pot", "price": "£12.50", "availability": "In stock"])
    }

    @Test(arguments: [
        (
            "Extract the product name, price, and availability", false, nil,
            ["product_name", "price", "availability"]
        ),
        ("top 10 post titles and their scores", true, 10, ["post_title", "score"]),
        ("List all products with name, price and url.", true, nil, ["name", "price", "url"]),
        ("Get the title and author from this page as JSON", false, nil, ["title", "author"]),
        (
            "Give me the number of comments, a summary of the article, names of the authors and the date of birth",
            false, nil, ["comment_count", "article_summary", "author_names", "birth_date"]
        ),
        ("a list of ingredients, the title of the news", true, nil, ["ingredients", "news_title"]),
    ])
    func promptsAreRead(_ prompt: String, _ isList: Bool, _ limit: Int?, _ keys: [String]) throws {
        let wish = try #require(PromptReader.wish(of: prompt))
        #expect(wish.isList == isList)
        #expect(wish.limit == limit)
        #expect(wish.fields.map(\.key) == keys)
    }

    /// The time that a prompt takes is that of each page; one of a megabyte took seven seconds.
    @Test func aLongPromptIsReadInItsBeginning() throws {
        let many = "Extract the title, " + String(repeating: "red thing, blue thing, ", count: 50_000)
        let wish = try #require(PromptReader.wish(of: many))
        #expect(wish.fields.first?.key == "title")
        #expect(wish.fields.count <= 40)
        #expect(PromptReader.wish(of: String(repeating: ",", count: 1_000_000) + "title") == nil)
    }

    @Test func summariesComeFromDescriptions() throws {
        let html = #"<meta name="description" content="A pot for soup."><h1>Pot</h1>"#
        let value = try fill(html, prompt: "Get a summary of the page").value
        #expect(value == ["summary": "A pot for soup."])
    }

    @Test func datesLoseTheirLabels() throws {
        let schema: JSON = ["type": "object", "properties": ["published": ["type": "string"]]]
        let html = #"<h1>Flood</h1><span class="date">erstellt: 01. April 2025, 15:25</span><p>Rain.</p>"#
        #expect(try fill(html, schema: schema).value == ["published": "01. April 2025, 15:25"])
    }

    @Test func numbersAreNoAuthors() throws {
        let schema: JSON = [
            "type": "object", "properties": ["author": ["type": "string"]], "required": ["author"],
        ]
        let html = #"<meta name="author" content="105092"><h1>Flood</h1><p>Rain.</p>"#
        #expect(try fill(html, schema: schema).value == ["author": nil])
    }

    @Test func koreanTitlesAndBylinesAreCutToTheMatter() throws {
        let html = """
            <html><head><title>큰비에 강이 넘쳤다-정치ㅣ골짜기일보</title><meta property="og:site_name" content="골짜기일보">
            <meta name="author" content="김하늘 기자"></head><body><p>비.</p></body></html>
            """
        let schema: JSON = [
            "type": "object",
            "properties": [
                "title": ["type": "string"], "authors": ["type": "array", "items": ["type": "string"]],
            ],
        ]
        #expect(try fill(html, schema: schema).value == ["title": "큰비에 강이 넘쳤다-정치", "authors": ["김하늘"]])
    }

    @Test func hostilePagesEnd() throws {
        let deep = String(repeating: "<div itemscope itemprop=a>", count: 20_000)
        let loop =
            #"<div itemscope id=x itemref="x y"><p itemprop=name>n</p></div><div id=y itemscope itemprop=q itemref=x></div>"#
        let json =
            #"<script type="application/ld+json">"# + String(repeating: "[{\"a\":", count: 50_000)
            + "</script>"
        let self1 =
            #"<script type="application/ld+json">[{"@id":"a","x":1,"offers":{"@id":"b"}},{"@id":"b","y":1,"offers":{"@id":"a"}}]</script>"#
        for html in [deep, loop, json, self1] {
            #expect(try fill(html, schema: Self.product).value.objectValue != nil)
        }
    }
}
