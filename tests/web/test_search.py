"""`/zoeken`, as a reader uses it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.session import Session
from mangum import Mangum
from moto import mock_aws

from newsdesk import Desk
from portal.aws.bucket import Bucket
from portal.model.corrections import Edit
from portal.search import segments
from portal.search.archive import Archive
from portal.search.indexer import Indexer
from portal.storage.search_manifest import SearchState
from portal.storage.table import Table
from portal.web.search import create_search_app
from reader import Browser, context_of
from samples import NOW, article, site

HEADLINES = "//article//h2"
COUNT = "//*[@role='status']"
NOTICE = "//*[contains(@class, 'notice')]"


@pytest.fixture
def s3(session: Session) -> Iterator[Any]:
    """The store that a browser's questions are answered from."""
    with mock_aws():
        yield session.create_client("s3")


@pytest.fixture
def index(table: Table, session: Session, s3: Any) -> Indexer:
    s3.create_bucket(Bucket="segments", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return Indexer(table, Bucket(session.create_client("s3"), "segments"), clock=lambda: NOW)


@pytest.fixture
def searching(table: Table, index: Indexer, s3: Any) -> Callable[..., Browser]:
    """A browser on a site whose first feed is as the arguments say; what was published before is indexed."""

    def made(**of_feed: Any) -> Browser:
        index.run(seconds=60)
        bucket = Bucket(s3, "segments", may_list=False)
        archive = Archive(SearchState(table).snapshot, bucket.range, now=NOW.timestamp, monotonic=lambda: 0.0)
        first, *others = site().feeds
        context = context_of(site(feeds=(replace(first, **of_feed), *others)))
        app = create_search_app(context, table, archive, timing=True)
        return Browser(Mangum(app, lifespan="off"))

    return made


def publish(desk: Desk, *headlines: str, **changes: Any) -> None:
    for age, headline in enumerate(headlines):
        desk.publish(article(headline, published_at=NOW - timedelta(hours=age), **changes))


def test_the_empty_form_says_how_to_ask(searching: Callable[..., Browser]) -> None:
    answer = searching().get("/zoeken")

    assert answer.status == 200
    assert answer.words("//h1") == ["Zoeken"]
    assert answer.words(NOTICE)[0].startswith("Typ een of meer woorden")
    assert answer.page.xpath("//main//form/@action") == ["/zoeken"]


def test_results_are_marked_and_lead_to_the_article(searching: Callable[..., Browser], desk: Desk) -> None:
    publish(desk, "Dijken worden hoger", body_html="<p>Ook de <b>zeedijk</b> &amp; meer.</p>")

    answer = searching().get("/zoeken?q=dijk")

    assert answer.words(COUNT) == ["1 bericht"]
    assert answer.words("//mark") == ["Dijken", "dijken"]
    assert answer.page.xpath(f"{HEADLINES}/a/@href") == ["/nieuws/dijken-worden-hoger"]


def test_a_question_is_shown_as_it_was_asked_and_breaks_nothing(searching: Callable[..., Browser]) -> None:
    answer = searching().get("/zoeken?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%27")

    assert answer.page.xpath("//main//input[@name='q']/@value") == ["<script>alert(1)</script>\"'"]
    assert b"<script>alert" not in answer.body


def test_a_page_that_is_full_leads_to_the_next_with_the_whole_question(
    searching: Callable[..., Browser], desk: Desk
) -> None:
    publish(desk, *(f"Haven {number}" for number in range(45)))
    browser = searching()

    first = browser.get("/zoeken?q=haven+-brand&rubriek=buitenland&volgorde=nieuwste")
    (onward,) = first.page.xpath("//a[@rel='next']/@href")
    second = browser.get(onward)
    (last,) = second.page.xpath("//a[@rel='next']/@href")
    third = browser.get(last)

    assert first.words(COUNT) == ["45 berichten in Buitenland, pagina 1 van 3"]
    found = [word for page in (first, second, third) for word in page.words(HEADLINES)]
    assert found == [f"Haven {number}" for number in range(45)]
    assert third.page.xpath("//a[@rel='next']") == []
    assert browser.get(third.page.xpath("//a[@rel='prev']/@href")[0]).words(HEADLINES) == second.words(HEADLINES)


@pytest.mark.parametrize(
    "query", ["pagina=0", "pagina=-1", "pagina=x", "pagina=1e3", "rubriek=bestaat-niet", "volgorde=?"]
)
def test_what_cannot_be_meant_is_as_if_it_were_not_there(
    searching: Callable[..., Browser], desk: Desk, query: str
) -> None:
    publish(desk, "Haven open")

    answer = searching().get(f"/zoeken?q=haven&{query}")

    assert (answer.status, answer.words(HEADLINES)) == (200, ["Haven open"])


def test_beyond_the_last_page_it_says_so(searching: Callable[..., Browser], desk: Desk) -> None:
    publish(desk, "Haven open")

    assert searching().get("/zoeken?q=haven&pagina=7").words(NOTICE) == ["Verder staat er niets."]


def test_a_misspelt_word_is_put_right_and_said_so(searching: Callable[..., Browser], desk: Desk) -> None:
    publish(desk, "Boulevard van Vlissingen", "Wandelen in Vlissingen")

    answer = searching().get("/zoeken?q=boulvard")

    assert answer.words(COUNT) == ["Geen berichten met ‘boulvard’. Dit is het ene bericht met ‘boulevard’."]
    assert len(answer.words(HEADLINES)) == 1


def test_nothing_found_says_what_to_do(searching: Callable[..., Browser], desk: Desk) -> None:
    publish(desk, "Haven open")
    browser = searching()

    assert browser.get("/zoeken?q=xyzzy").words(NOTICE) == ["Niets gevonden. Probeer minder of andere woorden."]
    assert browser.get("/zoeken?q=xyzzy&rubriek=goes").words(NOTICE) == [
        "Niets gevonden. Probeer minder of andere woorden."
    ]
    assert "minstens één woord" in browser.get("/zoeken?q=-haven").words(NOTICE)[0]


def test_what_was_withdrawn_is_not_shown_though_the_index_still_knows_it(
    searching: Callable[..., Browser], desk: Desk
) -> None:
    publish(desk, "Haven open", "Haven dicht")
    browser = searching()
    desk.withdraw("haven-open", NOW)

    assert browser.get("/zoeken?q=haven").words(HEADLINES) == ["Haven dicht"]


@pytest.fixture
def unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """More changed than a search looks up: nothing of it is known."""
    monkeypatch.setattr(segments, "MOST_LOOKED_UP", 0)


@pytest.mark.usefixtures("unknown")
def test_what_changed_is_no_hit_for_what_it_said_before_though_the_search_does_not_know_it(
    searching: Callable[..., Browser], desk: Desk
) -> None:
    publish(desk, "Haven open", "Haven dicht", body_html="<p>De burgemeester van Goes.</p>")
    browser = searching()
    desk.correct("haven-open", Edit(old="burgemeester", new="wethouder"), NOW)
    desk.correct("haven-dicht", Edit(old="burgemeester", new="wethouder"), NOW)

    for question in ("burgemeester", "burgemeesterr", "%22burgemeester+van%22+goes"):
        assert browser.get(f"/zoeken?q={question}").words(f"{HEADLINES} | {COUNT}") == []


@pytest.mark.usefixtures("unknown")
def test_where_no_count_holds_none_is_told_and_a_page_leads_to_the_next_where_there_is_one(
    searching: Callable[..., Browser], desk: Desk
) -> None:
    publish(desk, *(f"Haven {number}" for number in range(43)))
    browser = searching()
    for number in (0, 7, 30):
        desk.withdraw(f"haven-{number}", NOW)

    pages = [browser.get(f"/zoeken?q=haven+dijk&rubriek=buitenland&pagina={number}") for number in (1, 2, 3)]

    assert pages[0].words(COUNT) == ["Dit is gevonden in Buitenland, pagina 1"]
    assert [len(page.words(HEADLINES)) for page in pages] == [20, 20, 3]
    assert [len(page.page.xpath("//a[@rel='next']")) for page in pages] == [1, 1, 0]
    assert browser.get("/zoeken?q=haven+12").words(COUNT) == ["Dit is gevonden, pagina 1"]
    assert browser.get("/zoeken?q=%22haven+12%22").words(COUNT) == ["Dit is gevonden"]


def test_what_the_licence_no_longer_allows_is_not_shown(searching: Callable[..., Browser], desk: Desk) -> None:
    publish(desk, "Haven open", "Haven oud")
    desk.publish(article("Haven ouder", published_at=NOW - timedelta(days=9)))

    assert searching(retention_days=7).get("/zoeken?q=haven").words(HEADLINES) == ["Haven open", "Haven oud"]


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("haven", ["2 berichten"]),
        ("haven+ouder", ["Geen bericht heeft al deze woorden. Dit komt er het dichtst bij:"]),
        ("%22haven+ouder%22", []),
        ("oduer", []),
        ("haven&pagina=2", []),
    ],
)
def test_nor_counted_nor_said_to_have_been_meant(
    searching: Callable[..., Browser], desk: Desk, question: str, count: list[str]
) -> None:
    publish(desk, "Haven open", "Haven oud", *(f"Iets {number}" for number in range(9)))
    desk.publish(article("Haven ouder", published_at=NOW - timedelta(days=9)))

    assert searching(retention_days=7).get(f"/zoeken?q={question}").words(COUNT) == count


