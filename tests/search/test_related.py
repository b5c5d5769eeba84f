"""«Lees ook»: what is near an article, found as it is indexed and kept with it."""

from datetime import timedelta

import pytest

from newsdesk import Desk
from portal.model.article import Article
from portal.model.errors import StorageError
from portal.search import indexer
from portal.search.segment_file import IndexedArticle
from portal.search.subject_words import MOST_COUNTED, counted, subject_words
from portal.storage import article_queries, related_articles
from portal.storage.related_articles import articles_and_related
from portal.storage.search_manifest import Manifest
from samples import NOW, article
from search.conftest import Library

FIRE = ("Brand in loods aan Loskade", "De loods van touwslager Vermue aan de Loskade brandde uit. De brandweer bluste.")
CAUSE = (
    "Brand aan Loskade aangestoken",
    "De brand bij touwslager Vermue aan de Loskade is aangestoken, zegt de politie.",
)
TRIAL = ("Man bekent brand bij touwslager", "Een man bekent dat hij de loods van Vermue aan de Loskade in brand stak.")
OTHERS = (
    ("Museum toont knipmutsen", "In het museum hangen driehonderd knipmutsen uit heel Zeeland."),
    ("Kaatsers leren ringrijden", "Twintig Friese kaatsers kwamen naar Veere om ringrijden te leren."),
    ("Dijk verschoven na muskusratten", "Een stuk dijk van dertig meter is verzakt. Muskusratten groeven gangen."),
    ("Postzegel ruikt naar dennen", "Er is een postzegel die naar dennen ruikt als men erover wrijft."),
)


def publish(desk: Desk, *texts: tuple[str, str], minutes: int = 0, body: str = "<p>Meer volgt.</p>") -> list[Article]:
    stored = [
        desk.publish(
            article(
                headline, lead=lead, body_html=body, published_at=NOW - timedelta(hours=9 - number, minutes=-minutes)
            )
        )
        for number, (headline, lead) in enumerate(texts)
    ]
    assert all(stored)
    return [one for one in stored if one]


def near(library: Library, *articles: Article) -> list[tuple[str, ...]]:
    found = articles_and_related(library.table, [one.slug for one in articles])
    return [found[one.slug][1] for one in articles]


def as_read(library: Library, one: Article) -> Article:
    return articles_and_related(library.table, [one.slug])[one.slug][0]


@pytest.fixture
def told(library: Library, desk: Desk) -> list[Article]:
    """A fire and its cause, among other news."""
    found = publish(desk, FIRE, *OTHERS, CAUSE)
    library.index()
    return found


def test_a_sequel_and_what_it_is_the_sequel_of_lead_to_each_other(library: Library, told: list[Article]) -> None:
    fire, *others, cause = told

    assert near(library, fire, cause) == [(cause.slug,), (fire.slug,)]
    assert near(library, *others) == [()] * len(others)


def test_what_is_indexed_later_stands_below_what_is_known_already(
    library: Library, desk: Desk, told: list[Article]
) -> None:
    (trial,) = publish(desk, TRIAL, minutes=600)
    library.index()

    assert near(library, told[0], trial) == [(trial.slug, told[-1].slug), (told[-1].slug, told[0].slug)]


def test_an_index_that_is_made_anew_finds_it_anew(library: Library, told: list[Article]) -> None:
    related_articles.relate(library.table, [(as_read(library, told[0]), ())])
    assert near(library, told[0]) == [()]

    library.state.begin_anew(library.now)
    library.index()

    assert near(library, told[0], told[-1]) == [(told[-1].slug,), (told[0].slug,)]
    assert not library.state.manifest().unrelated_before


def test_what_stands_right_is_not_written_again(library: Library, told: list[Article]) -> None:
    written: list[str] = []
    events = library.table._client.meta.events
    events.register("before-call.dynamodb.UpdateItem", lambda **_: written.append("update"))
    library.state.begin_anew(library.now)
    library.index()

    assert written == []
    assert near(library, told[0]) == [(told[-1].slug,)]


def test_more_than_a_step_takes_comes_with_further_steps(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer, "RELATED_AT_A_TIME", 2)
    fire, *_, cause = publish(desk, FIRE, *OTHERS, CAUSE)
    library.index()
    (trial,) = publish(desk, TRIAL, minutes=600)
    more = publish(desk, *((f"{headline} weer", lead) for headline, lead in OTHERS), minutes=1)
    library.index()

    assert near(library, fire, trial) == [(trial.slug, cause.slug), (cause.slug, fire.slug)]
    assert all(near(library, *more))
    assert not library.state.manifest().unrelated_before


