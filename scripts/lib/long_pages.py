"""Pages of some tens of kilobytes, built like those of real sites: navigation, scripts, sections with links, a table,
a list, related articles, a footer, and data for machines. `TAG` stands for the page's own name everywhere.
"""
import json
import random

WORDS = """harbour shelter western gale village fisherman century largest cape quiet boat summer winter lighthouse keeper
stone tower lamp signal storm passage island ferry market council railway bridge quarry granite slate road inland valley
river meadow orchard school chapel parish census letter archive museum record voyage captain cargo timber salt herring
season wage strike union harvest drought flood repair engineer survey map chart depth channel beacon buoy anchor rope sail
engine coal steam diesel crew pilot watch night morning signalman telegraph newspaper editor printer photograph portrait
painter gallery visitor guide path cliff bird colony seal beach tide current moon calendar festival music dance supper
""".split()


def long_pages(count, seed=1):
    """Templates of pages, the same for the same seed."""
    dice = random.Random(seed)
    return [_article(dice) if number % 3 else _product(dice) for number in range(count)]


def _sentence(dice):
    words = dice.choices(WORDS, k=dice.randint(8, 24))
    return " ".join(words).capitalize() + dice.choice([".", ".", ".", "?", "; and so it stayed."])


def _paragraph(dice, links=2):
    sentences = [_sentence(dice) for _ in range(dice.randint(3, 7))]
    for _ in range(links):
        at = dice.randrange(len(sentences))
        sentences[at] += f' See <a href="/ok/{dice.choice(WORDS)}-{dice.randint(1, 999)}">{_title(dice)}</a>.'
    return f"<p>{' '.join(sentences)}</p>"


def _title(dice):
    return " ".join(dice.choices(WORDS, k=dice.randint(2, 5))).capitalize()


def _links(dice, count, kind):
    return "".join(f'<li class="{kind}__item"><a class="{kind}__link" href="/ok/{dice.choice(WORDS)}{n}">{_title(dice)}</a></li>'
                   for n in range(count))


def _table(dice, rows):
    head = "".join(f"<th>{_title(dice)}</th>" for _ in range(5))
    body = "".join("<tr>" + "".join(f"<td>{dice.choice(WORDS)} {dice.randint(1, 9999)}</td>" for _ in range(5)) + "</tr>"
                   for _ in range(rows))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _script(dice, statements):
    lines = "".join(f"window.{dice.choice(WORDS)}=function(a,b){{return a<b?{dice.random()}:'</p>'+b}};"
                    for _ in range(statements))
    return f"<script>{lines}</script>"


def _around(dice, head, main):
    return (f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page TAG</title>{head}'
            f'<style>{"".join(f".{w}{{margin:{dice.randint(0, 40)}px}}" for w in WORDS)}</style>{_script(dice, 60)}</head><body>'
            f'<header><nav><ul class="menu">{_links(dice, 60, "menu")}</ul></nav></header>{main}'
            f'<aside><h2>Related</h2><ul class="related">{_links(dice, 30, "related")}</ul></aside>{_script(dice, 40)}'
            f'<footer><ul class="footer">{_links(dice, 40, "footer")}</ul><p>Copyright of the site</p></footer></body></html>')


def _article(dice):
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Page TAG",
            "datePublished": f"20{dice.randint(10, 25)}-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}",
            "author": {"@type": "Person", "name": _title(dice)}}
    sections = "".join(f"<section><h2>{_title(dice)}</h2>{''.join(_paragraph(dice) for _ in range(dice.randint(3, 6)))}"
                       f"</section>" for _ in range(dice.randint(4, 9)))
    main = (f"<main><article><h1>Page TAG</h1><p>The text of TAG stands here.</p>{sections}{_table(dice, 20)}"
            f"<ul>{''.join(f'<li>{_sentence(dice)}</li>' for _ in range(12))}</ul>{_paragraph(dice)}</article></main>")
    return _around(dice, f'<script type="application/ld+json">{json.dumps(data)}</script>', main)


def _product(dice):
    data = {"@context": "https://schema.org", "@type": "Product", "name": "Page TAG", "sku": "TAG",
            "offers": {"@type": "Offer", "price": f"{dice.randint(5, 900)}.90", "priceCurrency": "EUR"}}
    main = (f"<main><h1>Page TAG</h1><p>The text of TAG stands here.</p><p>Price: <b>€ {data['offers']['price']}</b></p>"
            f"{''.join(_paragraph(dice, 1) for _ in range(12))}{_table(dice, 40)}"
            f"<h2>Reviews</h2>{''.join(f'<div class=review><h3>{_title(dice)}</h3>{_paragraph(dice, 0)}</div>' for _ in range(15))}"
            f"</main>")
    return _around(dice, f'<script type="application/ld+json">{json.dumps(data)}</script>', main)
