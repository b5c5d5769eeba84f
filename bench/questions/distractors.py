"""Made-up Dutch news articles that answer none of the questions.

Sentences of one subject are put together anew, and their slots filled with places, people and numbers. An article that
has all words of a guard (guards.json: the beginnings of words that a question turns on) is thrown away, so that none is
as good an answer as those that are listed.
"""

import json
import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.search.segment_file import IndexedArticle

HERE = Path(__file__).parent
FIRST, LAST = 1_451_606_400, 1_782_777_600
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Where its articles stand (`place`: in the section of one), and the sentences that they are made of."""

    sections: Sequence[str]
    headlines: Sequence[str]
    leads: Sequence[str]
    sentences: Sequence[str]


def distractors(count: int, *, seed: int = 1) -> Iterator[IndexedArticle]:
    """`count` articles; the same seed gives the same ones."""
    chance = random.Random(seed)  # noqa: S311  a sample, the same on every run, and no secret
    subjects, guards = _subjects(), json.loads((HERE / "guards.json").read_text(encoding="utf-8"))
    names = json.loads((HERE / "names.json").read_text(encoding="utf-8"))
    made = 0
    while made < count:
        article = _draft(chance, subjects, names, made + 1)
        if not _is_answer(article, guards):
            made += 1
            yield article


def _draft(
    chance: random.Random, subjects: Sequence[Subject], names: dict[str, dict[str, list[str]]], number: int
) -> IndexedArticle:
    subject = chance.choice(subjects)
    places = names["places"]
    section = chance.choice(subject.sections)
    where = chance.choice(sorted(places))
    slots = {
        "p": chance.choice(places[where]),
        "q": chance.choice(list(names["away"])),
        "b": chance.choice(list(names["abroad"])),
        "f": chance.choice(list(names["first"])),
        "l": chance.choice(list(names["last"])),
    }

    def filled(text: str) -> str:
        return text.format(d=chance.choice(DAYS), m=chance.choice(MONTHS), n=chance.randint(3, 95), **slots)

    others = chance.choice(subjects).sentences
    body = [*chance.sample(subject.sentences, chance.randint(2, 4)), *chance.sample(others, chance.randint(1, 2))]
    headline = filled(chance.choice(subject.headlines))
    return IndexedArticle(
        slug=f"{re.sub(r'[^a-z0-9]+', '-', _folded(headline)).strip('-')}-d{number}",
        published=chance.randint(FIRST, LAST),
        headline=headline,
        lead=filled(chance.choice(subject.leads)),
        body=" ".join(map(filled, body)),
        sections=(where if section == "place" else section,),
    )


def _is_answer(article: IndexedArticle, guards: Sequence[Sequence[str]]) -> bool:
    """Whether it has every beginning of a word of one of the guards."""
    text = _folded(" ".join((article.headline, article.lead, article.body, *article.sections)))
    return any(all(part in text for part in guard) for guard in guards)


def _folded(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))


def _subjects() -> list[Subject]:
    """Of sentences.txt: `# name | sections`, headlines (H), leads (L), other sentences."""
    found: list[Subject] = []
    for block in (HERE / "sentences.txt").read_text(encoding="utf-8").split("\n# ")[1:]:
        head, *lines = block.splitlines()
        found.append(
            Subject(
                sections=head.partition(" | ")[2].split(),
                headlines=[line[2:] for line in lines if line.startswith("H ")],
                leads=[line[2:] for line in lines if line.startswith("L ")],
                sentences=[line for line in lines if line and not line.startswith(("H ", "L "))],
            )
        )
    return found
