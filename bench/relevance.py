"""What is found: questions whose answers are known, asked of ours, of FTS5 as it comes, and of tantivy.

`python -m bench.relevance [DISTRACTORS]` writes bench/relevance.md. Half of the questions is kept away from tuning: the
numbers that count are those of the held half.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import apsw
from Stemmer import Stemmer

from bench.questions.distractors import HERE, distractors
from bench.search import PEER
from build.python313 import find_uv
from portal.search.archive import Archive, Limits
from portal.search.query import parsed
from portal.search.segment_file import IndexedArticle, hot_blocks, write_segment
from portal.search.stemming import stems, surfaces
from portal.storage.search_manifest import Manifest, Part

PAGE = Path(__file__).with_name("relevance.md")
SHOWN = 10
SIZES = (0.7, 0.2, 0.1)
"""Of the segments that the articles stand in."""
Engine = Callable[[str], Sequence[str]]
"""The slugs that a question finds, the best first."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """`answers`: slugs of every article that a careful reader would accept. `half`: tune or held."""

    question: str
    kind: str
    answers: tuple[str, ...]
    half: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """Of one question: the share of its answers among the first SHOWN, and 1 / the place of the first of them."""

    recall: float
    reciprocal: float


def questions(half: str) -> list[Question]:
    rows = map(json.loads, (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        Question(question=row["question"], kind=row["kind"], answers=tuple(row["answers"]), half=row["half"])
        for row in rows
        if row["half"] == half
    ]


def articles(others: int) -> list[IndexedArticle]:
    """Those that the questions ask for, and `others`; the oldest first."""
    rows = map(json.loads, (HERE / "corpus.jsonl").read_text(encoding="utf-8").splitlines())
    corpus = [IndexedArticle(sections=(row.pop("section"),), **row) for row in rows]
    return sorted([*corpus, *distractors(others)], key=lambda one: (one.published, one.slug))


def measured(engine: Engine, asked: Sequence[Question]) -> dict[str, list[Found]]:
    """By kind of question."""
    found: dict[str, list[Found]] = {}
    for one in asked:
        slugs = list(engine(one.question))[:SHOWN]
        places = [slugs.index(answer) + 1 for answer in one.answers if answer in slugs]
        reciprocal = 1 / min(places) if places else 0.0
        found.setdefault(one.kind, []).append(Found(recall=len(places) / len(one.answers), reciprocal=reciprocal))
    return found


def recall(found: Mapping[str, Sequence[Found]]) -> float:
    every = [one.recall for some in found.values() for one in some]
    return sum(every) / len(every)


def mean_reciprocal_rank(found: Mapping[str, Sequence[Found]]) -> float:
    every = [one.reciprocal for some in found.values() for one in some]
    return sum(every) / len(every)


def ours(folder: Path, documents: Sequence[IndexedArticle]) -> Engine:
    """As the page asks: segments read by ranges, and the sections that a question names."""
    parts, waiting = [], iter(documents)
    for number, share in enumerate(SIZES):
        file, size = folder / f"segment-{number}", round(share * len(documents))
        count = write_segment(file, (one for _, one in zip(range(size), waiting, strict=False)))
        parts.append(Part(name=file.name, documents=count, size=file.stat().st_size, hot=hot_blocks(file)))
    newest = float(max(one.published for one in documents))
    names = {tuple(stems(slug)): slug for one in documents for slug in one.sections}

    def read(name: str, first: int, length: int) -> bytes:
        return (folder / name).read_bytes()[first : first + length]

    archive = Archive(lambda: (Manifest(parts=tuple(parts)), ()), read, now=lambda: newest, monotonic=time.monotonic)
    return lambda question: archive.find(parsed(question).in_sections(names), Limits(most=SHOWN)).slugs


def plain_fts5(documents: Sequence[IndexedArticle]) -> Engine:
    """FTS5 with Snowball's Dutch stems: any of the words, by bm25."""
    stemmer = Stemmer("dutch")

    def cut(text: str) -> list[str]:
        return [stemmer.stemWord(word.lower()) for word in surfaces(text)]

    database = apsw.Connection(":memory:")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(slug UNINDEXED, headline, lead, body)")
    for one in documents:
        row = (one.slug, *(" ".join(cut(text)) for text in (one.headline, one.lead, one.body)))
        database.execute("INSERT INTO texts VALUES (?, ?, ?, ?)", row)

    def find(question: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in cut(question))
        rows = database.execute("SELECT slug FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?", (words, SHOWN))
        return [slug for (slug,) in rows] if words else []

    return find


def tantivy(folder: Path, documents: Sequence[IndexedArticle], asked: Sequence[Question]) -> Engine:
    """tantivy with its Dutch stems: any of the words."""
    packages, index = folder / "packages", folder / "tantivy"
    index.mkdir()
    command = (str(find_uv()), "pip", "install", "--quiet", "--python", sys.executable, "--target", str(packages))
    subprocess.run([*command, "--requirements", str(PEER / "requirements.txt")], check=True)
    rows = (
        {"headline": [one.headline], "lead": [one.lead], "body": [one.body], "slug": [one.slug]} for one in documents
    )
    words = [re.sub(r"[^\w\s]+", " ", one.question) for one in asked]
    done = subprocess.run(
        [sys.executable, str(PEER / "app.py"), str(index)],
        input="\n".join([*map(json.dumps, rows), "", *words]) + "\n",
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(packages)},
    )
    answers = [json.loads(line)["slugs"] for line in done.stdout.splitlines()[1:]]
    known = dict(zip((one.question for one in asked), answers, strict=True))
    return lambda question: known[question]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("distractors", type=int, nargs="?", default=5_000)
    others = parser.parse_args().distractors
    documents, asked = articles(others), questions("held")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engines = {
            "ours": ours(folder, documents),
            "FTS5, Snowball, OR, bm25": plain_fts5(documents),
            "tantivy, Dutch, OR": tantivy(folder, documents, asked),
        }
        found = {name: measured(engine, asked) for name, engine in engines.items()}
    PAGE.write_text("\n".join(_page(found, len(documents), asked)) + "\n", encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


def _page(found: dict[str, dict[str, list[Found]]], count: int, asked: Sequence[Question]) -> Iterator[str]:
    yield "# What is found"
    yield ""
    yield f"`python -m bench.relevance`: {len(asked)} questions that nobody tuned for, of {count:,} articles."
    yield f"Recall among the first {SHOWN}, by kind of question; MRR: the mean of 1 / the place of the first."
    yield ""
    kinds = sorted({one.kind for one in asked})
    yield "| | " + " | ".join(kinds) + " | all | MRR |"
    yield "| --- " * (len(kinds) + 3) + "|"
    for name, by_kind in found.items():
        row = [f"{recall({kind: by_kind[kind]}):.2f}" for kind in kinds]
        yield f"| {name} | {' | '.join(row)} | {recall(by_kind):.2f} | {mean_reciprocal_rank(by_kind):.2f} |"


if __name__ == "__main__":
    main()
