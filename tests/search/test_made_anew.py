"""An index whose files or manifest are gone: searching goes on with what is there, and it is made anew by itself."""

import itertools
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from newsdesk import Desk
from portal.model.errors import MissingError, StorageError
from portal.search import indexer, merge_policy
from portal.search.archive import Order
from portal.search.files import SegmentFiles
from portal.search.segment_file import IndexedArticle
from portal.storage import article_queries
from portal.storage.search_manifest import CHANGED, FORMAT, Manifest
from samples import NOW, article
from search.conftest import BUCKET, TIMEOUT, Library, failing, make_bucket

numbers = itertools.count()
Loss = Callable[[Library], None]


@pytest.fixture(autouse=True)
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two articles close a segment, so that a handful make an index of several."""
    monkeypatch.setattr(merge_policy, "OPEN_UNTIL", 2)


def publish(desk: Desk, count: int = 1, **changes: object) -> list[str]:
    slugs = []
    for _ in range(count):
        number = next(numbers)
        stored = desk.publish(article(f"Bericht {number}", **{"published_at": NOW - timedelta(days=number)} | changes))
        assert stored is not None
        slugs.append(stored.slug)
    return slugs


def indexed(library: Library, desk: Desk, count: int = 5) -> list[str]:
    """Articles in segments of two, the last of them open; the newest first."""
    slugs = []
    for number in range(count):
        slugs += publish(desk)
        if number % 2 or number == count - 1:
            library.index()
    assert len(library.state.manifest().parts) == 3
    return slugs


def parts(library: Library) -> list[str]:
    return [part.name for part in library.state.manifest().parts]


def emptied(library: Library) -> None:
    library.bucket.delete(sorted(library.files))


def one_closed(library: Library) -> None:
    library.bucket.delete(parts(library)[:1])


def the_open_one(library: Library) -> None:
    library.bucket.delete(parts(library)[-1:])


def truncated(library: Library) -> None:
    size = library.bucket.about(parts(library)[0]).size
    library.bucket.put(parts(library)[0], library.bucket.range(parts(library)[0], 0, size // 2))


def nothing_left_of_it(library: Library) -> None:
    library.bucket.put(parts(library)[0], b"")


def foreign(library: Library) -> None:
    library.bucket.put(parts(library)[0], b"<html>" + bytes(library.bucket.about(parts(library)[0]).size - 6))


def manifest(library: Library) -> None:
    key = {"pk": {"S": "SEARCH"}, "sk": {"S": f"MANIFEST#{FORMAT}"}}
    library.table._client.delete_item(TableName=library.table.name, Key=key)


def both(library: Library) -> None:
    emptied(library)
    manifest(library)


def bucket(library: Library) -> None:
    emptied(library)
    library.s3.delete_bucket(Bucket=BUCKET)


LOSSES = (emptied, one_closed, the_open_one, truncated, nothing_left_of_it, foreign, manifest, both)


@pytest.mark.parametrize("loss", LOSSES)
def test_what_is_lost_is_made_anew_by_itself_and_nothing_stands_in_it_twice(
    library: Library, desk: Desk, loss: Loss, caplog: pytest.LogCaptureFixture
) -> None:
    slugs = indexed(library, desk)
    loss(library)

    for _ in range(4):
        library.index()
    library.now += timedelta(minutes=1)

    hits = library.hits("bericht", order=Order.NEWEST)
    assert list(hits.slugs) == slugs
    assert (hits.count, hits.is_whole) == (len(slugs), True)
    assert library.state.manifest().documents == len(slugs)
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR and "gone" in record.message]
    assert len(errors) == (loss is not manifest and loss is not both)


@pytest.mark.sweep(5)
@pytest.mark.parametrize("loss", [*LOSSES, bucket])
@pytest.mark.parametrize("is_warm", [True, False], ids=["warm", "cold"])
def test_searching_meanwhile_answers_from_what_is_there_and_says_so(
    library: Library, desk: Desk, loss: Loss, is_warm: bool, caplog: pytest.LogCaptureFixture
) -> None:
    slugs = indexed(library, desk)
    if is_warm:
        library.archive._segments.each(lambda _, segment: segment.documents)  # opened, but not read
    loss(library)
    library.now += timedelta(minutes=1)

    answers = [library.hits("bericht", order=order) for order in (Order.NEWEST, Order.BEST, Order.BEST)]

    for hits in answers:
        assert set(hits.slugs) <= set(slugs)
        assert len(hits.slugs) == hits.count
    gone = {"one_closed": 2, "truncated": 2, "foreign": 2, "nothing_left_of_it": 2, "the_open_one": 1}
    if not is_warm and loss is not manifest and loss is not both:
        assert len(answers[0].slugs) == len(slugs) - gone.get(loss.__name__, 5)
        assert not answers[0].is_whole
        told = [record for record in caplog.records if "without a segment" in record.message]
        assert len(told) == len({record.args for record in told})


def test_a_bucket_that_is_gone_rings_until_it_is_there_again_and_nobody_gets_an_error_meanwhile(
    library: Library, desk: Desk
) -> None:
    slugs = indexed(library, desk)
    bucket(library)

    for _ in range(2):
        with pytest.raises(StorageError, match="PutObject"):
            library.index()
        library.now += timedelta(minutes=16)
    hits = library.hits("bericht")
    assert (hits.slugs, hits.is_whole) == ((), False)

    make_bucket(library.s3)
    library.index()
    library.now += timedelta(minutes=1)
    assert set(library.find("bericht")) == set(slugs)


def test_a_segment_that_is_there_again_is_asked_again(library: Library, desk: Desk) -> None:
    slugs = indexed(library, desk)
    name = parts(library)[0]
    body = library.bucket.range(name, 0, library.bucket.about(name).size)
    library.bucket.delete([name])
    assert len(library.find("bericht")) == len(slugs) - 2

    library.bucket.put(name, body)
    assert len(library.find("bericht")) == len(slugs) - 2  # not before the next look
    library.now += timedelta(minutes=1)

    assert set(library.find("bericht")) == set(slugs)
    assert library.hits("bericht").is_whole


REFUSALS = [
    ("SlowDown", 503),
    ("InternalError", 500),
    ("RequestTimeTooSkewed", 403),
    ("ExpiredToken", 400),
    (TIMEOUT, 0),
]
"""What S3 says for a while. Source: Amazon S3 API reference, Error responses."""


@pytest.mark.parametrize(("code", "status"), REFUSALS)
def test_a_bucket_that_does_not_answer_is_a_failure_and_no_loss(
    library: Library, desk: Desk, code: str, status: int
) -> None:
    slugs = indexed(library, desk)
    before = library.state.manifest()

    with failing(library.unlisted, code, status=status), pytest.raises(StorageError) as caught:
        library.find("bericht")
    assert not isinstance(caught.value, MissingError)
    for changed in (0, 1):
        slugs += publish(desk, changed)
        with failing(library.s3, code, status=status), pytest.raises(StorageError):
            library.index()
        library.now += timedelta(minutes=16)  # a run that could not give it back has ended by itself

    assert library.state.manifest().parts == before.parts
    assert library.hits("bericht").is_whole
    library.index()
    library.now += timedelta(minutes=1)
    assert set(library.find("bericht")) == set(slugs)


def test_a_role_that_may_read_no_more_is_a_failure_of_the_index_and_no_loss(library: Library, desk: Desk) -> None:
    """It may list the bucket, so it hears of what is not there; «access denied» is then what it says."""
    indexed(library, desk)
    before = library.state.manifest()
    publish(desk)

    with failing(library.s3, "AccessDenied", status=403), pytest.raises(StorageError, match="AccessDenied"):
        library.index()

    assert library.state.manifest().parts == before.parts


def test_a_table_that_does_not_answer_is_a_failure(library: Library, desk: Desk) -> None:
    indexed(library, desk)
    library.table.name = "weg"

    with pytest.raises(StorageError):
        library.find("bericht")
    with pytest.raises(StorageError):
        library.index()


def test_a_segment_that_is_as_it_was_written_and_cannot_be_read_is_a_failure(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made anew it would be the same file again, for ever."""
    indexed(library, desk)
    before = library.state.manifest()
    publish(desk)

    def unreadable(*_: object) -> object:
        raise MissingError("no segment")

    monkeypatch.setattr("portal.search.files.opened", unreadable)
    with pytest.raises(MissingError):
        library.index()

    assert library.state.manifest().parts == before.parts


