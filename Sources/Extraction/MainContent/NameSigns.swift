import HTML

/// What the words in an element's `class` and `id` hint at, one bit a family of words.
///
/// Names are a convention between people, so each family is only a hint that the block model weighs
/// against the others; nothing is kept or dropped by a name alone.
struct NameSigns: OptionSet, Hashable {
    let rawValue: UInt32

    /// The families in the order of their bits, each with its words in lower case.
    ///
    /// The model's table depends on order and words: after a change it must be fitted again.
    static let families: [StaticString] = [
        """
        content contents body main text richtext rte prose markdown copy wysiwyg paragraph inhalt contenu \
        contenido conteudo contenuto corps cuerpo corpo texte texto testo tekst
        """,
        """
        article articles story post posts entry hentry blog single news essay page artikel artikkel articulo \
        articolo noticia nota materia
        """,
        "comment comments disqus respond reply replies discussion livefyre fbcomments kommentar kommentare",
        """
        nav navbar navigation menu menus submenu megamenu topbar toolbar tabs tab dropdown skip sitemap \
        hamburger drawer offcanvas
        """,
        "footer foot copyright colophon legal disclaimer imprint bottom",
        "header head masthead banner logo brand topnav",
        "sidebar side aside rail column secondary complementary widget widgets rightcol leftcol",
        """
        related recommend recommended recommendation recommendations similar more popular trending latest \
        recent also suggested suggestions further next read teaser teasers promo promos outbrain taboola \
        mostread upnext readmore weitere verwandt mehr relacionadas correlati lire onward linklist
        """,
        """
        share sharing social facebook twitter socials sharedaddy addthis follow whatsapp pinterest \
        linkedin
        """,
        """
        ad ads advert advertisement advertising sponsor sponsored sponsors banner dfp gpt adsense adunit \
        werbung anzeige commercial promotion
        """,
        """
        newsletter subscribe subscription signup paywall optin mailing mailchimp register login signin \
        account membership piano abo subscriber subscribers newsletters
        """,
        """
        cookie cookies consent gdpr modal popup overlay lightbox dialog toast notice notification alert \
        onetrust cmp tooltip
        """,
        "breadcrumb breadcrumbs crumb crumbs pager pagination paging pagenav prev previous postnav",
        "author authors byline bio about vcard avatar profile contributor writer autor auteur autore",
        """
        meta metadata date time timestamp published posted tags tag category categories label labels \
        kicker eyebrow info details stats views count keywords topics
        """,
        """
        caption captions credit credits copyrights legend legende bildunterschrift figcaption figure gallery image media photo video player slideshow carousel slider \
        slide swiper slick embed
        """,
        """
        title headline heading subtitle dek standfirst lead lede intro summary excerpt abstract \
        subheading subhead description desc chapo ingress entradilla vorspann teasertext
        """,
        """
        product products price sku spec specs specification specifications cart buy variant feature \
        features attributes woocommerce shop review reviews rating ratings
        """,
        "card cards item items grid list listing results result tile tiles row collection archive feed loop",
        """
        thread threads message messages topic forum postbody question answer answers signature quote user \
        member
        """,
        """
        form search searchform input filter filters facet facets sort sorting select field button btn \
        cta
        """,
        "toc index anchor contents outline docs doc documentation code highlight api",
        """
        faq accordion collapse toggle testimonial testimonials hero section block module team services \
        elementor wpb
        """,
        """
        box boxes infobox factbox fact facts callout inset insert pullquote background explainer highlights \
        keypoints takeaways summary zusammenfassung kasten faktaboks sammendrag
        """,
        """
        paywall premium plus regwall gate gated barrier offer offers locked subscriber metered teaser abo
        """,
        """
        print noprint tool tools action actions copy edit download report screen hidden sr visually \
        reader hide invisible
        """,
    ]

    static var count: Int { families.count }

    static let related = NameSigns(rawValue: 1 << 7)

    /// Signs of the words found in `name`; words are split at anything but letters and in camel case.
    init(_ name: UnsafeBufferPointer<UInt8>) {
        var bits: UInt32 = 0
        var hash = WordHash()
        var wasLower = false
        for (index, byte) in name.enumerated() {
            let lower = byte | 0x20
            guard lower >= 0x61, lower <= 0x7A else {
                bits |= Self.words[hash]
                hash = WordHash()
                wasLower = false
                continue
            }
            let isUpper = byte < 0x60
            // `postBody` splits before B, `HTMLBody` before the B that a small letter follows.
            let nextIsLower =
                index + 1 < name.count && name[index + 1] >= 0x61 && name[index + 1] <= 0x7A
            if isUpper, wasLower || nextIsLower {
                bits |= Self.words[hash]
                hash = WordHash()
            }
            hash.add(lower)
            wasLower = !isUpper
        }
        bits |= Self.words[hash]
        rawValue = bits
    }

    init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    private static let words: HashedBits = {
        var table = HashedBits(minimumCapacity: 400)
        for (bit, family) in families.enumerated() {
            let bytes = UnsafeBufferPointer(start: family.utf8Start, count: family.utf8CodeUnitCount)
            for word in bytes.split(separator: 0x20) {
                var hash = WordHash()
                for byte in word { hash.add(byte) }
                table[hash] |= 1 << UInt32(bit)
            }
        }
        return table
    }()
}
