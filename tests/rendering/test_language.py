"""The portal's own words are those of docs/taal.md: on every page, in the templates and in the publisher's pages."""

import re
from collections.abc import Iterable, Iterator

import pytest

from rendering.gallery import OWN_PAGES_DIR, TEMPLATES
from rendering.reading import read
from samples import ROOT

ROW = re.compile(r"^\| (?P<say>[^|]+?) \| (?P<instead>[^|]+?) \| .*\|$", re.MULTILINE)
NOT_SAID = re.compile(r"\{#[\s\S]*?#\}|^ *//.*|<meta property=\"og:type\".*", re.MULTILINE)
"""Comments, and a word of the Open Graph's."""
SAID = (
    "//body//text()[not(ancestor::script)] | //title/text() | //@aria-label | //@alt | //@title | //@placeholder"
    " | //meta[@name='description']/@content"
)
CODE = re.compile(r"`[^`]*`|\]\([^)]*\)")
QUOTES = re.compile("[«»“”„‚‹›]|&(?:quot|laquo|raquo|[lrb]dquo);")
OF_A_KEYBOARD = re.compile(r'"|(?<!\w)\'\w|\.\.\.')
CLOCK = re.compile(r"\d\d?[:.]\d\d uur")


def instead() -> dict[str, str]:
    """By a word that is not ours, the one that is."""
    rows = [row for row in ROW.finditer((ROOT / "docs" / "taal.md").read_text("utf-8")) if row["say"] != "schrijf"]
    return {word: row["say"] for row in rows for word in re.split(r",\s*", row["instead"]) if "---" not in word}


def slips(text: str, *, is_prose: bool = True) -> Iterator[str]:
    """What in `text` is not as the page has it. In prose no sign has another meaning, as quotes in a template have."""
    for word, ours in instead().items():
        if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text, re.IGNORECASE):
            yield f"{word}: {ours}"
    for pattern in (QUOTES, CLOCK, *([OF_A_KEYBOARD] if is_prose else [])):
        yield from (found[0] for found in pattern.finditer(text))


def slips_in(texts: Iterable[tuple[str, str]], *, is_prose: bool = True) -> list[str]:
    return [f"{name}: {slip}" for name, text in texts for slip in slips(text, is_prose=is_prose)]


def test_every_page_speaks_as_it_should(all_pages: dict[str, str]) -> None:
    said = [(name, " ".join(map(str, read(page).xpath(SAID)))) for name, page in all_pages.items()]

    assert slips_in(said, is_prose=False) == []


def test_every_template_speaks_as_it_should() -> None:
    files = sorted([*TEMPLATES.rglob("*.html"), *(TEMPLATES / "static" / "js").glob("*.js")])
    said = [(file.name, NOT_SAID.sub("", file.read_text("utf-8"))) for file in files]

    assert len(said) > 30
    assert slips_in(said, is_prose=False) == []


def test_every_page_of_the_publishers_speaks_as_it_should() -> None:
    said = [(file.name, CODE.sub(" ", file.read_text("utf-8"))) for file in sorted(OWN_PAGES_DIR.glob("*.md"))]

    assert said
    assert slips_in(said) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Deel dit artikel.", ["artikel: bericht"]),
        ("Naar de Homepage of uw rubriek", ["homepage: voorpagina", "uw: je, jij"]),
        ("De knop «Webmail»", ["«", "»"]),
        ("De knop “Webmail” en „zo”", ["“", "”", "„", "”"]),
        ('De knop "Webmail"', ['"', '"']),
        ("Om 14:05 uur...", ["14:05 uur", "..."]),
        ("‘Bijgewerkt’, met de pagina's van 14:05, een uur later", []),
        ("Een tussenkop in het artikelnummer van uwe genade", []),
    ],
)
def test_a_slip_of_the_pen_is_seen_here_too(text: str, found: list[str]) -> None:
    assert list(slips(text)) == found


def test_no_word_is_ours_and_not_ours() -> None:
    ours = {word for said in instead().values() for word in re.split(r",\s*", said)}

    assert len(instead()) > 30
    assert ours & set(instead()) == set()