def test_a_segment_of_many_is_looked_at_in_its_turn_and_all_of_them_once_an_hour(library: Library, desk: Desk) -> None:
    slugs = indexed(library, desk)
    library.now = library.now.replace(minute=58)
    one_closed(library)
    before = library.state.manifest()
    assert library.index() == 0  # minute 59: not its turn
    assert library.state.manifest() == before

    library.index()
    library.now += timedelta(minutes=1)

    assert library.now.minute == 1
    assert set(library.find("bericht")) == set(slugs)


def remade(library: Library, monkeypatch: pytest.MonkeyPatch, *, at_a_time: int) -> Iterator[Manifest]:
    """The manifest after each part of what a run makes anew."""
    monkeypatch.setattr(indexer, "REMADE_AT_A_TIME", at_a_time)
    monkeypatch.setattr(library.indexer, "_clock", clock := OneStep(library))
    library.state.begin_anew(library.now)
    while not library.state.manifest().is_whole:
        clock.calls = 0
        library.indexer.run(seconds=60)
        library.now += timedelta(minutes=1)
        yield library.state.manifest()


class OneStep:
    """Lets a run take one step: whoever asks a third time finds that its time is over."""

    def __init__(self, library: Library) -> None:
        self.library, self.calls = library, 0

    def __call__(self) -> object:
        self.calls += 1
        return self.library.now + (timedelta(minutes=9) if self.calls > 2 else timedelta())


