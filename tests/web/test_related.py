"""«Lees ook» on a page: what stands at those addresses now, at no round more."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from mangum import Mangum

from newsdesk import Desk
from portal.model.article import Article
from portal.model.corrections import Edit
from portal.storage.item_mapping import article_key
from portal.storage.related_articles import articles_and_related, relate
from portal.storage.table import Call, Table
from portal.web.app import create_app
from portal.web.composer import Composer
from portal.web.context import Context
from reader import Answer, Browser
from samples import NOW, article
from web.test_pages import publish, rounds

PATH = "/nieuws/veerpont-vaart-weer"
ALWAYS = 100.0


def published(desk: Desk, headline: str, *, hours: int, section: str = "binnenland") -> Article:
    found = desk.publish(article(headline, section=section, published_at=NOW - timedelta(hours=hours)))
    assert found
    return found


def leads_to(table: Table, slug: str, *others: str) -> None:
    relate(table, [(articles_and_related(table, [slug])[slug][0], others)])


@pytest.fixture
def ferry(desk: Desk, table: Table) -> Article:
    """An article with two near it, one of them of its own section and old."""
    found = published(desk, "Veerpont vaart weer", hours=1, section="buitenland")
    published(desk, "Veerpont ligt stil", hours=50)
    published(desk, "Veerpont vaart voor het eerst", hours=900, section="buitenland")
    publish(desk, 8)
    leads_to(table, found.slug, "veerpont-ligt-stil", "veerpont-vaart-voor-het-eerst")
    return found


def related(answer: Answer) -> list[str]:
    return [link.text_content() for link in answer.page.xpath("//nav[@aria-labelledby='lees-ook']//a")]


@pytest.mark.usefixtures("ferry")
def test_what_is_near_stands_below_the_text_with_its_time(browser: Browser) -> None:
    answer = browser.get(PATH)

    assert related(answer) == ["Veerpont ligt stil", "Veerpont vaart voor het eerst"]
    assert answer.words("//nav[@aria-labelledby='lees-ook']//time") == ["2 dagen geleden", "18 oktober 2026"]
    headings = answer.words("//main//h2")
    assert headings.index("Lees ook") < headings.index("Meer uit Buitenland")


def test_where_nothing_is_near_nothing_says_so(browser: Browser, desk: Desk) -> None:
    published(desk, "Veerpont vaart weer", hours=1)

    assert "Lees ook" not in browser.get(PATH).body.decode()


@pytest.mark.usefixtures("ferry")
def test_it_costs_no_round_and_once_it_is_known_no_call(browser: Browser) -> None:
    assert rounds(browser, PATH) == "BatchGetItem=1 GetItem=1 Query=1 rounds=2"
    assert rounds(browser, PATH) == "BatchGetItem=1 rounds=1"


def test_a_warm_function_whose_lists_are_old_asks_two_things_in_one_round(
    context: Context, table: Table, ferry: Article
) -> None:
    clock = {"now": ALWAYS}
    composer = Composer(context.site, table, monotonic=lambda: clock["now"])
    browser = Browser(Mangum(create_app(context, table, composer=composer, timing=True), lifespan="off"))
    browser.get(ferry.path)
    clock["now"] += ALWAYS

    assert rounds(browser, ferry.path) == "BatchGetItem=1 Query=1 rounds=1"
    assert related(browser.get(ferry.path)) == ["Veerpont ligt stil", "Veerpont vaart voor het eerst"]


@pytest.mark.usefixtures("ferry")
@pytest.mark.parametrize("is_warm", [True, False])
def test_what_is_taken_back_is_gone_with_the_same_write(browser: Browser, desk: Desk, is_warm: bool) -> None:
    if is_warm:
        browser.get(PATH)
    desk.withdraw("veerpont-ligt-stil", NOW)

    answer = browser.get(PATH)

    assert related(answer) == ["Veerpont vaart voor het eerst"]
    assert "ligt stil" not in answer.body.decode()


@pytest.mark.usefixtures("ferry")
@pytest.mark.parametrize("is_warm", [True, False])
def test_a_corrected_headline_is_the_one_that_is_shown(browser: Browser, desk: Desk, is_warm: bool) -> None:
    if is_warm:
        browser.get(PATH)
    desk.correct("veerpont-ligt-stil", Edit(old="Veerpont ligt stil", new="Veerpont vaart langzamer"), NOW)

    assert related(browser.get(PATH))[0] == "Veerpont vaart langzamer"


@pytest.mark.usefixtures("ferry")
def test_what_was_renamed_is_left_out_until_it_is_found_anew(browser: Browser, desk: Desk) -> None:
    desk.rename("veerpont-ligt-stil", "veerpont-stil")

    assert related(browser.get(PATH)) == ["Veerpont vaart voor het eerst"]


def test_what_stands_beside_it_in_its_section_is_not_shown_twice(browser: Browser, desk: Desk, table: Table) -> None:
    published(desk, "Veerpont vaart weer", hours=1)
    published(desk, "Veerpont ligt stil", hours=2)
    leads_to(table, "veerpont-vaart-weer", "veerpont-ligt-stil", "veerpont-vaart-weer")

    answer = browser.get(PATH)

    assert related(answer) == []
    assert answer.body.decode().count("Veerpont ligt stil") == 1


def test_a_list_that_changed_since_is_read_in_a_further_round(browser: Browser, table: Table, ferry: Article) -> None:
    browser.get(PATH)
    leads_to(table, ferry.slug, "veerpont-vaart-voor-het-eerst", "buitenlandbericht-8")

    assert rounds(browser, PATH) == "BatchGetItem=2 rounds=2"
    assert related(browser.get(PATH)) == ["Veerpont vaart voor het eerst", "Buitenlandbericht 8"]


@contextmanager
def answering(table: Table, **changes: Any) -> Iterator[None]:
    """BatchGetItem answers otherwise; with `silent`, not at all."""

    def keep_silent(**_: object) -> None:
        raise ReadTimeoutError(endpoint_url="https://dynamodb.eu-central-1.amazonaws.com")

    def change(parsed: dict[str, Any], **_: object) -> None:
        parsed.update(changes)

    events: Any = table._client.meta.events
    moment, act = ("before-call", keep_silent) if "silent" in changes else ("after-call", change)
    events.register(f"{moment}.dynamodb.BatchGetItem", act)
    try:
        yield
    finally:
        events.unregister(f"{moment}.dynamodb.BatchGetItem", act)


def test_an_article_is_whole_without_what_cannot_be_read(browser: Browser, table: Table, ferry: Article) -> None:
    with answering(table, silent=True):
        answer = browser.get(ferry.path)

    assert (answer.status, related(answer)) == (200, [])
    assert answer.words("//h1") == [ferry.headline]


def test_what_the_table_leaves_over_is_no_answer(browser: Browser, table: Table, ferry: Article) -> None:
    """Of an article that was left over nobody may say that it is not there."""
    browser.get(ferry.path)
    left = {"news": {"Keys": [{"pk": {"S": f"ARTICLE#{ferry.slug}"}, "sk": {"S": "ARTICLE"}}]}}

    with answering(table, Responses={"news": []}, UnprocessedKeys=left):
        assert browser.get(ferry.path).status == 503


def test_a_neighbour_that_the_table_leaves_over_is_left_out(browser: Browser, table: Table, ferry: Article) -> None:
    browser.get(ferry.path)
    item = table.send(Call("get_item", {"Key": article_key(ferry.slug)}))[0]["Item"]
    left = {"news": {"Keys": [{"pk": {"S": "ARTICLE#veerpont-ligt-stil"}, "sk": {"S": "ARTICLE"}}]}}

    with answering(table, Responses={"news": [item]}, UnprocessedKeys=left):
        answer = browser.get(ferry.path)

    assert (answer.status, related(answer)) == (200, [])


@pytest.mark.usefixtures("ferry")
def test_an_article_that_was_shown_with_it_and_is_killed_is_gone(browser: Browser, desk: Desk) -> None:
    browser.get(PATH)
    desk.withdraw("veerpont-vaart-weer", NOW)

    assert browser.get(PATH).status == 410
