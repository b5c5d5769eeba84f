"""A table that stops answering: what a warm function shows of what it read before, how old that may be, and for how
long the CDN may keep it. Above all: a story that is killed meanwhile is gone from everywhere in time.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from mangum import Mangum

from newsdesk import Desk
from portal.model.kill_timing import (
    GONE_SECONDS,
    LIST_SECONDS,
    LISTS_ARE_OLD,
    REQUEST_SECONDS,
    STALE_LIST_SECONDS,
    STALE_PAGE_SECONDS,
)
from portal.storage.table import Table
from portal.web import cache_control
from portal.web.app import create_app
from portal.web.composer import Composer
from portal.web.context import Context
from reader import Answer, Browser
from samples import NOW
from sweeps import amount
from web.test_pages import publish

OF_LISTS = ("/", "/nieuws/buitenland", "/nieuws/regio", "/nieuws/regio/goes", "/actueel.json")
ARTICLE = "/nieuws/buitenlandbericht-1"
HEADLINE = "Buitenlandbericht 1"


@dataclass
class Function:
    """A function whose clock a test moves, over a table that it takes away."""

    browser: Browser
    table: Table
    clock: dict[str, float]

    def later(self, seconds: float) -> None:
        self.clock["now"] += seconds

    @contextmanager
    def without(self, *operations: str) -> Iterator[None]:
        """Calls of `operations` are not answered."""

        def keep_silent(**_: object) -> None:
            raise ReadTimeoutError(endpoint_url="https://dynamodb.eu-central-1.amazonaws.com")

        events: Any = self.table._client.meta.events
        for one in operations:
            events.register(f"before-call.dynamodb.{one}", keep_silent)
        try:
            yield
        finally:
            for one in operations:
                events.unregister(f"before-call.dynamodb.{one}", keep_silent)


@pytest.fixture
def warm(context: Context, table: Table, desk: Desk) -> Function:
    """A function on a site with news, that has answered every address once."""
    publish(desk, 9)
    publish(desk, 2, section="goes")
    clock = {"now": 1000.0}
    composer = Composer(context.site, table, monotonic=lambda: clock["now"])
    app = create_app(context, table, composer=composer)
    function = Function(Browser(Mangum(app, lifespan="off")), table, clock)
    for path in (*OF_LISTS, ARTICLE):
        assert function.browser.get(path).status == 200
        function.later(LIST_SECONDS)
        assert function.browser.get(path).headers["cache-control"] == cache_control.PAGE
    return function


ALL = ("Query", "GetItem", "BatchGetItem")


@pytest.mark.parametrize("path", OF_LISTS)
def test_lists_are_shown_while_the_table_does_not_answer_and_hardly_kept(warm: Function, path: str) -> None:
    before = warm.browser.get(path)
    warm.later(LIST_SECONDS)

    with warm.without(*ALL):
        answer = warm.browser.get(path)

    assert (answer.status, answer.body) == (200, before.body)
    assert answer.headers["cache-control"] == "public, max-age=0, s-maxage=5, stale-if-error=0"
    assert "etag" not in answer.headers


def test_an_article_that_is_there_has_its_neighbours_from_before(warm: Function) -> None:
    """And waits once for the list that does not come."""
    warm.later(LIST_SECONDS)

    with warm.without("Query"):
        answer = warm.browser.get(ARTICLE)
    assert warm.table.meter.rounds == 1

    assert (answer.status, answer.headers["cache-control"]) == (200, cache_control.STALE)
    assert answer.words("//h1") == [HEADLINE]
    assert "Buitenlandbericht 2" in answer.words("//aside//h3")


def test_an_article_that_is_gone_is_gone_also_where_no_list_can_be_read(warm: Function, desk: Desk) -> None:
    desk.withdraw("buitenlandbericht-1", NOW)
    warm.later(STALE_LIST_SECONDS)

    with warm.without("Query"):
        answer = warm.browser.get(ARTICLE)

    assert (answer.status, answer.headers["cache-control"]) == (410, cache_control.ABSENT)


@pytest.mark.parametrize(
    "path",
    [
        ARTICLE,
        "/nieuws/nooit-gezien",
        "/nieuws/buitenlandbericht-1/volgende",
        "/nieuws/2026/11/24",
        "/nieuws/2026/11",
        "/nieuws/2026",
        "/nieuws/economie",
        "/nieuws/buitenland?voor=2026-11-24T13:00:00Z_x",
        "/feeds/alles.xml",
        "/sitemap.xml",
        "/sitemap-news.xml",
    ],
)
def test_what_is_no_list_that_was_read_is_never_shown_from_before(warm: Function, path: str) -> None:
    """An article least of all: it may be the one that was killed."""
    with warm.without(*ALL):
        answer = warm.browser.get(path)

    assert (answer.status, answer.headers["cache-control"], answer.headers["retry-after"]) == (503, "no-store", "30")


@pytest.mark.parametrize("path", OF_LISTS)
def test_a_list_is_shown_until_it_is_too_old(warm: Function, path: str) -> None:
    warm.browser.get(path)

    with warm.without(*ALL):
        warm.later(STALE_LIST_SECONDS - 0.01)
        young = warm.browser.get(path)
        warm.later(0.01)
        old = warm.browser.get(path)

    assert (young.status, old.status) == (200, 503)


def test_a_list_is_as_old_as_the_question_and_not_as_the_answer(context: Context, table: Table, desk: Desk) -> None:
    """A slow answer may be of the moment in which it was asked for: of before a kill that came meanwhile."""
    publish(desk, 1)
    clock = {"now": 1000.0}
    composer = Composer(context.site, table, monotonic=lambda: clock["now"])

    def take_long(**_: object) -> None:
        clock["now"] = 1000.0 + LIST_SECONDS

    table._client.meta.events.register("before-call.dynamodb.Query", take_long)
    composer.front(NOW)
    rounds = table.meter.rounds
    composer.front(NOW)

    assert table.meter.rounds == rounds + 1


def test_who_has_a_copy_is_not_given_a_stale_one_in_its_place(warm: Function) -> None:
    """The CDN asks with its copy's ETag, and shows that copy for as long as we fail; a kill empties it."""
    before = warm.browser.get("/")
    warm.later(LIST_SECONDS)

    with warm.without(*ALL):
        answer = warm.browser.get("/", if_none_match=before.headers["etag"])

    assert answer.status == 503