def test_it_is_kept_as_pages_are_but_not_while_searching_fails_and_listed_by_nobody(
    searching: Callable[..., Browser],
) -> None:
    answer = searching().get("/zoeken?q=haven")

    kept = answer.headers["cache-control"]
    assert kept == "public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=0"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert answer.cookies == []
    assert searching().get("/zoeken?q=haven", If_None_Match=answer.headers["etag"]).status == 304


def test_a_search_costs_three_rounds_and_warm_one(searching: Callable[..., Browser], desk: Desk) -> None:
    publish(desk, "Haven open")
    browser = searching()

    assert 'desc="BatchGetItem=1 GetItem=1 Query=1 rounds=3"' in browser.get("/zoeken?q=haven").headers["server-timing"]
    assert 'desc="BatchGetItem=1 rounds=1"' in browser.get("/zoeken?q=haven").headers["server-timing"]


@pytest.mark.parametrize(
    ("method", "path", "status"), [("POST", "/zoeken", 405), ("GET", "/zoeken/", 301), ("HEAD", "/zoeken", 200)]
)
def test_other_ways_to_ask_get_a_page_too(
    searching: Callable[..., Browser], method: str, path: str, status: int
) -> None:
    assert searching().ask(method, path).status == status


MADE_ANEW = "We maken het archief opnieuw doorzoekbaar. Zolang dat duurt, kunnen er berichten ontbreken."


