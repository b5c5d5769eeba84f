"""Whatever table, bucket or parameters do, a reader has a page or the 503 before the CDN stops waiting.

Over real HTTP, by the clients that the functions use; between them and an engine stands a server that fails in one way
after another.
"""

import asyncio
import os
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from mangum import Mangum

import faulty_service as faults
from faulty_service import FaultyService
from local.engine import Engine
from local.environment import CREDENTIALS
from local.template import load
from newsdesk import Desk
from portal.aws import parameters
from portal.aws.bucket import Bucket
from portal.aws.clients import READING, create_client
from portal.aws.reading_bucket import reading_bucket
from portal.aws.reading_client import DYNAMODB, reading_client
from portal.search.archive import Archive
from portal.search.indexer import Indexer
from portal.storage.search_manifest import SearchState
from portal.storage.table import Table
from portal.web.app import create_app
from portal.web.context import Context
from portal.web.origin_verify import KEPT_SECONDS, OriginLock, origin_lock
from portal.web.search import create_search_app
from reader import Answer, Browser
from samples import NOW, ROOT, article

PATHS = (
    "/",
    "/nieuws/buitenland",
    "/nieuws/bericht-1",
    "/nieuws/bericht-1/volgende",
    "/nieuws/2026/11/24",
    "/feeds/alles.xml",
    "/sitemap-2026-11.xml",
    "/actueel.json",
)
SEARCH = "/zoeken?q=bericht"
NOTICE = "//*[contains(@class, 'notice')]"


def seconds_that_the_cdn_waits() -> float:
    distribution = load(ROOT / "infra" / "edge.yaml")["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    waits = [
        one["CustomOriginConfig"]["OriginReadTimeout"]
        for one in distribution["Origins"]
        if "Id" in one and "CustomOriginConfig" in one
    ]
    return float(min(waits))


@dataclass
class Timed:
    answer: Answer
    seconds: float


@dataclass(frozen=True)
class Portal:
    """A site with some news, and functions that start anew: `service` is between them and the engine."""

    service: FaultyService
    context: Context

    def pages(self, **more: Any) -> Browser:
        return Browser(Mangum(create_app(self.context, self.table(), **more), lifespan="off"))

    def search(self) -> Browser:
        table, bucket = self.table(), reading_bucket("segments", os.environ)
        assert bucket
        archive = Archive(SearchState(table).snapshot, bucket.range, now=NOW.timestamp, monotonic=time.monotonic)
        return Browser(Mangum(create_search_app(self.context, table, archive), lifespan="off"))

    def table(self) -> Table:
        client = reading_client(DYNAMODB, os.environ)
        assert client
        return Table(client, "news")

    def table_by_botocore(self) -> Table:
        """As where a function starts from a snapshot."""
        return Table(self.client("dynamodb"), "news")

    def client(self, service: str) -> Any:
        return create_client(service, READING)

    def answers(self, *, browsers: "Mapping[str, Browser | _Cdn] | None" = None) -> dict[str, Timed]:
        """What every address answers, all asked at once, each of a function of its own."""
        asked = browsers or {path: self.search() if path == SEARCH else self.pages() for path in (*PATHS, SEARCH)}
        with ThreadPoolExecutor(len(asked)) as readers:
            return dict(zip(asked, readers.map(_timed, asked.values(), asked), strict=True))


def _timed(browser: "Browser | _Cdn", path: str) -> Timed:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)  # Mangum wants the thread's own, as a function has it
    started = time.monotonic()
    try:
        return Timed(browser.get(path), time.monotonic() - started)
    finally:
        asyncio.set_event_loop(None)
        loop.close()


@dataclass
class _Cdn:
    """Knows the word of the lock."""

    browser: Browser

    def get(self, path: str) -> Answer:
        return self.browser.get(path, x_origin_verify="sesam")


@contextmanager
def running_engine() -> Iterator[Engine]:
    engine = Engine("dynamodb,s3,ssm")
    try:
        yield engine
    finally:
        engine.stop()


