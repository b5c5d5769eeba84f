"""Runs of the index that would overlap, and runs that end half-way: no article stands in it twice, and none is lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from newsdesk import Desk
from portal.model.errors import StorageError
from portal.search import indexer, merge_policy
from portal.search.files import SegmentFiles
from portal.search.indexer import Indexer
from portal.storage.search_manifest import LEASE, Manifest, SearchState
from samples import NOW, article
from search.conftest import Library


def publish(desk: Desk, count: int, *, since: int = 0) -> list[str]:
    stored = [
        desk.publish(article(f"Bericht {n}", published_at=NOW - timedelta(hours=n)))
        for n in range(since, since + count)
    ]
    return [one.slug for one in stored if one]


def test_runs_at_once_index_every_article_once(library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reindex of everything with four runs of the schedule at the same time, again and again."""
    slugs = publish(desk, 60)
    library.index()
    monkeypatch.setattr(indexer, "REMADE_AT_A_TIME", 20)
    monkeypatch.setattr(merge_policy, "OPEN_UNTIL", 10)
    written: list[int] = []
    make = SegmentFiles.made

    def counted(files: SegmentFiles, documents: Any) -> Any:
        made = make(files, documents)
        written.extend(part.documents for part in made)
        return made

    monkeypatch.setattr(SegmentFiles, "made", counted)
    library.state.begin_anew(library.now)
    library.now += timedelta(minutes=1)
    runs = [Indexer(library.table, library.bucket, clock=lambda: library.now) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda one: one.run(seconds=60), runs))
    library.now += timedelta(minutes=1)

    assert set(library.find("bericht")) == set(slugs)
    assert library.hits("bericht").count == library.state.manifest().documents == 60
    assert sum(written) == 60


def test_while_a_run_is_at_it_another_reads_once_and_does_nothing(library: Library, desk: Desk) -> None:
    publish(desk, 2)

    with library.state.held(library.now) as ours:
        library.table.meter.reset()
        outcome = library.indexer.run(seconds=60)
        calls = dict(library.table.meter.calls)

    assert ours
    assert (outcome.changes, calls) == (0, {"Query": 1})
    assert library.index() == 2


def test_two_that_begin_in_the_same_moment_do_not_both_work(library: Library) -> None:
    with library.state.held(library.now) as first, library.state.held(library.now) as second:
        assert (first, second) == (True, False)
    with library.state.held(library.now) as third:
        assert third


def test_a_run_that_died_is_waited_for_as_long_as_a_function_lives_and_no_longer(library: Library, desk: Desk) -> None:
    slugs = publish(desk, 2)
    died = library.state.held(library.now)
    died.__enter__()  # and nothing after it

    library.now += LEASE - timedelta(minutes=2)
    assert library.index() == 0
    library.now += timedelta(minutes=1)
    assert library.index() == 2
    assert set(library.find("bericht")) == set(slugs)


def test_who_took_too_long_does_not_take_it_from_the_next(library: Library) -> None:
    late = library.state.held(library.now)
    assert late.__enter__()
    library.now += LEASE
    with library.state.held(library.now) as ours:
        assert ours
        late.__exit__(None, None, None)

        with library.state.held(library.now) as third:
            assert not third


