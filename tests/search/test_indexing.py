"""The index over time: segments that grow, become one, survive a crash, and are cleared away."""

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from newsdesk import Desk
from portal.model.errors import StorageError
from portal.search import indexer, merge_policy
from portal.search.archive import Order
from portal.search.expression import with_all
from portal.search.indexer import LEFT_FOR
from portal.search.query import parsed
from portal.search.range_vfs import BLOCK, WHOLE, Ranges, open_database
from portal.search.segment import Asked, Segment
from portal.search.segment_file import IndexedArticle, write_segment
from portal.storage.search_manifest import Manifest, Part
from portal.storage.table import Item, Table
from samples import NOW, article
from search.conftest import Library

numbers = itertools.count()


def publish(desk: Desk, count: int = 1) -> list[str]:
    stored = [
        desk.publish(article(f"Bericht {next(numbers)}", published_at=NOW - timedelta(minutes=next(numbers))))
        for _ in range(count)
    ]
    return [one.slug for one in stored if one]


def parts(*sizes: int) -> tuple[Part, ...]:
    return tuple(Part(name=f"part-{n}", documents=size, size=1) for n, size in enumerate(sizes))


def test_new_articles_join_the_open_segment(library: Library, desk: Desk) -> None:
    slugs = publish(desk, 3)
    library.index()
    slugs += publish(desk, 2)
    library.index()

    assert [part.documents for part in library.state.manifest().parts] == [5]
    assert set(library.find("bericht")) == set(slugs)


def test_a_run_without_changes_writes_nothing(library: Library, desk: Desk) -> None:
    publish(desk)
    library.index()
    version, files = library.state.manifest().version, library.files

    assert library.index() == 0
    assert (library.state.manifest().version, library.files) == (version, files)


def test_a_change_that_comes_while_one_is_indexed_stays(library: Library, desk: Desk) -> None:
    (slug,) = publish(desk)
    before = library.state.changes(10)
    desk.withdraw(slug, NOW)

    library.state.done(before)

    assert [change.slug for change in library.state.changes(10)] == [slug]


def test_no_two_changes_of_an_article_leave_the_same_mark(library: Library, desk: Desk) -> None:
    """A run that has read the first and handles it must not delete the mark of a later one."""
    (slug,) = publish(desk)
    states = [library.state.changes(10)[0].state]
    for change in (desk.withdraw, desk.restore, desk.withdraw, desk.restore):
        change(slug, NOW)
        states.append(library.state.changes(10)[0].state)

    assert len(set(states)) == len(states)


def test_small_segments_become_one(library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge_policy, "OPEN_UNTIL", 2)
    slugs = []
    for _ in range(merge_policy.TOGETHER):
        slugs += publish(desk, 2)
        library.index()

    assert [part.documents for part in library.state.manifest().parts] == [2 * merge_policy.TOGETHER]
    assert library.find("bericht", order=Order.NEWEST) == slugs


def test_what_was_withdrawn_is_not_in_the_merged_segment(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge_policy, "OPEN_UNTIL", 1)
    slugs = []
    for _ in range(merge_policy.TOGETHER - 1):
        slugs += publish(desk)
        library.index()
    desk.withdraw(slugs[0], NOW)
    publish(desk)
    library.index()

    assert sum(part.documents for part in library.state.manifest().parts) == merge_policy.TOGETHER - 1


def test_two_runs_at_once_lose_nothing(library: Library, desk: Desk) -> None:
    slugs = publish(desk, 2)
    seen = library.state.manifest()
    library.index()
    late = publish(desk)

    assert not library.state.save(Manifest(version=seen.version, parts=()))
    library.index()

    assert set(library.find("bericht")) == {*slugs, *late}


