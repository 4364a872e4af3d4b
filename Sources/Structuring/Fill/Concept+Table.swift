extension Concept {
    private static func make(_ id: ID, _ names: String, paths: String, metas: String = "") -> Concept {
        let names = names.split(separator: ",").map { Folding.words(String($0)) }
        return Concept(
            id: id, names: names, nameHashes: names.map(Folding.hash(ofWords:)),
            paths: paths.split(separator: " ").map { $0.split(separator: ".").map(String.init) },
            metas: metas.split(separator: " ").map(String.init))
    }

    static let all: [Concept] =
        [
            make(
                .title,
                """
                title,name,headline,heading,h1,subject,product title,article title,page title,label,titel,titre,titulo,titolo,\
                nombre,nom,nome,naam,nazwa,название,заголовок,标题,名称,タイトル,商品名,제목,caption,question title
                """,
                paths: "headline name title mainEntity.name mainEntity.headline itemReviewed.name",
                metas: "og:title twitter:title dc.title dcterms.title parsely-title sailthru.title title"),
            make(
                .price,
                """
                price,current price,sale price,cost,selling price,final price,price amount,preis,prix,precio,prezzo,prijs,cena,\
                preco,pris,hinta,fiyat,ar,цена,ціна,価格,价格,가격,τιμη,our price,now,unit price,regular price,offer price,\
                price excl tax,price incl tax,amount
                """,
                paths: """
                    offers.price offers.lowPrice offers.priceSpecification.price offers.offers.price price lowPrice \
                    priceSpecification.price hasVariant.offers.price hasVariant.offers.lowPrice mainEntity.offers.price \
                    offers.priceSpecification.minPrice hasVariant.price
                    """,
                metas: """
                    product:sale_price:amount product:price:amount og:price:amount product:price twitter:data1:price price \
                    og:price
                    """),
            make(
                .oldPrice,
                "old price,original price,list price,was price,strike price,rrp,msrp,regular price before,price before discount",
                paths: "offers.highPrice offers.listPrice listPrice", metas: "product:original_price:amount"),
            make(
                .lowPrice, "low price,min price,minimum price,price min,price from,lowest price",
                paths: "offers.lowPrice offers.price"),
            make(
                .highPrice, "high price,max price,maximum price,price max,highest price",
                paths: "offers.highPrice offers.price"),
            make(
                .currency,
                "currency,price currency,currency code,wahrung,devise,moneda,valuta,waluta,валюта,通貨,salary currency",
                paths: """
                    offers.priceCurrency offers.priceSpecification.priceCurrency offers.offers.priceCurrency priceCurrency \
                    currency offers.currency hasVariant.offers.priceCurrency baseSalary.currency
                    """,
                metas:
                    "product:price:currency og:price:currency product:sale_price:currency og:currency currency pricecurrency"
            ),
            make(
                .sku,
                """
                sku,item number,item no,item code,item,product code,product number,product id,article number,article no,art no,\
                art nr,artikelnummer,artikel nr,artikelnr,art nummer,bestellnummer,best nr,reference,ref,référence,referencia,\
                codice,codice articolo,cod,cod articolo,codice prodotto,cod produs,código,codigo,código do produto,kod,\
                kod produktu,numer katalogowy,indeks,symbol,varenummer,varenr,varunummer,artikkelnummer,артикул,код товара,\
                код,арт,asin,cikkszám,kód,kód produktu,tuotenumero,ürün kodu,stok kodu,商品番号,品番,item id,\
                stock code,catalogue number,catalog number,cat no,product ref,preces kods,tootekood,prekės kodas,κωδικός,\
                κωδικός προϊόντος,šifra,sifra,product sku,sku code,style,style number,style no,stock number,stock no,cod produto,\
                product no,mã sản phẩm,productnummer,bestelnummer,web id,web code,shop sku,stock keeping unit
                """,
                paths: "sku offers.sku productID offers.offers.sku hasVariant.sku identifier.value model.sku",
                metas:
                    "product:retailer_item_id product:sku og:sku sku product:retailer_part_no productid itemid"
            ),
            make(
                .gtin,
                "gtin,ean,upc,ean code,barcode,gtin13,gtin12,gtin14,gtin8,ean13,ean 13,strichcode,штрихкод,jan,kod ean,codice ean,universal product code",
                paths:
                    "gtin13 gtin gtin12 gtin14 gtin8 offers.gtin13 offers.gtin offers.gtin12 offers.gtin14 hasVariant.gtin13 hasVariant.gtin",
                metas: "product:ean product:upc product:gtin og:upc product:isbn"),
            make(
                .mpn,
                "mpn,model number,part number,item model number,model no,manufacturer part number,manufacturer number,mfr part number,mfg part number,herstellernummer,hersteller nr,part no",
                paths: "mpn offers.mpn hasVariant.mpn", metas: "product:mfr_part_no product:mpn"),
            make(
                .brand,
                "brand,manufacturer,make,marke,hersteller,marque,marca,merk,marka,producent,märke,merke,бренд,производитель,виробник,ブランド,品牌,브랜드,značka,výrobce,vendor,fabricante,fabricant",
                paths:
                    "brand.name brand manufacturer.name manufacturer hasVariant.brand.name itemReviewed.brand.name",
                metas: "product:brand og:brand brand twitter:brand"),
            make(
                .availability,
                """
                availability,stock,in stock,stock status,available,is available,availability status,stock availability,instock,\
                verfügbarkeit,lagerbestand,disponibilité,disponibilidad,disponibilità,beschikbaarheid,dostępność,disponibilidade,\
                saatavuus,dostupnost,dostupnosť,наличие,наявність,在庫,库存,재고,tilgjengelighet,lagerstatus,stock level,\
                estoque,voorraad,készlet,raktárkészlet,lager,stok durumu,stok
                """,
                paths:
                    "offers.availability offers.offers.availability availability hasVariant.offers.availability inStock in_stock",
                metas: "product:availability og:availability availability"),
            make(
                .condition, "condition,item condition,zustand,état,estado,stan",
                paths: "offers.itemCondition itemCondition", metas: "product:condition og:condition"),
            make(
                .author,
                """
                author,authors,byline,writer,written by,by,creator,posted by,autor,autoren,auteur,autori,autore,autores,forfatter,\
                författare,kirjoittaja,автор,作者,著者,저자,journalist,reporter,chef,artist,redakteur,user,username
                """,
                paths:
                    "author.name author creator.name creator founder.name director.name byArtist.name contributor.name",
                metas:
                    "author article:author dc.creator dcterms.creator parsely-author sailthru.author byl citation_author og:article:author twitter:creator"
            ),
            make(
                .published,
                """
                date published,published,publication date,publish date,date,pub date,published at,published on,posted,posted on,\
                created,date created,created at,datepublished,release date,released,upload date,veröffentlicht,datum,\
                publié le,fecha,data,дата,发布日期,公開日,date posted,posting date,release year,year,post date,published date,time
                """,
                paths:
                    "datePublished published uploadDate dateCreated datePosted releaseDate dtstart startDate dateModified",
                metas: """
                    article:published_time og:article:published_time datepublished date pubdate publishdate publish-date \
                    publication_date article.published parsely-pub-date sailthru.date dc.date.issued dcterms.created dc.date \
                    dcterms.date date.created article_date_original cxenseparse:recs:publishtime og:published_time published_at \
                    publish_date created displaydate dc.date.created citation_publication_date rnews:datepublished \
                    last-modified og:regdate mediator_published_time uploaddate originalpublicationdate ptime
                    """),
            make(
                .modified,
                "date modified,modified,updated,last updated,update date,updated at,last modified,aktualisiert,mis à jour le,date updated",
                paths: "dateModified updated",
                metas:
                    "article:modified_time og:updated_time lastmod last-modified dcterms.modified datemodified"
            ),
            make(
                .description,
                "description,summary,abstract,excerpt,teaser,subtitle,lead,intro,overview,short description,beschreibung,produktbeschreibung,descripción,descrizione,omschrijving,opis,описание,опис,説明,描述,deck,standfirst,about,meta description,tagline,blurb",
                paths: "description abstract summary alternativeHeadline mainEntity.description",
                metas: "description og:description twitter:description dc.description dcterms.description"),
            make(
                .body, "body,content,text,article body,full text,article text,main text,contents",
                paths: "articleBody text reviewBody content"),
            make(
                .image,
                "image,image url,main image,picture,photo,thumbnail,img,cover,cover image,lead image,hero image,bild,imagen,immagine,изображение,图片,画像,poster,logo,avatar,photo url,thumbnail url",
                paths:
                    "image.url image.contentUrl image photo thumbnailUrl primaryImageOfPage.url logo.url logo",
                metas:
                    "og:image og:image:url og:image:secure_url twitter:image twitter:image:src image thumbnail msapplication-tileimage"
            ),
            make(
                .images, "images,image urls,photos,pictures,gallery,bilder,imagenes",
                paths: "image.url image.contentUrl image photo", metas: "og:image og:image:url twitter:image"),
            make(
                .url,
                "url,link,permalink,canonical url,page url,href,web address,website,web site,source url,detail url,homepage,uri",
                paths: "url mainEntityOfPage.id offers.url", metas: "og:url twitter:url"),
            make(
                .rating,
                "rating,ratings,rating value,average rating,stars,star rating,bewertung,note,valoración,valutazione,waardering,ocena,рейтинг,评分,評価,review score,aggregate rating,user rating,avg rating",
                paths:
                    "aggregateRating.ratingValue aggregateRating.average reviewRating.ratingValue starRating.ratingValue ratingValue rating review.reviewRating.ratingValue",
                metas: "og:rating rating product:rating:value"),
            make(
                .ratingCount,
                "rating count,review count,number of reviews,reviews count,num reviews,number of ratings,votes,bewertungen,total reviews,ratings total,reviews number,num ratings",
                paths: "aggregateRating.reviewCount aggregateRating.ratingCount reviewCount ratingCount",
                metas: "product:rating:count og:rating_count"),
            make(
                .ingredients,
                "ingredients,ingredient,recipe ingredient,ingredient list,zutaten,ingrédients,ingredientes,ingredienti,ingrediënten,składniki,ингредиенты,材料,재료,ingredienser",
                paths: "recipeIngredient ingredients ingredient supply"),
            make(
                .instructions,
                "instructions,instruction,directions,steps,method,preparation,recipe instructions,how to,zubereitung,anleitung,étapes,préparation,instrucciones,pasos,preparazione,bereiding,przygotowanie,приготовление,作り方,cooking instructions,procedure,preparación,bereidingswijze,gör så här,elaboración,modo de preparo,cooking steps,recipe steps",
                paths: "recipeInstructions instructions step steps"),
            make(
                .prepTime,
                "prep time,preparation time,prep,préparation,preparazione,bereiding,vorbereitung,zubereitungszeit,preparación,preparação,vorbereitungszeit,temps de préparation,tiempo de preparación,tempo di preparazione,voorbereidingstijd,active time,hands on time",
                paths: "prepTime"),
            make(
                .cookTime,
                "cook time,cooking time,cook,cuisson,cottura,cocción,backen,kochen,bake,kochzeit,garzeit,temps de cuisson,tiempo de cocción,tempo di cottura,kooktijd,backzeit,koch backzeit,baking time,bake time",
                paths: "cookTime performTime"),
            make(
                .totalTime,
                "total time,ready in,total,gesamtzeit,temps total,tiempo total,tempo totale,totale tijd,ready time,time required,gesamt,overall time,time needed",
                paths: "totalTime duration"),
            make(
                .servings,
                "yields,yield,servings,serves,portions,recipe yield,number of servings,makes,portionen,personen,raciones,porciones,porzioni,personnes,porties,porcje,порции,portioner,annoksia,dosi,serving,persone,people",
                paths: "recipeYield yield"),
            make(
                .category,
                "category,section,categories,topic,genre,type,course,dish type,kategorie,catégorie,categoría,categoria,категория,分类,カテゴリ,article section,product category,channel,department,rubrik,kategoria",
                paths: "recipeCategory articleSection category genre",
                metas:
                    "article:section product:category og:section category section parsely-section cxenseparse:recs:category"
            ),
            make(
                .cuisine, "cuisine,kitchen,küche,cocina,cucina,region of origin",
                paths: "recipeCuisine servesCuisine"),
            make(
                .keywords, "keywords,tags,tag,topics,labels,schlagworte,mots clés,etiquetas,теги,hashtags",
                paths: "keywords about.name",
                metas: "article:tag keywords news_keywords parsely-tags og:article:tag"),
            make(
                .publisher, "publisher,source,outlet,newspaper,verlag,éditeur,editorial,издатель",
                paths: "publisher.name publisher sourceOrganization.name",
                metas: "og:site_name application-name article:publisher"),
            make(
                .siteName, "site name,website name,site,web site name,store,shop name,store name",
                paths: "isPartOf.name publisher.name", metas: "og:site_name application-name"),
            make(
                .language, "language,lang,locale,sprache,langue,idioma", paths: "inLanguage.name inLanguage",
                metas: "og:locale content-language language dc.language"),
            make(
                .telephone,
                "telephone,phone,phone number,tel,telefon,téléphone,teléfono,telefono,телефон,mobile,contact number",
                paths: "telephone tel contactPoint.telephone",
                metas: "business:contact_data:phone_number og:phone_number"),
            make(
                .email, "email,e mail,email address,mail,contact email,courriel",
                paths: "email contactPoint.email", metas: "og:email business:contact_data:email"),
            make(
                .address, "address,adresse,dirección,indirizzo,adres,адрес,住所,地址,full address,postal address",
                paths: "address location.address"),
            make(
                .street, "street,street address,address line 1,strasse,rue,calle,via",
                paths: "address.streetAddress streetAddress location.address.streetAddress street-address",
                metas: "business:contact_data:street_address"),
            make(
                .city, "city,town,locality,address locality,ort,stadt,ville,ciudad,città,stad,город",
                paths:
                    "address.addressLocality addressLocality location.address.addressLocality jobLocation.address.addressLocality locality",
                metas: "business:contact_data:locality og:locality"),
            make(
                .region, "state,region,province,address region,bundesland,county",
                paths:
                    "address.addressRegion addressRegion location.address.addressRegion jobLocation.address.addressRegion region",
                metas: "business:contact_data:region og:region"),
            make(
                .postalCode,
                "postal code,zip,zip code,postcode,plz,postleitzahl,code postal,código postal,cap",
                paths:
                    "address.postalCode postalCode location.address.postalCode jobLocation.address.postalCode postal-code",
                metas: "business:contact_data:postal_code og:postal-code"),
            make(
                .country, "country,address country,land,pays,país,paese,страна,country code",
                paths:
                    "address.addressCountry.name address.addressCountry addressCountry location.address.addressCountry jobLocation.address.addressCountry",
                metas: "business:contact_data:country_name og:country-name"),
            make(
                .startDate,
                "start date,starts,start,start time,event date,begins,beginn,when,date start,starts at,date and time",
                paths: "startDate start dtstart", metas: "event:start_time"),
            make(
                .endDate,
                "end date,ends,end,end time,ende,date end,ends at,valid through,deadline,closing date,expires,application deadline,expiry date",
                paths: "endDate end dtend validThrough", metas: "event:end_time"),
            make(
                .location,
                "location,venue,place,where,ort der veranstaltung,lieu,lugar,luogo,job location,venue name,office",
                paths:
                    "location.name location.address.addressLocality jobLocation.address.addressLocality jobLocation.name location jobLocation contentLocation.name"
            ),
            make(
                .company,
                "company,employer,organization,hiring organization,company name,firma,entreprise,empresa,azienda,компания,employer name,organisation,business name",
                paths:
                    "hiringOrganization.name hiringOrganization worksFor.name organizer.name publisher.name",
                metas: "og:site_name"),
            make(
                .salary,
                "salary,pay,wage,compensation,gehalt,salaire,salario,stipendio,зарплата,remuneration,salary range",
                paths:
                    "baseSalary.value.value baseSalary.value.minValue baseSalary.value baseSalary estimatedSalary.value"
            ),
            make(
                .salaryMin, "salary min,min salary,salary from,minimum salary,salary low,pay min",
                paths: "baseSalary.value.minValue baseSalary.minValue baseSalary.value.value"),
            make(
                .salaryMax, "salary max,max salary,salary to,maximum salary,salary high,pay max",
                paths: "baseSalary.value.maxValue baseSalary.maxValue baseSalary.value.value"),
            make(
                .employmentType,
                "employment type,job type,contract type,work type,position type,beschäftigungsart,type de contrat,employment,schedule",
                paths: "employmentType"),
            make(
                .remote, "remote,is remote,work from home,telecommute,job location type,remote ok",
                paths: "jobLocationType"),
            make(
                .reviews, "reviews,review,customer reviews,testimonials,user reviews,bewertungen liste",
                paths: "review reviews"),
            make(
                .comments, "comments,comment,replies,answers,comment count,number of comments",
                paths: "comment commentCount suggestedAnswer"),
            make(
                .score, "score,points,upvotes,karma,likes,vote count,vote",
                paths: "upvoteCount interactionStatistic.userInteractionCount score"),
            make(
                .duration, "duration,length,runtime,running time,dauer,durée,duración,laufzeit,play time",
                paths: "duration timeRequired", metas: "video:duration og:video:duration music:duration"),
            make(
                .calories, "calories,kcal,energy,kalorien,calorías,calorie,nutrition calories",
                paths: "nutrition.calories calories"),
            make(
                .isbn, "isbn,isbn13,isbn 13,isbn10,isbn 10", paths: "isbn workExample.isbn gtin13",
                metas: "book:isbn og:isbn books:isbn"),
            make(
                .pages,
                "pages,number of pages,page count,num pages,seiten,seitenzahl,print length,páginas,pagine,страниц",
                paths: "numberOfPages workExample.numberOfPages"),
            make(
                .weight, "weight,gewicht,poids,peso,waga,вес,shipping weight,item weight",
                paths: "weight.value weight", metas: "product:weight:value"),
            make(
                .color, "color,colour,farbe,couleur,colore,kolor,цвет,颜色,kleur,färg", paths: "color",
                metas: "product:color"),
            make(
                .size, "size,größe,taille,talla,taglia,maat,rozmiar,размер,尺寸,dimensions", paths: "size",
                metas: "product:size"),
            make(
                .material, "material,materials,materiale,matière,materiał,материал", paths: "material",
                metas: "product:material"),
            make(.model, "model,model name,modell,modèle,modelo,modello", paths: "model.name model"),
            make(
                .seller, "seller,sold by,merchant,verkäufer,vendeur,vendedor",
                paths: "offers.seller.name seller.name offers.offeredBy.name"),
            make(
                .latitude, "latitude,lat", paths: "geo.latitude location.geo.latitude latitude",
                metas: "place:location:latitude og:latitude"),
            make(
                .longitude, "longitude,lng,lon,long", paths: "geo.longitude location.geo.longitude longitude",
                metas: "place:location:longitude og:longitude"),
            make(
                .openingHours, "opening hours,hours,öffnungszeiten,horaires,horario,orari,hours of operation",
                paths: "openingHours openingHoursSpecification"),
            make(
                .version, "version,software version,latest version,release", paths: "softwareVersion version"),
            make(.licence, "license,licence,lizenz", paths: "license", metas: "dc.rights dcterms.license"),
            make(
                .downloads, "downloads,download count,installs",
                paths: "interactionStatistic.userInteractionCount"),
        ]
}
