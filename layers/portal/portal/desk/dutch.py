"""What lifecycle and storage say in English, in Dutch for an editor. What is not known here is shown as it was said."""

import re

from portal.lifecycle.state import Hidden, Published, State
from portal.model.article import Why
from portal.model.clock import from_iso
from portal.model.dutch_dates import date_and_time
from portal.storage.article_queries import HiddenRow, WaitingRow

_WAITS = {
    "killed": "ingetrokken door het persbureau; er is een nieuwere versie, die wacht",
    "notice": "de tekst zegt dat er iets weg moet",
    "unreadable": "het embargo zegt niet wanneer het eindigt",
    "edited": "een correctie van ons past niet in de nieuwe tekst van het persbureau",
    "withdrawn elsewhere": "een redacteur trok hetzelfde verhaal van een andere bron in",
}
WHY = {
    Why.EDITOR: "ingetrokken door de redactie",
    Why.KILLED: "ingetrokken door het persbureau",
    Why.WITHHELD: "door het persbureau nog niet vrijgegeven",
    Why.EMBARGO: "onder embargo",
    Why.UNREADABLE: "onder embargo zonder leesbaar einde",
    Why.NOTICE: "aangehouden: de tekst zegt dat er iets weg moet",
    Why.WITHDRAWN_ELSEWHERE: "aangehouden: hetzelfde verhaal werd ingetrokken",
    Why.EXPIRED: "verlopen: de licentie liet ons de tekst niet houden",
}
_SAID = (
    (r"withdrawn", "ingetrokken"),
    (r"restored", "teruggezet"),
    (r"revision 1 published", "geplaatst"),
    (r"published(?: \([^()]*\))?", "geplaatst"),
    (r"published: its embargo was lifted", "geplaatst: embargo opgeheven"),
    (r"published: its embargo ended at (.*)", r"geplaatst: embargo eindigde op \1"),
    (
        r"published \((.*)\): the same words, and nothing withholds them any more",
        "geplaatst: vrijgegeven, dezelfde tekst",
    ),
    (r"revision (\d+) published \((.*)\): nothing withholds it any more", r"versie \1 geplaatst (\2): vrijgegeven"),
    (r"revision (\d+) published \((.*)\)", r"versie \1 geplaatst (\2)"),
    (r"revision (\d+) of the agency published instead of our correction", r"versie \1 van het persbureau geplaatst"),
    (r"revision (\d+) waits: .*", r"versie \1 wacht: onze correctie past er niet in"),
    (
        r"killed \((.*)\): a later revision is here, and waits",
        r"ingetrokken door het persbureau (\1); er is een nieuwere versie, die wacht",
    ),
    (r"killed \((.*)\) before it came: .*", r"ingetrokken door het persbureau (\1) voor het kwam"),
    (r"killed \((.*)\), again before it came", r"opnieuw ingetrokken door het persbureau (\1) voor het kwam"),
    (r"killed \((.*)\)", r"ingetrokken door het persbureau (\1)"),
    (r"kill \((.*)\) ignored, known already", r"nog eens ingetrokken door het persbureau (\1)"),
    (r"deletion \((.*)\) ignored: its text is of later", r"verwijdering (\1) overgeslagen: onze tekst is van later"),
    (r"its copy of the story was killed; .*", "de kopie ervan werd ingetrokken; het bericht van de andere bron blijft"),
    (r"corrected: «(.*)» became «(.*)»", r"verbeterd: ‘\1’ werd ‘\2’"),
    (r"renamed: (.*) -> (.*)", r"ander adres: \1 werd \2"),
    (r"under embargo until (.*)", r"onder embargo tot \1"),
    (r"leads the front until (.*)", r"opent de voorpagina tot \1"),
    (r"leads the front no longer", "opent de voorpagina niet meer"),
    (r"asked .*, and may not: .*", "vroeg om dit in te trekken; een redacteur beslist"),
    (r"is withdrawn", "is al ingetrokken"),
    (r"is under embargo until (.*)", r"staat onder embargo tot \1"),
    (r"is under no embargo", "staat onder geen embargo"),
    (r"can be read already", "staat al op de site"),
    (r"there is no such article", "bestaat niet"),
    (r"was renamed; its address is (.*)", r"heeft een ander adres: \1"),
    (r"was changed at the same moment; try again", "werd net door iemand anders veranderd; kijk en probeer opnieuw"),
    (r"is the address of another article", "is het adres van een ander bericht"),
    (r"its licence has run out: .*", "licentie verlopen: van de site, en de tekst is gewist"),
    (r"its licence has run out.*", "mag niet langer worden bewaard"),
    (r"(.*) is over; give a moment that is to come", r"\1 is voorbij; geef een moment dat nog komt"),
    (r"«(.*)» does not stand in it; .*", r"‘\1’ staat er niet in; neem de woorden over zoals lezers ze zien"),
    (
        r"«(.*)» stands in it (\d+) times; .*",
        r"‘\1’ staat er \2 keer in; neem meer woorden over, zodat het één keer is",
    ),
    (r"no words to change were given; .*", "geef de woorden die er nu staan"),
    (r"a headline cannot be empty", "een kop kan niet leeg zijn"),
    (r"withheld by its agency", "door het persbureau nog niet vrijgegeven"),
    (r"its embargo does not say when it ends", "het embargo zegt niet wanneer het eindigt"),
    (r"its words say that something must go", "de tekst zegt dat er iets weg moet"),
    (
        r"an editor withdrew the same story of another feed",
        "een redacteur trok hetzelfde verhaal van een andere bron in",
    ),
    (r"an editor withdrew this text", "een redacteur trok deze tekst in"),
    (r"the end of an embargo came to nothing: .*", "het einde van een embargo deed niets meer"),
    (r"the same story through (.*): stands in its lists too", r"ook gebracht door \1: staat ook in die lijsten"),
    (r"the same story through (.*): one copy for both", r"ook gebracht door \1"),
    (r"the other feed's story is only known as killed", "van de andere bron is alleen bekend dat het werd ingetrokken"),
    (r"the article of another group still is the same text", "het bericht van een andere bron is nog dezelfde tekst"),
    (r"the article of (.*) cannot be read", r"het bericht van \1 is niet te lezen"),
    (
        r"the article of (.*) is public, and this text .*",
        r"het bericht van \1 staat op de site, en deze tekst mag dat nog niet",
    ),
    (r"the article of (.*) stands for as many copies as one may", r"het bericht van \1 heeft genoeg kopieën"),
    (r"is another text than that of (.*) under the same id or address", r"is een andere tekst dan die van \1"),
    (
        r"is the story of (.*) from now on, which stands before (.*) in site\.toml",
        r"is van nu af van \1, die voor \2 gaat in site.toml",
    ),
    (
        r"is beyond the (\d+) new articles a day .*",
        r"meer dan de \1 nieuwe berichten die deze bron op een dag mag brengen",
    ),
    (r"no copy any more", "geen kopie meer"),
    (r"ignored, the article belongs to (.*), of another group", r"overgeslagen: het bericht is van \1"),
    (r"(.*) ignored, older than (.*)", r"\1 overgeslagen, ouder dan \2"),
    (r"(.*) ignored, killed: .*", r"\1 overgeslagen, ingetrokken"),
    (r"(.*) ignored, its licence has run out", r"\1 overgeslagen: licentie verlopen"),
    (
        r"(.*) ignored, an older article under the id of this one",
        r"\1 overgeslagen: een ouder bericht met hetzelfde kenmerk",
    ),
    (r"(.*) ignored, from another feed of the group: .*", r"\1 overgeslagen: van een andere bron, zonder hoger nummer"),
    (r"(.*) kept: other words by now than .*", r"\1 bewaard: een andere tekst dan het bericht van de andere bron"),
    (r"(.*): the same words", r"\1: dezelfde tekst"),
    (r"the same words", "dezelfde tekst"),
    (r"made a key for programs", "maakte een sleutel voor programma's"),
    (r"paused the feed", "pauzeerde de bron"),
    (r"resumed the feed", "hervatte de bron"),
    (r"withdrew (\d+) articles of the feed", r"trok \1 berichten van de bron in"),
    (r"subjects: none", "onderwerpen: geen"),
    (r"subjects: (.*)", r"onderwerpen: \1"),
    (r"images: taken out", "foto weggehaald"),
    (r"images: (\d+) chosen", "andere foto gekozen"),
    (r"logged in", "ingelogd"),
    (r"logged out", "uitgelogd"),
    (r"decided: stays as it is", "afgehandeld: blijft zoals het is"),
    (r"asked for a look at the feed", "liet de bron nu ophalen"),
    (r"replayed (\w+): taken in", r"las \1 uit quarantaine opnieuw in: opgenomen"),
    (r"replayed (\w+): (.*)", r"las \1 uit quarantaine opnieuw in: \2"),
    (r"wrote «(.*)»", r"schreef ‘\1’"),
)
_AROUND = (
    (
        r"(?P<within>.*); changed (?P<one>\d+) times within a day: from now on no revision is kept",
        "{within}; veranderde {one} keer in een etmaal: van nu af wordt geen versie bewaard",
    ),
    (
        r"(?P<within>.*): another article than (?P<one>.*), which had its id until now",
        "{within}; een ander bericht dan {one}, dat tot nu toe dit kenmerk had",
    ),
    (
        r"on its own, no longer behind the article of (?P<one>.*?): (?P<within>.*)",
        "nu los van het bericht van {one}: {within}",
    ),
    (
        r"revision (?P<one>\d+) kept, and not to be seen: (?P<within>.*) \((?P<other>[^()]*)\)",
        "versie {one} bewaard, niet te lezen: {within} ({other})",
    ),
    (r"is withdrawn \((?P<within>\w+), since .*\)", "staat niet op de site ({within})"),
)
"""Reasons that hold another one."""
_VERSION = re.compile(r"revision (\d+)|text of (\d{4}-\d\d-\d\dT[\d:.]+Z)|undated text")


