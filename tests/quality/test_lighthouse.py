"""Lighthouse with its phone profile: 100 in every category, and budgets.

The score for speed is that of a simulated phone, but what it simulates was measured on this machine: 100 where it has
time, 98 with four other jobs on two cores, 85 with ten. So for that one a page gets two tries to reach 95, and on a
machine that is too busy it is reported as not run. All else is the same every time, and must be right at once.
"""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from portal.model.page_views import PageViews
from portal.storage.page_views import HourViews, store_hour
from quality import tools
from quality.conftest import Serve
from quality.newsroom import Newsroom, table_of
from quality.pages import PAGES, PageType
from sweeps import sampled

KB = 1024
ALL = {str(kind): kind for kind in PAGES if kind.scored}
SCORED = [ALL[name] for name in sorted(sampled([*ALL], 1, of="lighthouse"))]
SLUG = "dijkbewakingsvrijwilligers-oefenen-op-de-veerse-dijk"
ARTICLE = f"/redactie/bericht/{SLUG}"
DESK = (
    "/redactie",
    "/redactie/zoek?q=dijk",
    ARTICLE,
    f"{ARTICLE}/verbeteren",
    f"{ARTICLE}/intrekken",
    "/redactie/nieuw",
    "/redactie/bronnen",
    "/redactie/quarantaine",
    "/redactie/gelezen",
    "/redactie/logboek",
)
"""Pages of the newsroom, each of ten seconds here."""
DESK_SCORED = sorted(sampled(DESK, 1, of="lighthouse desk"))
DOCUMENT, SCRIPT, TOTAL = 48 * KB, 6 * KB, 112 * KB
"""As the local portal sends them, which compresses nothing: on the wire it is a quarter. With the headers of the
answer, a kilobyte. Total: style and icons too, pictures not."""
SHIFT = 0.002
FAST = 95
BUSY = 2.5
"""Jobs on each core. Our own tests, two at a time, with a browser each, make 1 to 2."""
TRIES = 2

Report = dict[str, Any]

pytestmark = pytest.mark.browser


def reports_of(*addresses: str, flags: Mapping[str, Any] = {}) -> list[Report]:
    """`flags`: of Lighthouse, beside those that all have."""
    done = tools.run(tools.node(), tools.HERE / "lighthouse.mjs", tools.chromium(), json.dumps(flags), *addresses)
    return list(json.loads(done.stdout))


def load() -> float:
    """Jobs on each core, of the last minute."""
    return os.getloadavg()[0] / (os.cpu_count() or 1)


def is_lost(report: Report) -> bool:
    """The browser did not open the page, or did not say when: NO_NAVSTART and its like, on a busy machine."""
    return report["error"] is not None


def is_fast(report: Report) -> bool:
    return bool(report["scores"]["performance"] >= FAST)


def worth(report: Report) -> tuple[bool, int]:
    return not is_lost(report), report["scores"]["performance"]


def best_of(urls: Mapping[str, str], flags: Mapping[str, Any] = {}) -> dict[str, Report]:
    """One of each page. A page that did not open, or that was not fast, is looked at again; its best counts."""
    found = dict(zip(urls, reports_of(*urls.values(), flags=flags), strict=True))
    for _ in range(TRIES - 1):
        is_calm = load() <= BUSY
        slow = [name for name in urls if is_lost(found[name]) or (is_calm and not is_fast(found[name]))]
        again = reports_of(*(urls[name] for name in slow), flags=flags) if slow else []
        for name, report in zip(slow, again, strict=True):
            found[name] = max(found[name], report, key=worth)
    return found


@pytest.fixture(scope="module")
def reports(newsroom: Newsroom) -> dict[str, Report]:
    return best_of({str(kind): newsroom.url(kind) for kind in SCORED})


@pytest.fixture(scope="module")
def desk_reports(newsroom: Newsroom) -> dict[str, Report]:
    """As a chief editor sees them, who logged in. Nobody finds the newsroom by a search engine, nor should: it has no
    mark for that. What was read is counted, so that there is something to see.
    """
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    views = PageViews(articles={SLUG: 1234, "er-is-niets": 5}, sections={"buitenland": 1239}, pages={"/": 56})
    store_hour(table_of(newsroom.portal), HourViews(hour=hour, files=1, views=views))
    who = urlencode({"naam": "Jo Kaai", "rol": "chief"}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    answer = newsroom.ask("/redactie/inloggen", method="POST", body=who, headers=headers)
    cookie, *_ = str(answer.headers["Set-Cookie"]).split(";")
    flags = {"extraHeaders": {"Cookie": cookie}, "onlyCategories": ["performance", "accessibility", "best-practices"]}
    return best_of({path: newsroom.portal.url(path) for path in DESK_SCORED}, flags)


@pytest.mark.parametrize("kind", SCORED, ids=str)
def test_lighthouse_gives_a_hundred(reports: dict[str, Report], kind: PageType) -> None:
    report = reports[str(kind)]
    # A page that asks not to be listed cannot score for being listed.
    lacking = {"accessibility": [], "best-practices": [], "seo": [] if kind.indexable else ["is-crawlable"]}

    assert report["error"] is None
    assert {category: report["failed"][category] for category in lacking} == lacking
    assert {name for name, score in report["scores"].items() if score < 100} <= {
        "performance",
        *(name for name, faults in lacking.items() if faults),
    }


@pytest.mark.parametrize("kind", SCORED, ids=str)
def test_a_page_is_fast_on_a_phone(reports: dict[str, Report], kind: PageType) -> None:
    report = reports[str(kind)]
    if not is_fast(report) and load() > BUSY:
        pytest.skip(f"the machine is too busy to measure speed: {load():.1f} jobs on each core")

    assert is_fast(report), report


@pytest.mark.parametrize("kind", SCORED, ids=str)
def test_a_page_keeps_its_budgets(newsroom: Newsroom, reports: dict[str, Report], kind: PageType) -> None:
    report = reports[str(kind)]

    assert 0 < report["bytes"]["document"] <= DOCUMENT
    assert 0 < report["bytes"]["script"] <= SCRIPT
    assert report["bytes"]["total"] <= TOTAL
    assert report["hosts"] == [newsroom.portal.url("/").split("/")[2]]
    assert report["shift"] <= SHIFT


@pytest.mark.parametrize("path", DESK_SCORED)
def test_lighthouse_gives_a_page_of_the_newsroom_a_hundred(desk_reports: dict[str, Report], path: str) -> None:
    report = desk_reports[path]

    assert report["error"] is None
    assert report["address"].endswith(path)
    assert report["failed"] | {"performance": []} == {"performance": [], "accessibility": [], "best-practices": []}
    assert report["shift"] <= SHIFT
    assert report["bytes"]["document"] <= DOCUMENT
    assert report["bytes"]["script"] <= SCRIPT


@pytest.mark.parametrize("path", DESK_SCORED)
def test_a_page_of_the_newsroom_is_fast_on_a_phone(desk_reports: dict[str, Report], path: str) -> None:
    report = desk_reports[path]
    if not is_fast(report) and load() > BUSY:
        pytest.skip(f"the machine is too busy to measure speed: {load():.1f} jobs on each core")

    assert is_fast(report), report


def test_lighthouse_sees_a_page_without_language_and_with_a_broken_script(serve: Serve) -> None:
    (report,) = reports_of(serve(b"<!doctype html><title>Stuk</title><img src=/x.png><script>fout(</script>"))

    assert report["scores"]["accessibility"] < 100
    assert {"html-has-lang", "image-alt"} <= set(report["failed"]["accessibility"])
    assert "errors-in-console" in report["failed"]["best-practices"]