def test_the_newest_come_first_and_the_index_before_answers_for_the_rest(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge_policy, "TOGETHER", 99)
    slugs = indexed(library, desk)

    reached = []
    for now in remade(library, monkeypatch, at_a_time=3):
        hits = library.hits("bericht", order=Order.NEWEST)
        assert (list(hits.slugs), hits.count) == (slugs, len(slugs))
        assert list(library.find("bericht")) == slugs
        assert hits.is_whole is now.is_whole
        known = SegmentFiles(library.table, library.bucket).articles_of(*now.parts)
        assert [slug for slug in slugs if slug in known] == slugs[: len(known)]
        reached.append(len(known))

    assert reached == [3, 5]
    assert library.state.manifest().former == ()


def test_a_day_of_more_articles_than_are_taken_at_a_time_is_taken_in_parts(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.storage.article_queries.OF_A_DAY", 2)
    monkeypatch.setattr(merge_policy, "TOGETHER", 99)
    slugs = [publish(desk, published_at=NOW - timedelta(minutes=n // 2))[0] for n in range(7)]  # two of each moment
    library.index()

    sizes = [now.documents for now in remade(library, monkeypatch, at_a_time=2)]

    assert sizes == [2, 4, 6, 7]
    assert set(library.find("bericht")) == set(slugs)


def test_articles_of_one_second_are_found_once_while_it_is_made_anew_of_half_of_them(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import, say: what lacks in the second in which the index ends now, the one before answers for."""
    monkeypatch.setattr(merge_policy, "TOGETHER", 99)
    slugs = [publish(desk, published_at=NOW - timedelta(seconds=n // 5))[0] for n in range(15)]
    library.index()

    for _ in remade(library, monkeypatch, at_a_time=2):
        for order in Order:
            hits = library.hits("bericht", order=order)
            assert (set(hits.slugs), hits.count) == (set(slugs), len(slugs))


def test_what_is_written_meanwhile_is_found_at_once_and_once(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge_policy, "TOGETHER", 99)
    slugs = indexed(library, desk)
    remaking = remade(library, monkeypatch, at_a_time=2)
    next(remaking)
    (new,) = publish(desk, published_at=NOW)
    (old,) = publish(desk, published_at=NOW - timedelta(days=4000))
    desk.withdraw(slugs[-1], NOW)

    next(remaking)
    assert {new, old} <= set(library.find("bericht"))
    list(remaking)

    hits = library.hits("bericht", order=Order.NEWEST)
    assert list(hits.slugs) == [new, *slugs[:-1], old]
    assert hits.count == library.state.manifest().documents == len(slugs) + 1


def test_an_article_that_a_list_does_not_know_yet_is_not_forgotten(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table's index is read a moment late: what was written in between has its mark."""
    slugs = indexed(library, desk)
    library.state.begin_anew(library.now)
    late: list[str] = []
    read = article_queries.newest_before

    def old(*arguments: Any, **named: Any) -> object:
        listing = read(*arguments, **named)
        if not late:
            late.extend(publish(desk))
        return listing

    monkeypatch.setattr(article_queries, "newest_before", old)
    library.index()

    assert set(library.find("bericht")) == {*slugs, *late}
    assert library.state.manifest().documents == len(slugs) + 1


def test_an_article_that_is_marked_while_its_list_is_read_is_indexed_once(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer, "AT_A_TIME", 3)
    slugs = indexed(library, desk)
    library.state.begin_anew(library.now)
    late: list[str] = []
    read = article_queries.newest_before

    def busy(*arguments: Any, **named: Any) -> object:
        if not late:
            late.extend(publish(desk))
        return read(*arguments, **named)

    monkeypatch.setattr(article_queries, "newest_before", busy)
    library.index()

    assert set(library.find("bericht")) == {*slugs, *late}
    assert library.hits("bericht").count == library.state.manifest().documents == len(slugs) + 1


@pytest.mark.parametrize("times", [1, 3])
def test_to_begin_anew_again_or_while_a_run_is_at_it_is_harmless(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    slugs = indexed(library, desk)
    publish(desk)
    made, begun = SegmentFiles.made, 0

    def interrupted(files: SegmentFiles, documents: Iterator[IndexedArticle]) -> object:
        nonlocal begun
        if begun < times:
            begun += 1
            library.state.begin_anew(library.now)
        return made(files, documents)

    monkeypatch.setattr(SegmentFiles, "made", interrupted)
    for _ in range(times + 2):
        library.index()
    library.now += timedelta(minutes=1)

    assert library.hits("bericht").count == library.state.manifest().documents == len(slugs) + 1
    assert library.state.manifest().is_whole
    assert library.state.changes(10) == ()


def test_a_loss_while_it_is_made_anew_begins_once_more(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    slugs = indexed(library, desk)
    remaking = remade(library, monkeypatch, at_a_time=2)
    next(remaking)
    emptied(library)

    assert not library.hits("bericht").is_whole
    list(remaking)
    library.now += timedelta(minutes=1)

    assert set(library.find("bericht")) == set(slugs)
    assert library.state.manifest().documents == len(slugs)


def test_a_site_without_articles_has_no_index_and_writes_nothing(library: Library) -> None:
    library.index()
    library.table.meter.reset()

    library.index()

    assert set(library.table.meter.calls) == {"Query"}
    assert library.state.manifest() == Manifest()


def test_articles_without_a_manifest_and_without_marks_are_indexed(library: Library, desk: Desk) -> None:
    slugs = publish(desk, 3)
    for mark in library.state.changes(10):
        key = {"pk": {"S": CHANGED}, "sk": {"S": mark.slug}}
        library.table._client.delete_item(TableName=library.table.name, Key=key)

    library.index()

    assert set(library.find("bericht")) == set(slugs)


def test_a_bucket_of_another_region_of_the_world_is_asked_as_little_as_can_be(library: Library, desk: Desk) -> None:
    """An idle run looks at one segment and lists nothing."""
    indexed(library, desk)
    asked: list[str] = []
    library.s3.meta.events.register("before-call.s3", lambda model, **_: asked.append(model.name))

    library.index()

    assert asked == ["HeadObject"]