def in_dutch(said: str) -> str:
    """A reason, of a transition or of the audit trail."""
    for pattern, around in _AROUND:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            parts = found.groupdict()
            return _versions(around.format(**parts | {"within": _why(parts["within"])}))
    matches = ((re.fullmatch(pattern, said, re.DOTALL), dutch) for pattern, dutch in _SAID)
    match, dutch = next(((match, dutch) for match, dutch in matches if match), (None, said))
    if match is None:
        return said
    # What somebody wrote themselves stays as they wrote it.
    return match.expand(dutch) if "‘" in dutch else _versions(match.expand(dutch))


def _why(within: str) -> str:
    return WHY[Why(within)] if within in set(Why) else in_dutch(within)


def _versions(words: str) -> str:
    """Which revision it is (model.version), as an editor says it."""

    def said(match: re.Match[str]) -> str:
        number, at = match.groups()
        return (
            f"versie {number}" if number else f"tekst van {date_and_time(from_iso(at))}" if at else "tekst zonder datum"
        )

    return _VERSION.sub(said, words)


def number(count: int) -> str:
    """As numbers are written here: `12.345`."""
    return f"{count:,}".replace(",", ".")


def sentence(words: str) -> str:
    """`words` as a sentence begins."""
    return words[:1].upper() + words[1:]


def waits_because(row: WaitingRow) -> str:
    """Why a person has to decide."""
    if row.by:
        return f"{row.by} vroeg om dit in te trekken, en mag dat niet zelf"
    return _WAITS.get(row.why, row.why)


def why_hidden(row: HiddenRow) -> str:
    """Why readers cannot read it."""
    return WHY[Why.EMBARGO if row.until and row.why is Why.EDITOR else row.why].capitalize()


def where_it_stands(state: State) -> str:
    """What readers see of an article, in a sentence."""
    match state:
        case Published(article=article, later=later):
            words = "Staat op de site"
            if article.pinned_until:
                words += f", opent de voorpagina tot {date_and_time(article.pinned_until)}"
            return words + ("; een nieuwere tekst van het persbureau wacht." if later else ".")
        case Hidden(hidden=gone) if gone.until:
            return f"Staat niet op de site: onder embargo tot {date_and_time(gone.until)}."
        case Hidden(hidden=gone):
            return f"Staat niet op de site: {WHY[gone.why]}."
    return "Bestaat niet."
