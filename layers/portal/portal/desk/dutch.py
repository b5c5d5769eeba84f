"""What lifecycle and storage say in English, in Dutch for an editor. What is not known here is shown as it was said."""

import re

from portal.lifecycle.state import Hidden, Published, State
from portal.model.article import Why
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
_SAID = tuple(
    (re.compile(pattern), dutch)
    for pattern, dutch in (
        (r"withdrawn", "ingetrokken"),
        (r"restored", "teruggezet"),
        (r"revision 1 published", "geplaatst"),
        (r"published(?: \(.*\))?", "geplaatst"),
        (r"published: its embargo was lifted", "geplaatst: embargo opgeheven"),
        (r"published: its embargo ended at (.*)", r"geplaatst: embargo eindigde op \1"),
        (r"revision (\d+) published \((.*)\).*", r"versie \1 geplaatst (\2)"),
        (
            r"revision (\d+) of the agency published instead of our correction",
            r"versie \1 van het persbureau geplaatst",
        ),
        (r"revision (\d+) waits: .*", r"versie \1 wacht: onze correctie past er niet in"),
        (r"revision (\d+) kept, and not to be seen: (.*)", r"versie \1 bewaard, niet te lezen: \2"),
        (r"corrected: «(.*)» became «(.*)»", r"verbeterd: ‘\1’ werd ‘\2’"),
        (r"renamed: (.*) -> (.*)", r"ander adres: \1 werd \2"),
        (r"under embargo until (.*)", r"onder embargo tot \1"),
        (r"leads the front until (.*)", r"opent de voorpagina tot \1"),
        (r"leads the front no longer", "opent de voorpagina niet meer"),
        (r"asked to take it back, and may not: .*", "vroeg om dit in te trekken; een redacteur beslist"),
        (r"is withdrawn", "is al ingetrokken"),
        (r"is withdrawn \((.*), since (.*)\)", r"staat niet op de site (\1)"),
        (r"is under embargo until (.*)", r"staat onder embargo tot \1"),
        (r"is under no embargo", "staat onder geen embargo"),
        (r"can be read already", "staat al op de site"),
        (r"there is no such article", "bestaat niet"),
        (r"was renamed; its address is (.*)", r"heeft een ander adres: \1"),
        (
            r"was changed at the same moment; try again",
            "werd net door iemand anders veranderd; kijk en probeer opnieuw",
        ),
        (r"is the address of another article", "is het adres van een ander bericht"),
        (r"its licence has run out.*", "mag niet langer worden bewaard"),
        (r"(.*) is over; give a moment that is to come", r"\1 is voorbij; geef een moment dat nog komt"),
        (r"«(.*)» does not stand in it; .*", r"‘\1’ staat er niet in; neem de woorden over zoals lezers ze zien"),
        (
            r"«(.*)» stands in it (\d+) times; .*",
            r"‘\1’ staat er \2 keer in; neem meer woorden over, zodat het één keer is",
        ),
        (r"no words to change were given; .*", "geef de woorden die er nu staan"),
        (r"a headline cannot be empty", "een kop kan niet leeg zijn"),
        (r"logged in", "ingelogd"),
        (r"logged out", "uitgelogd"),
        (r"decided: stays as it is", "afgehandeld: blijft zoals het is"),
        (r"asked for a look at the feed", "liet de bron nu ophalen"),
        (r"made a key for programs", "maakte een sleutel voor programma's"),
        (r"paused the feed", "pauzeerde de bron"),
        (r"resumed the feed", "hervatte de bron"),
        (r"withdrew (\d+) articles of the feed", r"trok \1 berichten van de bron in"),
        (r"subjects: none", "onderwerpen: geen"),
        (r"subjects: (.*)", r"onderwerpen: \1"),
        (r"images: taken out", "foto weggehaald"),
        (r"images: (\d+) chosen", "andere foto gekozen"),
        (r"replayed (\w+): taken in", r"las \1 uit quarantaine opnieuw in: opgenomen"),
        (r"replayed (\w+): (.*)", r"las \1 uit quarantaine opnieuw in: \2"),
        (r"wrote (.*)", r"schreef \1"),
        (r"(.*) ignored, older than (.*)", r"\1 overgeslagen, ouder dan \2"),
        (r"(.*) ignored, killed: .*", r"\1 overgeslagen, ingetrokken"),
    )
)


def in_dutch(said: str) -> str:
    """A reason, of a transition or of the audit trail."""
    found = ((pattern.fullmatch(said), dutch) for pattern, dutch in _SAID)
    return next((match.expand(dutch) for match, dutch in found if match), said)


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
    return WHY[row.why].capitalize()


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
