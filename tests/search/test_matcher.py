"""What a phrase needs of a segment is fetched for all its words at the same time, and once."""

from pathlib import Path
from random import Random
from time import monotonic

from portal.search.expression import with_all
from portal.search.matcher import Matcher
from portal.search.query import parsed
from portal.search.range_vfs import WHOLE
from portal.search.segment_file import IndexedArticle, hot_blocks, write_segment
from portal.search.segments import Segments
from portal.storage.search_manifest import Manifest, Part
from samples import NOW

PHRASE = "brug haven kade sluis"
ARTICLES = 2500


def large(path: Path) -> Part:
    """A segment that is not fetched whole: many words, and those of PHRASE in every article, far apart but in one."""
    chance = Random(1)
    others = [f"woord{number}x{number % 7}" for number in range(9000)]

    def body(number: int) -> str:
        words = [*chance.sample(others, 60), *PHRASE.split()]
        chance.shuffle(words)
        return PHRASE if number == ARTICLES // 2 else " ".join(words)

    count = write_segment(
        path,
        (
            IndexedArticle(slug=f"s{n}", published=n, headline=f"Bericht {n}", lead="", body=body(n), sections=())
            for n in range(ARTICLES)
        ),
    )
    return Part(name="large", documents=count, size=path.stat().st_size, hot=hot_blocks(path))


def test_after_its_words_were_read_through_a_phrase_reads_nothing_more(tmp_path: Path) -> None:
    part = large(tmp_path / "large")
    content, reads = (tmp_path / "large").read_bytes(), list[int]()
    assert part.size > WHOLE

    def read(_: str, first: int, length: int) -> bytes:
        reads.append(first)
        return content[first : first + length]

    matcher = Matcher(Segments(lambda: (Manifest(parts=(part,)), ()), read, monotonic=monotonic), now=NOW.timestamp)
    query = parsed(f'"{PHRASE}"')
    (phrase,) = (term.stems for term in query.wanted)
    names = matcher.sizes()
    reads.clear()

    matcher.read_through(set(phrase), names)
    ahead = len(reads)
    assert matcher.counted({phrase}, names)[phrase] >= 1
    found, _, _ = matcher.matches(with_all(query), (1.0,))
    after = len(reads)
    matcher.read_through(set(phrase), names)

    assert ahead > 0
    assert [one.number for one in found if one.number == ARTICLES // 2 + 1] == [ARTICLES // 2 + 1]
    assert after - ahead <= 1  # when each was published
    assert len(reads) == after