@pytest.mark.parametrize("operation", ["put_object", "put_item", "query", "get_item", "batch_get_item", "delete_item"])
def test_a_crash_at_any_call_and_a_run_after_it_end_in_the_same_index(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    publish(desk, 2)
    library.index()
    slugs = publish(desk, 2)
    client = library.s3 if operation == "put_object" else library.table._client
    whole: Callable[..., Any] = getattr(client, operation)
    calls = itertools.count()

    def fails_once(**parameters: Any) -> Any:
        if next(calls) == 0:
            raise EndpointConnectionError(endpoint_url="http://gone.example")
        return whole(**parameters)

    monkeypatch.setattr(client, operation, fails_once)
    with pytest.raises(StorageError):
        library.index()
    library.index()

    assert set(slugs) <= set(library.find("bericht"))
    assert len(library.find("bericht")) == 4
    assert library.state.changes(10) == ()


def test_files_that_nobody_names_are_cleared_away_after_a_while(library: Library, desk: Desk) -> None:
    publish(desk)
    library.index()
    publish(desk)
    library.index()
    (kept,) = library.state.manifest().parts
    assert len(library.files) == 2

    library.now = library.now.replace(minute=49) + LEFT_FOR + timedelta(days=400)
    library.index()

    assert library.files == {kept.name}


def test_a_backfill_is_taken_in_whole(library: Library, desk: Desk) -> None:
    slugs = publish(desk, 30)
    library.index()
    library.state.again(slugs)

    assert library.index() == 30
    assert sorted(library.find("bericht")) == sorted(slugs)


def test_those_of_a_full_tier_become_one_and_larger_ones_wait() -> None:
    few, enough = merge_policy.TOGETHER - 1, merge_policy.TOGETHER
    small, larger = merge_policy.OPEN_UNTIL + 4, merge_policy.OPEN_UNTIL * enough + 4

    assert merge_policy.to_be_merged(parts(*[small] * few, larger)) == ()
    assert merge_policy.to_be_merged(parts(*[small] * enough, larger)) == parts(*[small] * enough)
    assert merge_policy.to_be_merged(parts(*[larger] * enough, 3)) == parts(*[larger] * enough)


def test_no_segment_becomes_larger_than_a_function_can_make() -> None:
    assert len(merge_policy.to_be_merged(parts(*[40_000] * merge_policy.TOGETHER))) == 2
    assert merge_policy.to_be_merged(parts(*[90_000] * 20)) == ()


def test_the_last_tier_fills_a_segment() -> None:
    """Else there are half as many again of the largest ones, which are what a question costs."""
    last = max(
        size
        for tier in range(20)
        if (size := merge_policy.OPEN_UNTIL * merge_policy.TOGETHER**tier) <= merge_policy.LARGEST
    )

    assert last >= 0.9 * merge_policy.LARGEST


@pytest.mark.parametrize("arrivals", [1, 37, 800])
def test_a_large_archive_has_few_segments_and_indexes_an_article_a_handful_of_times(arrivals: int) -> None:
    """A model of the indexer: a million articles in runs of `arrivals`, merged when it is time."""
    sizes: list[int] = []
    written = total = 0
    most = 0
    while total < 200_000:
        opened = merge_policy.open_part(parts(*sizes))
        if opened:
            sizes.remove(opened.documents)
        sizes.append((opened.documents if opened else 0) + arrivals)
        written += 0 if opened and arrivals < merge_policy.OPEN_UNTIL else arrivals
        total += arrivals
        while chosen := merge_policy.to_be_merged(parts(*sizes)):
            for part in chosen:
                sizes.remove(part.documents)
            sizes.append(sum(part.documents for part in chosen))
            written += sizes[-1]
        most = max(most, len(sizes))

    assert most <= 24
    assert written / total <= 6


def document(number: int) -> IndexedArticle:
    own_words = " ".join(f"w{number}x{k}" for k in range(250))
    return IndexedArticle(
        slug=f"s{number}", published=number, headline=f"haven {number}", lead="", body=own_words, sections=("goes",)
    )


def asked(question: str, *, section: str | None = None) -> Asked:
    return Asked(expression=with_all(parsed(question), section=section), weights=(1.0,), most=5)


def test_a_large_segment_is_read_by_a_few_ranges_and_a_small_one_whole(tmp_path: Path) -> None:
    def opened(count: int) -> tuple[Ranges, Segment]:
        file = tmp_path / f"{count}.db"
        write_segment(file, map(document, range(count)))
        content = file.read_bytes()
        ranges = Ranges(lambda first, length: content[first : first + length], len(content))
        return ranges, Segment(open_database(f"test-{count}", ranges))

    small, segment = opened(20)
    assert small.size <= WHOLE
    assert len(segment.newest(asked("haven"))[0]) == 5
    assert small.requests == 1

    large, segment = opened(1500)
    assert large.size > 3 * WHOLE
    (number,), is_all = segment.newest(asked("w700x3", section="goes"))
    assert is_all
    assert (segment.slug(number), segment.published(number)) == ("s700", 700)
    assert large.requests <= 12
    assert large.fetched <= 20 * BLOCK
    before = large.requests
    segment.newest(asked("w700x3", section="goes"))
    assert large.requests == before


@pytest.mark.parametrize("change", [lambda came: came[:-1], lambda _: b"", lambda came: came + b"x"])
def test_a_range_that_is_not_what_was_asked_for_is_a_failure_wherever_it_comes(
    tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    """A proxy may answer so; SQLite takes what is missing for zeros."""
    write_segment(tmp_path / "large.db", map(document, range(600)))
    content = (tmp_path / "large.db").read_bytes()

    def requests_of(wrong: int) -> int:
        """The number of requests; of these the one numbered `wrong` is not what was asked for."""
        requests = itertools.count()

        def read(first: int, length: int) -> bytes:
            came = content[first : first + length]
            return change(came) if next(requests) == wrong else came

        segment = Segment(open_database(f"large-{wrong}", Ranges(read, len(content))))
        (number,), _ = segment.best(asked("w500x3", section="goes"), now=0)
        assert (segment.slug(number), segment.published(number)) == ("s500", 500)
        return next(requests)

    for wrong in range(requests_of(-1)):
        with pytest.raises(StorageError):
            requests_of(wrong)


def test_no_text_stands_in_a_segment(tmp_path: Path) -> None:
    file = tmp_path / "one.db"
    write_segment(
        file,
        [
            IndexedArticle(
                slug="s", published=1, headline="Geheime Woorden", lead="", body="Niemand zegt dit zo.", sections=()
            )
        ],
    )

    assert b"Niemand zegt" not in file.read_bytes()
    assert b"Geheime" not in file.read_bytes()


def test_what_was_just_written_is_read_as_it_is_now(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An eventual read may know nothing of it yet: it would be left out, and its mark deleted. So, too, what an earlier
    step of the run took in: the open segment is made anew of it.
    """
    late, read = set[str](), Table.batch_get

    def eventual(table: Table, keys: list[Item], *, consistent: bool = False) -> Iterator[Any]:
        items = read(table, keys, consistent=consistent)
        return (item for item in items if consistent or item["pk"]["S"] not in late)

    monkeypatch.setattr(Table, "batch_get", eventual)
    monkeypatch.setattr(indexer, "AT_A_TIME", 1)
    for number in range(3):
        desk.publish(article(f"Haven {number}"))
        late.add(f"ARTICLE#haven-{number}")
    library.index()

    assert set(library.find("haven")) == {"haven-0", "haven-1", "haven-2"}
