"""Searching a hundred thousand articles: segments read by ranges, beside an index that is fetched whole.

`python -m bench.search [ARTICLES]` makes up articles, indexes them in both ways, asks both the same, and writes
bench/search.md. What a request of S3 takes cannot be measured here: the requests are counted, and the page says what
it takes one to need.
"""

import argparse
import itertools
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.costs import load_prices
from bench.segments import Lying, table
from build.python313 import find_uv
from portal.search.range_vfs import Ranges, open_database
from portal.search.segment import Segment
from portal.search.segment_file import IndexedArticle, write_segment
from portal.search.stemming import stems

PAGE = Path(__file__).with_name("search.md")
PEER = Path(__file__).parent / "peers" / "tantivy"
FIRST_BYTE_MS = 20.0
BYTES_A_SECOND = 80e6
"""A request of S3 from a function in the same region, and what it fetches a second: assumed, not measured."""
SYLLABLES = (
    *("aar", "ba", "berg", "boe", "brug", "da", "dam", "dijk", "ei", "ga", "geest", "ha", "haven", "hoek", "ka"),
    *("kade", "kant", "ker", "ki", "kreek", "la", "land", "le", "lo", "ma", "markt", "meer", "mo", "mui", "na"),
    *("nes", "no", "oever", "pa", "plaat", "pol", "ra", "ri", "ro", "sa", "schor", "se", "sluis", "so", "sta"),
    *("ta", "te", "to", "tui", "va", "veen", "ver", "vis", "vo", "wa", "weg", "wei", "wo", "za", "zand", "zee"),
)
ENDINGS = ("", "", "", "en", "e", "s", "er", "ing", "lijk", "heid", "t", "de", "jes")
VOCABULARY = 300_000
SHARES = {"in a quarter of all": 0.25, "in 5 %": 0.05, "in 1 %": 0.01, "in 0.1 %": 0.001}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What one question cost, in milliseconds."""

    count: int
    cold_ms: float = 0.0
    warm_ms: float = 0.0


def documents(count: int) -> Iterator[IndexedArticle]:
    """Made-up articles of some 330 words, whose frequencies follow Zipf and Mandelbrot; the same on every run."""
    chance = _seeded()
    words = _vocabulary(chance)
    weights = list(itertools.accumulate(1 / (rank + 1.5) ** 1.15 for rank in range(1, VOCABULARY + 1)))
    for number in range(count):
        text = chance.choices(words, cum_weights=weights, k=max(80, int(chance.gauss(330, 110))))
        yield IndexedArticle(
            slug=f"bericht-{number}-{text[0]}",
            published=1_600_000_000 + number * 300,
            headline=" ".join(text[:9]),
            lead=" ".join(text[9:45]),
            body=" ".join(text[45:]),
            sections=(chance.choice(("binnenland", "buitenland", "sport", "goes")),),
        )


def _seeded() -> random.Random:
    return random.Random(1)  # noqa: S311  a sample, the same on every run, and no secret


def _vocabulary(chance: random.Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        syllables = chance.choices((1, 2, 3, 4), (1, 4, 5, 2))[0]
        found["".join(chance.choice(SYLLABLES) for _ in range(syllables)) + chance.choice(ENDINGS)] = None
    words = list(found)
    chance.shuffle(words)
    return words


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=int, nargs="?", default=100_000)
    count = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(_page(count, Path(folder)), encoding="utf-8")
    print(f"written: {PAGE}")


def _page(count: int, folder: Path) -> str:
    file = folder / "segment.db"
    started = time.process_time()
    write_segment(file, documents(count))
    made_in = time.process_time() - started - _making_up(count)
    questions = _questions(file, count)
    lying = Lying(
        folder / "segments", documents(count), count, first_byte_ms=FIRST_BYTE_MS, bytes_a_second=BYTES_A_SECOND
    )
    whole = "\n".join(table(lying, lying.parts, questions))
    ten_times = "\n".join(table(lying, lying.times(10), questions))
    size, peer_made_in, theirs = _theirs(folder / "tantivy", count, questions)
    sample = list(itertools.islice(documents(count), 200))
    distinct = sum(len(set(stems(f"{one.headline} {one.lead} {one.body}"))) for one in sample) / len(sample)
    fetching = FIRST_BYTE_MS + size / BYTES_A_SECOND * 1000
    rows = "\n".join(
        f"| {name} | {one.count:,} | {one.cold_ms + fetching:,.0f} | {one.warm_ms:.1f} |"
        for name, one in theirs.items()
    )
    price = load_prices().price
    put, get = price["object_writes"], price["object_reads"]
    writing = distinct * price["write_units"]
    postings = 0.05 * count * 2
    return f"""# Searching {count:,} articles

