"""Chooses what may be drawn beside a story, by the words of its headline and by its section."""

import re
from collections.abc import Mapping

from local.newsroom.stories import Article, Item

BY_SECTION: Mapping[str, tuple[str, ...]] = {"voetbal": ("pitch", "ball")}
"""What goes before all words: of football there is always a field, whatever island it lies on."""
BY_WORD: Mapping[str, tuple[str, ...]] = {
    "molen": ("mill",),
    r"vuurtoren\w*": ("lighthouse",),
    "kerk|kerkklok": ("church",),
    "carillon|oude stad": ("town",),
    "markt|winkels?|dorpswinkel|kringloopwinkels": ("square",),
    "voedselbos|bomen|boomwortel": ("trees",),
    "tractor|groenten|akker": ("tractor",),
    "trein|stoomtrein|nachttrein|stations?|wachtkamer": ("railway",),
    "belbus|bus": ("bus",),
    r"fiets|fietsen\w*|fietspad(?:en)?|wielerkoers": ("cycling",),
    "school|scholen|scholieren|leerlingen": ("school",),
    r"bibliothe\w+|roman|boeken|schrijver": ("books",),
    r"zangeres|album|cabaretier|orkest|theater\w*|symfonie": ("stage",),
    "veerdienst|veerpont|eilanden": ("ferry",),
    r"garnalen|oester\w*": ("trawler",),
    r"roei\w+": ("rowing",),
    r"handbal\w*|korfbal\w*|turner": ("hall",),
    r"\w*zonnepanelen|zonnepark": ("panels",),
    "zeilers": ("boats",),
    r"sleepboten|haven\w*|sluis\w*": ("harbour",),
    "strand|boulevard|flessenpost|meerpalen|aan zee": ("beach",),
    "brug": ("bridge",),
    r"huizen\w*|voordeur|schuttingen|hagen": ("street",),
    "dijk|dijken": ("dike",),
}
"""Whole words of a headline, in lower case; the first row that has one of them counts."""


def scenes_of(story: Article | Item) -> tuple[str, ...]:
    """The scenes that fit, () where none does: better no picture than one of something else.

    The section stands in the story's id: `zc-voetbal-001`.
    """
    section = story.id.removeprefix("zc-").rpartition("-")[0]
    headline = story.text.headline.lower()
    by_word = (scenes for words, scenes in BY_WORD.items() if re.search(rf"\b(?:{words})\b", headline))
    return BY_SECTION.get(section) or next(by_word, ())
