"""Six feeds as their systems write them, a few hundred kilobytes each: what the speed of reading is measured on.

As awkward as real copy: accents, `,,…''` quotes, bold subheads, credits, captions, pixels, share blocks, entities in
every spelling. A sample that is plainer than that measures another parser than the one that runs. `systems/` has an
item and its text of each; the sentences are ours.
"""

from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from random import Random

SYSTEMS = Path(__file__).parent / "systems"
ITEMS = 120
_NEWEST = datetime(2026, 11, 27, 12, tzinfo=UTC)
_SENTENCES = (
    "De gemeenteraad van Veere stemde dinsdagavond in met het plan voor een nieuwe rondweg om het dorp.",
    "Volgens wethouder Loïs Petiet is dat „hard nodig”, want ’s zomers staat het verkeer er uren stil.",
    "De veerpont tussen Breskens en Vlissingen vaart sinds maandag weer volgens de gewone dienstregeling.",
    "Het hoogheemraadschap heeft de dijk over een lengte van ruim 1,4 kilometer met klei versterkt.",
    "Bewoners van de Prins Hendrikstraat klagen al jaren over het sluipverkeer en de geluidsoverlast.",
    "«We hebben er alles aan gedaan», zei de voorzitter van de zwemvereniging na afloop van de vergadering.",
    "In café De Zwaan werd tot diep in de nacht gevierd dat de club na elf jaar kampioen is geworden.",
    "De politie zoekt getuigen van een aanrijding op de N57, waarbij een fietser gewond is geraakt.",
    "Het aantal overnachtingen steeg met 3,5 procent tot 412.000, meldt het Centraal Bureau voor de Statistiek.",
    "Onderzoekers vonden in het slib van de Oosterschelde sporen van een zestiende-eeuws vrachtschip.",
    "De boeren in de Zak van Zuid-Beveland vrezen dat de maatregel hun oogst ieder jaar duizenden euro’s kost.",
    "Wie bezwaar wil maken, kan dat tot en met vrijdag 18 december schriftelijk doen bij het college.",
    "Op het strand van Domburg spoelden zondag tientallen kwallen aan; zwemmen wordt er voorlopig afgeraden.",
    "De coöperatie wil voor 2030 op alle daken van het industrieterrein zonnepanelen leggen.",
    "Een woordvoerder van het ziekenhuis laat weten dat de spoedeisende hulp ’s nachts open blijft.",
    "Het nieuwe zwembad, dat 7,8 miljoen euro kostte, gaat op 3 januari open voor het publiek.",
)
_CREDITED = ("Karel Proef", "Anna de Vos", "Piet Zoë Maas")
_PLACES = ("GOES", "VEERE", "’S-HEERENHOEK", "SLUIS", "BRUSSEL")
_SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)
_HEADS = {
    "atom": '<feed xmlns="http://www.w3.org/2005/Atom"><title>Proef</title><id>urn:proef</id>{}</feed>',
    "": f'<rss version="2.0" {_SPACES}><channel><title>Proef</title><link>https://bron.example/</link>{{}}</channel></rss>',
}


def samples(items: int = ITEMS) -> dict[str, bytes]:
    """Each feed by the name of its system, with `items` items; the same bytes at every call."""
    names = sorted(file.name.removesuffix(".item.xml") for file in SYSTEMS.glob("*.item.xml"))
    return {name: _feed(name, items) for name in names}


def _feed(system: str, items: int) -> bytes:
    item, body = ((SYSTEMS / f"{system}.{kind}").read_text(encoding="utf-8") for kind in ("item.xml", "body.html"))
    chance = Random(system)  # noqa: S311  the same feed at every run
    rows = []
    for number in range(items):
        said = _said(chance, number, typed=system == "anp")
        text = body.format(**said)
        rows.append(item.format(**said, body=text, escaped=escape(text)))
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return (head + _HEADS.get(system, _HEADS[""]).format("".join(rows))).encode()


def _said(chance: Random, number: int, *, typed: bool) -> dict[str, str]:
    """What the files in `systems` may say. `typed`: quotation marks as the wires type them."""
    moment = _NEWEST - timedelta(minutes=7 * number)
    said = {f"p{place}": _paragraph(chance) for place in range(1, 8)}
    said |= {f"s{place}": chance.choice(_SENTENCES) for place in range(1, 4)}
    said |= {f"entities{place}": _with_entities(said[f"p{place}"]) for place in (1, 2)}
    said["headline"] = f"{chance.choice(_SENTENCES).split(',')[0].rstrip('.')[:70]} ({number})"
    if typed:
        said = {key: _typed(text) for key, text in said.items()}
    return said | {
        "number": f"{number:06}",
        "date": f"{moment:%a, %d %b %Y %H:%M:%S GMT}",
        "iso": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "place": chance.choice(_PLACES),
        "credit": chance.choice(_CREDITED),
    }


def _paragraph(chance: Random) -> str:
    """Three sentences, in half of the paragraphs with a link or emphasis in them."""
    text = " ".join(chance.choice(_SENTENCES) for _ in range(3))
    match chance.randrange(6):
        case 0:
            return (
                f'{text} <a href="https://bron.example/dossier/{chance.randrange(99)}/?a=1&amp;p=2">Lees ook dit</a>.'
            )
        case 1:
            return f"<em>{text[:40]}</em>{text[40:]}"
        case 2:
            return text.replace("euro", "<strong>euro</strong>")
    return text


def _typed(text: str) -> str:
    return text.replace("„", ",,").replace("”", "''").replace("«", ",,").replace("»", "''")


def _with_entities(text: str) -> str:
    return text.replace("é", "&eacute;").replace("ï", "&iuml;").replace("’", "&rsquo;").replace("„", "&bdquo;")