def test_without_a_segment_it_says_that_something_may_be_missing(
    searching: Callable[..., Browser], desk: Desk, index: Indexer, session: Session
) -> None:
    publish(desk, "Haven open")
    browser = searching()
    bucket = Bucket(session.create_client("s3"), "segments")
    bucket.delete([file.key for file in bucket.all()])

    answer = browser.get("/zoeken?q=haven")
    index.run(seconds=60)
    again = searching().get("/zoeken?q=haven")

    assert (answer.status, answer.words(HEADLINES)) == (200, [])
    assert answer.words(NOTICE) == [MADE_ANEW, "Niets gevonden. Probeer minder of andere woorden."]
    assert (again.words(HEADLINES), again.words(NOTICE)) == (["Haven open"], [])


def test_while_the_index_is_made_anew_it_says_so_and_finds_what_the_old_one_has(
    searching: Callable[..., Browser], desk: Desk, table: Table
) -> None:
    publish(desk, "Haven open")
    browser = searching()
    SearchState(table).begin_anew(NOW)

    answer = browser.get("/zoeken?q=haven")

    assert (answer.words(HEADLINES), answer.words(COUNT), answer.words(NOTICE)) == (
        ["Haven open"],
        ["1 bericht"],
        [MADE_ANEW],
    )