def test_the_way_back_ends_at_the_first_that_may_lack_it() -> None:
    waiting = Manifest().with_unrelated(["2026-11-24_b", "2026-11-22_a"])

    assert (waiting.unrelated_before, waiting.unrelated_from) == ("2026-11-24_b~", "2026-11-22_a")
    assert waiting.related_until("2026-11-23_x").unrelated_before == "2026-11-23_x"
    for older in ("2026-11-22_a", "2026-11-21_z", None):
        assert waiting.related_until(older) == Manifest()
    more = waiting.with_unrelated(["2026-11-20_c"])
    assert (more.unrelated_before, more.unrelated_from) == ("2026-11-24_b~", "2026-11-20_c")
    assert Manifest().anew(NOW).with_unrelated(["2026-11-20_c"]).unrelated_from == ""


def test_another_text_is_near_something_else(library: Library, desk: Desk, told: list[Article]) -> None:
    fire = told[0]
    (known,) = desk.known([fire.origin]).values()
    museum = article(OTHERS[0][0], lead=OTHERS[0][1], origin=fire.origin, body_html="<p>Knipmutsen.</p>")
    desk.revise(known, museum, NOW)
    assert near(library, fire) == [()]

    library.index()

    assert near(library, fire) == [(told[1].slug,)]
    assert near(library, told[1]) == [(fire.slug,)]


def test_what_was_written_meanwhile_keeps_what_it_says(library: Library, desk: Desk, told: list[Article]) -> None:
    fire = as_read(library, told[0])
    desk.withdraw(fire.slug, NOW)

    related_articles.relate(library.table, [(fire, ("iets",))])

    item = library.table.send(related_articles.with_related(fire.slug).calls[0])[0]["Item"]
    assert "related" not in item


def test_a_table_that_refuses_it_is_asked_again_with_the_next_run(library: Library, desk: Desk) -> None:
    fire, cause = publish(desk, FIRE, CAUSE)
    events = library.table._client.meta.events

    def refuse(http_response: object, parsed: dict[str, object], **_: object) -> None:
        http_response.status_code = 400  # type: ignore[attr-defined]  # of botocore
        parsed["Error"] = {"Code": "AccessDeniedException", "Message": "no"}

    events.register("after-call.dynamodb.UpdateItem", refuse)
    with pytest.raises(StorageError):
        library.index()
    events.unregister("after-call.dynamodb.UpdateItem", refuse)
    library.index()

    assert near(library, fire, cause) == [(cause.slug,), (fire.slug,)]
    assert library.state.changes(9) == ()


def test_no_more_are_kept_than_are_shown(library: Library, desk: Desk) -> None:
    alike = publish(desk, *((f"Brand aan Loskade, dag {number}", FIRE[1]) for number in range(6)))
    library.index()

    assert {len(found) for found in near(library, *alike)} == {related_articles.MOST}


def test_a_word_that_many_have_makes_nothing_near(library: Library, desk: Desk) -> None:
    told = publish(desk, *((f"Gemeente {name}", f"De gemeente {name} vergadert.") for name in "abcdefghijkl"))
    library.index()

    assert near(library, *told) == [()] * len(told)


def test_a_text_without_a_word_of_its_own_is_near_nothing(library: Library, desk: Desk) -> None:
    (bare,) = publish(desk, ("12", ""), body="")
    library.index()

    assert near(library, bare) == [()]


def test_the_words_of_a_headline_say_more_than_those_of_a_text() -> None:
    body = " ".join(f"woord{number}" for number in range(99))
    told = counted(
        IndexedArticle(slug="x", published=1, headline="Brand in loods", lead="Die brand.", body=body, sections=())
    )

    assert (len(told), told["brand"], told["lood"], told["woord1"]) == (MOST_COUNTED, 5, 3, 1)


def test_weights_are_one_together_and_common_words_have_none() -> None:
    told, frequencies = {"brand": 3, "lood": 1, "gemeente": 4}, {"brand": 2, "lood": 1, "gemeente": 900}

    query, weights = subject_words(told, frequencies, articles=1000)

    assert [term.text for term in query.terms] == ["brand", "lood"]
    assert sum(weights) == pytest.approx(1)
    assert weights[0] > weights[1]


def test_slugs_that_are_gone_are_near_nothing(library: Library, desk: Desk, told: list[Article]) -> None:
    """Until somebody asks: the page reads what stands there (web.composer)."""
    desk.withdraw(told[0].slug, NOW)
    library.index()

    assert library.table.read(related_articles.teasers([told[0].slug, told[-1].slug])).keys() == {told[-1].slug}
    assert article_queries.bodies(library.table, [told[-1].slug])