{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()} on {platform.machine()}; `python -m bench.search`.
Made-up articles of some 330 words. A request of S3 is taken to need {FIRST_BYTE_MS:.0f} ms and to bring
{BYTES_A_SECOND / 1e6:.0f} MB a second, and waits as long here. The manifest, and the articles that are shown, are two
rounds to the table more. Times in ms.

| | FTS5, read by ranges (ours) | tantivy, fetched whole |
| --- | --- | --- |
| index | {file.stat().st_size / 1e6:.0f} MB | {size / 1e6:.0f} MB |
| made in, s of a processor | {made_in:.0f} | {peer_made_in:.0f} |
| fetched before a cold function can answer | a few ranges, see below | all of it: {fetching:,.0f} ms |
| with ten times as many articles | the same ranges of ten segments | ten times as long, and more than /tmp holds |

The best of all that match, in the {len(lying.parts)} segments that the index has of so many articles:

{whole}

Ten times as many articles, in {len(lying.times(10))} segments:

{ten_times}

tantivy, once it has fetched its index:

| a word or phrase | found | cold | warm |
| --- | --- | --- | --- |
{rows}

Other ways, reckoned:

- **Inverted lists in DynamoDB**: an article has {distinct:.0f} different stems, and for each an item is written: about
  ${writing * 1000:.2f} a thousand articles, ${writing * count:,.0f} for these. Two words that are in 5 % of all are
  {postings:,.0f} items to read, some {postings * 60 / 1e6:.1f} MB and a Query a megabyte, before it is known which
  articles have both. Phrases need the places too.
- **OpenSearch Serverless**: a second for anything, with all that a search engine can do; and the units that it keeps
  running, some $350 a month in this region when nobody asks (half of that without a standby).
- **Ours**: a run that changes something is a PutObject (${put:.7f}); a search is the requests above for each large
  segment that the function has not read yet (${get:.8f} each). While nobody asks and nothing changes, all there is to
  pay is the schedule's question once a minute.
"""


def _making_up(count: int) -> float:
    """Seconds that the articles themselves take, by a tenth of them."""
    some = max(count // 10, 1)
    started = time.process_time()
    for _ in documents(some):
        pass
    whole = time.process_time() - started
    started = time.process_time()
    _vocabulary(_seeded())
    vocabulary = time.process_time() - started
    return vocabulary + max(whole - vocabulary, 0) * count / some


def _questions(file: Path, count: int) -> dict[str, str]:
    """A word for each share, two words, and a phrase that is there."""
    content = file.read_bytes()
    segment = Segment(open_database("all", Ranges(lambda first, length: content[first : first + length], len(content))))
    wanted = {name: share * count for name, share in SHARES.items()}
    best: dict[str, tuple[float, str]] = {}
    for word in _vocabulary(_seeded())[:20_000]:
        known = segment.frequency((stems(word)[0],), dead=())
        for name, number in wanted.items():
            off = abs(known - number)
            if name not in best or off < best[name][0]:
                best[name] = (off, word)
    words = {name: word for name, (_, word) in best.items()}
    common, rare = words["in 5 %"], words["in 1 %"]
    first = next(documents(1))
    often = sorted(_vocabulary(_seeded())[:20_000], key=lambda word: -segment.frequency((stems(word)[0],), dead=()))
    return words | {
        "two words (5 % and 1 %)": f"{common} {rare}",
        "a phrase": f'"{first.headline}"',
        "twelve of the most frequent words": " ".join(often[:12]),
        "a word nobody wrote": f"{words['in 0.1 %']}qx",
    }


def _theirs(folder: Path, count: int, questions: dict[str, str]) -> tuple[int, float, dict[str, Asked]]:
    folder.mkdir()
    packages = folder.with_name("packages")
    install: Sequence[str] = (
        *(str(find_uv()), "pip", "install", "--quiet", "--python", sys.executable, "--target", str(packages)),
        *("--requirements", str(PEER / "requirements.txt")),
    )
    subprocess.run(install, check=True)
    with subprocess.Popen(
        [sys.executable, str(PEER / "app.py"), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(packages)},
    ) as peer:
        assert peer.stdin and peer.stdout  # noqa: S101, PT018  pipes, as asked for
        for one in documents(count):
            row = {"headline": [one.headline], "lead": [one.lead], "body": [one.body], "slug": [one.slug]}
            peer.stdin.write(json.dumps(row) + "\n")
        peer.stdin.write("\n")
        peer.stdin.flush()
        made = json.loads(peer.stdout.readline())
        found = {}
        for name, question in questions.items():
            asked = question if '"' in question else " AND ".join(question.split())
            peer.stdin.write(asked + "\n")
            peer.stdin.flush()
            answer = json.loads(peer.stdout.readline())
            del answer["slugs"]
            found[name] = Asked(**answer)
        peer.stdin.close()
    return made["bytes"], made["seconds"], found


if __name__ == "__main__":
    main()