def test_what_was_read_after_a_kill_is_what_is_shown_from_then_on(warm: Function, desk: Desk) -> None:
    desk.withdraw("buitenlandbericht-1", NOW)
    warm.later(LIST_SECONDS)
    assert HEADLINE not in warm.browser.get("/nieuws/buitenland").words("//main//h2 | //main//h3")
    warm.later(LIST_SECONDS)

    with warm.without(*ALL):
        answer = warm.browser.get("/nieuws/buitenland")

    assert answer.status == 200
    assert HEADLINE not in answer.text


def test_the_ages_leave_a_kill_its_time() -> None:
    assert LISTS_ARE_OLD > LIST_SECONDS + REQUEST_SECONDS
    assert STALE_LIST_SECONDS + STALE_PAGE_SECONDS < GONE_SECONDS
    assert f"s-maxage={STALE_PAGE_SECONDS}," in cache_control.STALE


@dataclass
class Cdn:
    """As much of a CDN as matters here: it keeps what it may for `s-maxage`, asks with the ETag of what is no longer
    fresh, shows that while the origin fails unless `stale-if-error=0`, and forgets when it is told to.

    Sources: RFC 9111 §4.2.4 and §4.3; RFC 5861 §4; Amazon CloudFront, How CloudFront processes HTTP 5xx.
    """

    function: Function
    kept: dict[str, tuple[float, Answer]] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        now = self.function.clock["now"]
        since, copy = self.kept.get(path, (0.0, None))
        if copy and now - since < seconds_in(copy, "s-maxage"):
            return copy
        tag = {"if_none_match": copy.headers["etag"]} if copy and "etag" in copy.headers else {}
        answer = self.function.browser.get(path, **tag)
        if answer.status >= 500:
            return copy if copy and now - since < seconds_in(copy, "stale-if-error") else answer
        if answer.status == 304 and copy:
            answer = replace(copy, headers=copy.headers | answer.headers)
        self.kept[path] = (now, answer)
        return answer


def seconds_in(answer: Answer, directive: str) -> float:
    named = dict(one.strip().partition("=")[::2] for one in answer.headers["cache-control"].split(","))
    return float(named.get(directive) or 0)


@pytest.mark.parametrize("seed", range(amount(4, whole=60)))
def test_a_killed_story_is_gone_in_time_whatever_the_table_does_meanwhile(
    warm: Function, desk: Desk, seed: int
) -> None:
    """A day in which the table comes and goes by the second, at the worst: with a kill in the midst of it."""
    chance = random.Random(seed)
    cdn, killed_at = Cdn(warm), None
    shown: list[float] = []
    is_there, end = True, warm.clock["now"] + 200
    kill_at = warm.clock["now"] + chance.uniform(5, 100)
    told = False
    while warm.clock["now"] < end:
        warm.later(chance.choice((0.3, 1.0, 4.0)))
        now = warm.clock["now"]
        if chance.random() < 0.15:
            is_there = not is_there
        if killed_at is None and now > kill_at:
            desk.withdraw("buitenlandbericht-1", NOW + timedelta(seconds=1))
            killed_at = now
        if killed_at and not told and now > killed_at + LISTS_ARE_OLD:
            cdn.kept.clear()
            told = True
        path = chance.choice((*OF_LISTS, ARTICLE))
        with warm.without(*(() if is_there else ALL)):
            if HEADLINE in cdn.get(path).text and killed_at:
                shown.append(now - killed_at)

    assert killed_at
    assert max(shown, default=0.0) < GONE_SECONDS
