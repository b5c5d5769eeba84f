"""Where a place has little news, the news of all places fills its page, and follows its articles."""

from datetime import timedelta
from typing import Any

import pytest
from mangum import Mangum

from newsdesk import Desk
from portal.model.section import REGIONS, Section
from portal.storage.article_queries import Listing
from portal.storage.related_articles import articles_and_related, relate
from portal.storage.table import Call, Read, Table
from portal.web.app import create_app
from portal.web.composer import Composer
from portal.web.context import Context
from reader import Answer, Browser, context_of
from samples import NOW, article, site
from web.test_pages import publish, rounds

PLACE, ALONE = "/nieuws/regio/tholen", "/nieuws/tholens-bericht"


@pytest.fixture
def quiet(desk: Desk) -> None:
    """Tholen has one article, Goes has ten newer ones, and Buitenland ten."""
    publish(desk, 10, section="goes")
    publish(desk, 10)
    lonely(desk)


def lonely(desk: Desk, name: str = "Tholens bericht", *, days: int = 1) -> None:
    moment = NOW - timedelta(days=days)
    desk.publish(article(name, section="tholen", also_in=("regio",), published_at=moment))


def of_other_places(answer: Answer) -> list[str]:
    """What stands under that heading."""
    return answer.words("//main//h2[. = 'Meer uit de regio']/following::article//h3")


@pytest.mark.usefixtures("quiet")
def test_the_page_of_a_place_with_little_news_goes_on_with_that_of_others(browser: Browser) -> None:
    answer = browser.get(PLACE)

    assert answer.words("//main//article/h2") == ["Tholens bericht"]
    assert of_other_places(answer) == [f"Goesbericht {number}" for number in range(1, 8)]
    assert answer.page.xpath("//main//h2/a[. = 'Meer uit de regio']/@href") == ["/nieuws/regio"]


def test_a_place_with_enough_news_shows_its_own(browser: Browser, desk: Desk) -> None:
    publish(desk, 10, section="goes")
    for number in range(5):
        lonely(desk, f"Tholens bericht {number}", days=number)

    answer = browser.get(PLACE)

    assert len(answer.page.xpath("//main//article")) == 5
    assert of_other_places(answer) == []
    assert of_other_places(browser.get("/nieuws/tholens-bericht-0")) == []


def test_a_topic_with_little_news_shows_its_own(browser: Browser, desk: Desk) -> None:
    publish(desk, 2, section="goes")
    desk.publish(article())

    assert of_other_places(browser.get("/nieuws/buitenland")) == []
    assert of_other_places(browser.get("/nieuws/veerpont-vaart-weer")) == []


@pytest.mark.usefixtures("quiet")
def test_the_only_article_of_a_place_is_followed_by_those_of_others(browser: Browser) -> None:
    answer = browser.get(ALONE)

    assert answer.words("//main/aside/h2") == ["Meer uit Tholen", "Meer uit de regio"]
    assert of_other_places(answer) == [f"Goesbericht {number}" for number in range(1, 8)]


@pytest.mark.usefixtures("quiet")
def test_what_has_neighbours_of_its_own_needs_no_others(browser: Browser, table: Table) -> None:
    relate(table, [(articles_and_related(table, ["tholens-bericht"])["tholens-bericht"][0], ["goesbericht-2"])])

    answer = browser.get(ALONE)

    assert answer.words("//nav[@aria-labelledby='lees-ook']//a") == ["Goesbericht 2"]
    assert of_other_places(answer) == []
    assert "BatchGetItem=1 GetItem=1 Query=1 rounds=2" in answer.headers["server-timing"]


@pytest.mark.usefixtures("quiet")
def test_where_its_only_neighbour_is_taken_back_the_news_of_others_follows_from_the_next_list_on(
    context: Context, table: Table, desk: Desk
) -> None:
    relate(table, [(articles_and_related(table, ["tholens-bericht"])["tholens-bericht"][0], ["goesbericht-2"])])
    desk.withdraw("goesbericht-2", NOW)
    clock = [100.0]
    composer = Composer(context.site, table, monotonic=lambda: clock[0])
    browser = Browser(Mangum(create_app(context, table, composer=composer, timing=True), lifespan="off"))

    assert rounds(browser, ALONE) == "BatchGetItem=1 GetItem=1 Query=1 rounds=2"
    clock[0] += 100
    assert rounds(browser, ALONE) == "BatchGetItem=1 Query=2 rounds=1"
    assert of_other_places(browser.get(ALONE))[0] == "Goesbericht 1"


@pytest.mark.usefixtures("quiet")
def test_filling_costs_the_rounds_that_were_promised(context: Context, table: Table) -> None:
    clock = [100.0]
    composer = Composer(context.site, table, monotonic=lambda: clock[0])
    browser = Browser(Mangum(create_app(context, table, composer=composer, timing=True), lifespan="off"))

    assert rounds(browser, ALONE) == "GetItem=1 Query=2 rounds=2"
    assert rounds(browser, ALONE) == "GetItem=1 rounds=1"
    assert rounds(browser, PLACE) == "Query=2 rounds=1"
    clock[0] += 100
    assert rounds(browser, "/").endswith("rounds=1")
    assert rounds(browser, ALONE) == "GetItem=1 Query=1 rounds=1"
    clock[0] += 100
    assert rounds(browser, ALONE) == "GetItem=1 Query=2 rounds=1"
    clock[0] += 100
    assert rounds(browser, PLACE) == "Query=3 rounds=1"


class WithoutRegions(Composer):
    """The list of all places cannot be read."""

    def _question(self, one: Any) -> Read[Listing]:
        asked = super()._question(one)
        if one.section != REGIONS:
            return asked
        (call,) = asked.calls
        return Read((Call("query", {**call.parameters, "IndexName": "weg"}),), asked.value)


@pytest.mark.usefixtures("quiet")
def test_an_article_is_whole_without_the_news_of_other_places(context: Context, table: Table) -> None:
    composer = WithoutRegions(context.site, table)
    browser = Browser(Mangum(create_app(context, table, composer=composer), lifespan="off"))

    answer = browser.get(ALONE)

    assert (answer.status, answer.words("//main/aside/h2")) == (200, ["Meer uit Tholen"])


def test_a_place_that_had_another_name_is_not_elsewhere(table: Table, desk: Desk) -> None:
    sections = (*site().topics, Section(slug="eiland", name="Eiland", region=True, was=("tholen",)))
    lonely(desk)
    browser = Browser(Mangum(create_app(context_of(site(sections=sections)), table), lifespan="off"))

    answer = browser.get("/nieuws/regio/eiland")

    assert answer.words("//main//article/h2") == ["Tholens bericht"]
    assert of_other_places(answer) == []
