/// What the first words of a text block hint at, one bit a family of words.
///
/// Frame texts speak few words over and over, in any language; the lists hold the commonest of the larger
/// European languages, so that other languages are judged by structure alone.
struct TextSigns {
    /// Only these many words from the start of a block are looked at.
    static let reach = 12

    /// In the order of their bits; the model's table depends on order and words.
    static let families: [StaticString] = [
        """
        share facebook twitter whatsapp linkedin pinterest reddit telegram instagram youtube tiktok teilen \
        partager compartir condividi compartilhar delen follow suivez síguenos folgen seguici tweet
        """,
        """
        newsletter subscribe subscription subscriber sign signup email mail inbox abonnieren abonnez abonner \
        suscríbete suscribirse iscriviti inscrivez assine nieuwsbrief register anmelden
        """,
        """
        related recommended popular trending latest recent also similar suggested more read mehr lesen auch \
        lire aussi plus leer más también leggi anche leia mais lees ook recommend discover explore you \
        les også læs läs också lue myös czytaj także więcej citeste citește čtěte olvasd okuyun читайте также \
        baca juga see saiba assista weiterlesen mehr
        """,
        """
        copyright © rights reserved privacy terms cookies cookie policy legal impressum datenschutz agb \
        mentions légales aviso contact accessibility disclaimer sitemap
        """,
        """
        comment comments reply replies respond log login leave kommentar kommentare commentaires commentaire \
        comentarios comentario commenti commento antworten répondre responder
        """,
        "advertisement advertising sponsored ad ads anzeige werbung publicité publicidad pubblicità advertentie",
        """
        by author editor reporter writer written journalist correspondent von autor autorin auteur par por \
        autore redaktion staff contributor biography bio posts
        """,
        """
        photo photos image images getty credit caption picture courtesy reuters afp foto fotos bild photograph \
        illustration screenshot video watch afp ap pa istock shutterstock fotó фото zdjęcie kuva photographer dpa epa imago
        """,
        """
        tags tag tagged filed category categories topics topic posted in under kategorie kategorien schlagwörter \
        étiquettes etiquetas temas
        """,
        """
        add cart basket buy stock shipping delivery price qty quantity checkout wishlist compare warenkorb \
        kaufen panier acheter carrito comprar carrello sale off free
        """,
        """
        review reviews rating ratings stars star out of rated bewertungen avis reseñas recensioni helpful \
        verified
        """,
        """
        next previous prev page pages back older newer first last top weiter zurück suivant précédent siguiente \
        anterior continue skip home menu search results sort filter view all show
        """,
        """
        ago min minutes hours days updated published posted date modified last today yesterday uhr stand \
        aktualisiert publié actualizado pubblicato read
        """,
        """
        about contact team sources source references notes footnotes bibliography disclosure editor's note \
        correction faq frequently asked questions conclusion summary introduction overview
        """,
    ]

    /// The families that tell something at the end of a block: sharing, more to read, authors, credits, dates.
    static let telling = [0, 2, 6, 7, 12]

    static let words: HashedBits = {
        var collector = Collector()
        for (bit, family) in families.enumerated() {
            let bytes = UnsafeBufferPointer(start: family.utf8Start, count: family.utf8CodeUnitCount)
            collector.family = 1 << UInt32(bit)
            var measure = TextMeasure()
            measure.add(bytes, isLink: false, to: &collector)
            measure.finish(to: &collector)
        }
        return collector.table
    }()

    private struct Collector: WordSink {
        var table = HashedBits(minimumCapacity: 400)
        var family: UInt32 = 0

        mutating func take(_ word: WordHash) { table[word] |= family }
    }
}