@pytest.fixture(scope="module")
def whole(news_table: Any, context: Context) -> Iterator[Portal]:
    with (
        running_engine() as engine,
        FaultyService(engine.endpoint).running() as service,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in CREDENTIALS.items():
            patch.setenv(name, value)
        for name in ("DYNAMODB", "S3", "SSM"):
            patch.setenv(f"AWS_ENDPOINT_URL_{name}", service.url)
        portal = Portal(service, context)
        patient = create_client("dynamodb")  # a second try would find the table there
        patient.create_table(**news_table)
        fill(Table(patient, "news"), create_client("s3"))
        yield portal


@pytest.fixture
def portal(whole: Portal) -> Iterator[Portal]:
    yield whole
    whole.service.fault = whole.service.of_bucket = whole.service.of_parameters = faults.none


def fill(table: Table, s3: Any) -> None:
    for number in range(12):
        Desk(table).publish(article(f"Bericht {number}", published_at=NOW - timedelta(minutes=number)))
    s3.create_bucket(Bucket="segments", CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
    Indexer(table, Bucket(s3, "segments"), clock=lambda: NOW).run(seconds=60)


def test_every_address_of_this_site_is_there_when_all_is_well(portal: Portal) -> None:
    answers = portal.answers()

    found = {path: one.answer.status for path, one in answers.items()}
    assert found == {path: 302 if path.endswith("volgende") else 200 for path in (*PATHS, SEARCH)}
    assert "Bericht 1" in answers[SEARCH].answer.words("//article//h2")


FAULTS = {
    "never answers": faults.silence,
    "takes three seconds a call": faults.slow(3),
    "answers byte by byte": faults.drip,
    "throttles for ever": faults.throttle,
    "hangs up": faults.hang_up,
    "breaks off": faults.break_off,
    "answers half as if it were all": faults.shorten,
    "is a proxy that wants a login": faults.be_a_proxy,
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_table_that_fails_is_a_page_that_says_so_before_the_cdn_gives_up(portal: Portal, name: str) -> None:
    portal.service.fault = FAULTS[name]

    answers = portal.answers()

    for path, one in answers.items():
        assert one.seconds < seconds_that_the_cdn_waits(), (path, one.seconds)
        says_so(one.answer, path)


@pytest.mark.parametrize("name", ["never answers", "answers byte by byte", "answers half as if it were all"])
def test_so_does_one_that_is_asked_by_botocore(portal: Portal, name: str) -> None:
    portal.service.fault = FAULTS[name]
    app = create_app(portal.context, portal.table_by_botocore())

    found = portal.answers(browsers={"/": Browser(Mangum(app, lifespan="off"))})["/"]

    assert found.seconds < seconds_that_the_cdn_waits()
    says_so(found.answer, "/")


def says_so(answer: Answer, path: str) -> None:
    fields = [answer.headers.get(name) for name in ("retry-after", "cache-control", "content-language")]
    assert (answer.status, *fields) == (503, "30", "no-store", "nl"), (path, answer.text[:500])
    assert answer.words("//h1"), path


def test_rounds_that_are_each_nearly_too_slow_add_up_to_no_more(portal: Portal) -> None:
    portal.service.fault = faults.slow(0.9)

    answers = portal.answers()

    for path, one in answers.items():
        assert one.seconds < seconds_that_the_cdn_waits(), (path, one.seconds)
        if one.answer.status not in {200, 302}:
            says_so(one.answer, path)
    assert answers["/"].answer.status == 200


@pytest.mark.parametrize("name", FAULTS)
def test_so_is_a_bucket_that_fails_when_somebody_searches(portal: Portal, name: str) -> None:
    """What it sends that is no segment is a segment that is missing: the others are searched, and the page says so."""
    portal.service.of_bucket = FAULTS[name]

    found = portal.answers(browsers={SEARCH: portal.search()})[SEARCH]

    assert found.seconds < seconds_that_the_cdn_waits()
    if name in {"answers half as if it were all", "is a proxy that wants a login"}:
        assert (found.answer.status, found.answer.words("//article//h2")) == (200, [])
        assert found.answer.page.xpath(NOTICE)
    else:
        says_so(found.answer, SEARCH)


def test_what_answered_too_late_does_not_keep_the_next_reader_waiting(portal: Portal) -> None:
    pages, search = portal.pages(), portal.search()
    asked = {"/": pages, SEARCH: search}
    portal.service.fault = portal.service.of_bucket = faults.drip
    says_so(portal.answers(browsers=asked)["/"].answer, "/")

    portal.service.fault = portal.service.of_bucket = faults.none
    again = portal.answers(browsers=asked)

    assert portal.service.abandoned.wait(5), "a thread still reads what comes byte by byte"
    assert {path: one.answer.status for path, one in again.items()} == {"/": 200, SEARCH: 200}


@pytest.mark.parametrize("name", FAULTS)
def test_a_lock_whose_values_cannot_be_read_opens_for_nobody_and_says_so_in_time(portal: Portal, name: str) -> None:
    parameters.disconnect()
    portal.service.of_parameters = FAULTS[name]
    lock = origin_lock("/slot", parameters.read_parameters)

    found = portal.answers(browsers={"/": portal.pages(lock=lock)})["/"]
    parameters.disconnect()

    assert found.seconds < seconds_that_the_cdn_waits()
    says_so(found.answer, "/")


@pytest.mark.parametrize("name", ["never answers", "answers byte by byte", "throttles for ever"])
def test_a_lock_that_was_known_goes_on_and_leaves_time_for_the_page(portal: Portal, name: str) -> None:
    clock, store = {"now": 1000.0}, portal.client("ssm")
    store.put_parameter(Name="/slot", Value="sesam", Type="String", Overwrite=True)
    lock = OriginLock(
        lambda deadline: tuple(parameters.read_parameters(["/slot"], deadline).values()), monotonic=lambda: clock["now"]
    )
    asked = {"/": _Cdn(portal.pages(lock=lock))}
    assert portal.answers(browsers=asked)["/"].answer.status == 200
    clock["now"] += KEPT_SECONDS

    portal.service.of_parameters = FAULTS[name]
    found = portal.answers(browsers=asked)["/"]
    parameters.disconnect()

    assert (found.answer.status, found.seconds < seconds_that_the_cdn_waits()) == (200, True)


def test_a_table_that_hangs_and_a_lock_that_hangs_share_one_deadline(portal: Portal) -> None:
    def late(names: Any, _: object) -> dict[str, str]:
        time.sleep(2)
        return dict.fromkeys(names, "sesam")

    portal.service.fault = faults.drip
    cdn = _Cdn(portal.pages(lock=origin_lock("/slot", late)))
    found = portal.answers(browsers={"/": cdn})["/"]

    assert found.seconds < seconds_that_the_cdn_waits()
    says_so(found.answer, "/")