def test_a_run_that_fails_gives_it_back(library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(desk, 2)
    with monkeypatch.context() as patch:
        patch.setattr(SegmentFiles, "made", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            library.index()

    assert library.index() == 2


def test_an_idle_run_writes_nothing(library: Library, desk: Desk) -> None:
    publish(desk, 2)
    library.index()
    library.table.meter.reset()

    library.index()

    assert dict(library.table.meter.calls) == {"Query": 2}


def test_an_answer_that_was_lost_and_asked_for_again_is_no_refusal(library: Library) -> None:
    """botocore sends a call once more when nobody answered; DynamoDB may have carried out the first."""
    client = library.table._client
    put = client.put_item
    client.put_item = lambda **call: (put(**call), put(**call))[1]

    with library.state.held(library.now) as ours:
        assert ours
        assert library.state.save(Manifest())
        assert library.state.save(library.state.manifest())
    assert not library.state.save(Manifest())
    with library.state.held(library.now) as again:
        assert again


def test_a_run_that_ends_before_its_changes_are_marked_indexes_nothing_twice(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge_policy, "OPEN_UNTIL", 2)
    slugs = publish(desk, 5)
    with monkeypatch.context() as patch:
        patch.setattr(SearchState, "done", lambda *_: 1 / 0)
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                library.index()

    slugs += publish(desk, 1, since=5)
    library.index()

    assert [part.documents for part in library.state.manifest().parts] == [6]
    assert library.hits("bericht").count == len(slugs)


class Crash(Exception):  # noqa: N818  no error of ours
    """The process ends here."""


@dataclass
class Fault:
    """The `at`th call of `operation` that a run makes ends in `kind`, before it is carried out or after."""

    operation: str
    at: int
    kind: Exception
    is_working: bool = False
    seen: int = 0

    def __call__(self, **_: object) -> None:
        self.seen += self.is_working
        if self.seen == self.at and self.is_working:
            raise self.kind

    @contextmanager
    def within(self, library: Library, moment: str) -> Iterator[None]:
        clients = [library.table._client, library.s3]
        names = [f"{moment}.{one.meta.service_model.service_name}.{self.operation}" for one in clients]
        for client, name in zip(clients, names, strict=True):
            client.meta.events.register(name, self)
        yield
        for client, name in zip(clients, names, strict=True):
            client.meta.events.unregister(name, self)


def story(library: Library, desk: Desk, fault: Fault) -> None:
    """Articles come, one is taken off, a segment is lost, all is made anew, merged and tidied."""

    def worked() -> None:
        """Three runs, hours apart: no lease is as long, and the bucket is tidied."""
        for _ in range(3):
            library.now = library.now.replace(minute=0) + timedelta(hours=2)
            fault.is_working = True
            with suppress(Crash, StorageError):
                library.indexer.run(seconds=60)
            fault.is_working = False

    for number in range(3):
        publish(desk, 3, since=number * 3)
        worked()
    desk.withdraw("bericht-7", NOW)
    worked()
    library.bucket.delete(sorted(library.files)[:1])
    worked()


BEFORE, AFTER = "before-call", "after-call"
CASES = [
    *((operation, 1, AFTER) for operation in ("Query", "GetItem", "BatchGetItem", "PutItem", "DeleteItem")),
    *((operation, 1, AFTER) for operation in ("PutObject", "GetObject", "ListObjectsV2", "DeleteObjects")),
    *((operation, 2, BEFORE) for operation in ("Query", "GetItem", "PutItem", "DeleteItem", "DeleteObjects")),
    *(("PutItem", number, moment) for number in (4, 5, 6) for moment in (BEFORE, AFTER)),
    *(("DeleteItem", 5, AFTER), ("PutObject", 4, BEFORE), ("GetObject", 4, AFTER), ("Query", 12, BEFORE)),
]
"""Which call of a run, and when."""


@pytest.mark.sweep(8)
@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case)))
def test_a_fault_at_any_call_and_a_run_after_it_end_in_the_same_index(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch, case: tuple[str, int, str]
) -> None:
    operation, at, moment = case
    for module, name, value in (
        (merge_policy, "OPEN_UNTIL", 3),
        (merge_policy, "TOGETHER", 2),
        (indexer, "REMADE_AT_A_TIME", 4),
    ):
        monkeypatch.setattr(module, name, value)
    kind = Crash() if at % 2 else ReadTimeoutError(endpoint_url="https://gone.example")
    fault = Fault(operation, at, kind)
    library.now += timedelta(days=400)  # the engine's own clock is of today, and tells how old a file is

    with fault.within(library, moment):
        story(library, desk, fault)
    library.now += timedelta(minutes=1)

    assert fault.seen >= at
    assert set(library.find("bericht")) == {f"bericht-{n}" for n in range(9) if n != 7}
    assert library.hits("bericht").count == library.state.manifest().documents == 8
    assert library.state.manifest().is_whole
    assert library.state.changes(10) == ()
    assert library.files == {part.name for part in library.state.manifest().parts}