def test_a_table_that_does_not_answer_is_a_failure_in_dutch(searching: Callable[..., Browser], table: Table) -> None:
    browser = searching()
    table.name = "weg"

    answer = browser.get("/zoeken?q=haven")

    assert (answer.status, answer.words("//h1")) == (503, ["Het is even te druk"])


def test_a_bucket_that_does_not_answer_is_a_failure_in_dutch(
    searching: Callable[..., Browser], desk: Desk, s3: Any
) -> None:
    publish(desk, "Haven open")
    browser = searching()

    def refuse(http_response: Any, parsed: dict[str, Any], **_: object) -> None:
        http_response.status_code, parsed["Error"] = 503, {"Code": "SlowDown"}

    s3.meta.events.register("after-call.s3.GetObject", refuse)
    answer = browser.get("/zoeken?q=haven")

    assert (answer.status, answer.words("//h1")) == (503, ["Het is even te druk"])


def test_a_section_that_is_named_leads_to_its_page_and_is_no_hit(searching: Callable[..., Browser], desk: Desk) -> None:
    publish(desk, "Haven open", section="buitenland")

    answer = searching().get("/zoeken?q=buitenland")

    assert answer.page.xpath("//ul[@class='search-places']//a/@href") == ["/nieuws/buitenland"]
    assert answer.words("//ul[@class='search-places']") == ["Al het nieuws in de rubriek Buitenland"]
    assert (answer.words(HEADLINES), answer.words(COUNT)) == ([], [])


def test_where_no_article_has_all_words_it_says_so(searching: Callable[..., Browser], desk: Desk) -> None:
    publish(desk, "Zeehond gezien", "Iets anders", "Nog iets")

    answer = searching().get("/zoeken?q=zeehond+bever")

    assert answer.words(COUNT) == ["Geen bericht heeft al deze woorden. Dit komt er het dichtst bij:"]
    assert answer.words(HEADLINES) == ["Zeehond gezien"]


def test_a_period_narrows_it_down_and_goes_on_to_the_next_page(searching: Callable[..., Browser], desk: Desk) -> None:
    publish(desk, *(f"Haven {number}" for number in range(30)))
    desk.publish(article("Haven vroeger", published_at=NOW - timedelta(days=40)))

    answer = searching().get("/zoeken?q=haven&periode=week")

    assert answer.words(COUNT) == ["30 berichten, pagina 1 van 2"]
    assert "periode=week" in answer.page.xpath("//a[@rel='next']/@href")[0]
    assert answer.page.xpath("//select[@name='periode']/option[@selected]/@value") == ["week"]


@pytest.mark.parametrize("page", [2, 50, 99])
def test_from_every_page_number_a_way_leads_back(searching: Callable[..., Browser], desk: Desk, page: int) -> None:
    publish(desk, "Haven open")

    answer = searching().get(f"/zoeken?q=haven&pagina={page}")

    (back,) = answer.page.xpath("//p[@class='search-onward']/a/@href")
    assert searching().get(back).words(HEADLINES) == ["Haven open"]


def test_where_nothing_is_found_in_a_section_a_link_leads_to_all(searching: Callable[..., Browser], desk: Desk) -> None:
    publish(desk, "Haven open", section="buitenland")
    browser = searching()

    (onward, _) = browser.get("/zoeken?q=haven&rubriek=goes&periode=jaar").page.xpath(
        "//p[@class='search-onward']/a/@href"
    )

    assert browser.get(onward).words(HEADLINES) == ["Haven open"]
