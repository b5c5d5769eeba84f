"""What an article is about, in the words of its feed: which of them are shown, and where their pages are."""

import re
from collections.abc import Iterable

from portal.model.article import Subject
from portal.model.slug import slugify

MOST = 3
LONGEST = 40
"""Characters of a name; what is longer is a sentence."""
FOLDER = "onderwerp"
LIVE = ("liveblog", "live-blog")
"""What a category is called that makes a text a live blog."""
GENERIC = frozenset({
    "actueel", "algemeen", "artikel", "artikelen", "bericht", "berichten", "blog", "featured", "geen-categorie",
    "general", "headlines", "home", "homepage", "laatste-nieuws", "nieuws", "nieuwsbericht", "nieuwsberichten", "news",
    "overig", "overige", "persbericht", "persberichten", "regio", "uitgelicht", "uncategorized", "uncategorised",
    "zonder-categorie", *LIVE,
})  # fmt: skip
"""Slugs of names that say where a system has put a text, and not what it is about."""


def shown_subjects(said: Iterable[Subject], categories: Iterable[str], *, known: Iterable[str]) -> tuple[Subject, ...]:
    """At most MOST, each once: what the feed calls subjects, then the categories and tags of a web feed. `known`: slugs
    of sections, which have lists of their own.
    """
    names = [(one.code, one.name) for one in said] + [("", name) for name in categories]
    found: dict[str, Subject] = {}
    refused = GENERIC.union(known)
    for code, name in names:
        words = " ".join(name.split())
        slug = subject_slug(words)
        is_name = any(sign.isalpha() for sign in words) and len(words) <= LONGEST and ":" not in words
        if is_name and slug not in refused:
            found.setdefault(slug, Subject(code=code, name=words))
    return tuple(found.values())[:MOST]


def subject_slug(name: str) -> str:
    """That of an article's headline, but that signs which tell two subjects apart are words: C++ and C#."""
    return slugify(re.sub(r"(?<=\w)#", " sharp", re.sub(r"(?<=[\w+])\+", " plus", name)))


def listing(subject: Subject) -> str:
    """The list of its articles."""
    return listing_of(subject_slug(subject.name))


def listing_of(slug: str) -> str:
    return f"{FOLDER}/{slug}"


def subject_path(subject: Subject) -> str:
    return f"/{listing(subject)}"
