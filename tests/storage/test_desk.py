"""The life of an article in the table."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from newsdesk import Desk, Refusal
from portal.lifecycle.state import KnownEntry
from portal.model.article import Article, HiddenArticle, Moved, Origin
from portal.storage import article_queries
from portal.storage.table import Table
from samples import NOW, article


def at(table: Table, slug: str) -> object:
    return table.read(article_queries.article(slug, consistent=True))


def headlines(table: Table, section: str) -> list[str]:
    return [teaser.headline for teaser in table.read(article_queries.latest(section, limit=20)).teasers]


def known(desk: Desk, one: Article) -> KnownEntry:
    return desk.known([one.origin])[one.origin]


def changed(one: Article, **changes: object) -> Article:
    return replace(one, fingerprint=one.fingerprint + "'", **changes)  # type: ignore[arg-type]  # any field


def test_a_new_article_can_be_read_whole(desk: Desk, table: Table) -> None:
    one = article(authors=("Jo Kaai",), categories=("water",), source_url="https://feeds.example/1")

    assert desk.publish(one) == one
    assert at(table, "veerpont-vaart-weer") == one


def test_publishing_the_same_entry_twice_changes_nothing(desk: Desk, table: Table) -> None:
    desk.publish(article())

    assert desk.publish(changed(article())) is None
    assert at(table, "veerpont-vaart-weer") == article()
    assert headlines(table, "buitenland") == ["Veerpont vaart weer"]


def test_two_articles_with_one_headline_have_two_addresses(desk: Desk) -> None:
    first = desk.publish(article())
    second = desk.publish(article(origin=Origin(feed="goes", entry="x")))

    assert first is not None
    assert second is not None
    assert [first.slug, second.slug] == ["veerpont-vaart-weer", "veerpont-vaart-weer-2"]


def test_a_headline_of_every_day_gets_the_next_number_with_few_calls(desk: Desk, table: Table) -> None:
    slugs = [desk.publish(article("Weerbericht", origin=Origin(feed="weer", entry=str(day)))) for day in range(40)]
    table.meter.reset()
    last = desk.publish(article("Weerbericht", origin=Origin(feed="weer", entry="vandaag")))

    assert [one.slug for one in slugs if one] == ["weerbericht", *(f"weerbericht-{n}" for n in range(2, 41))]
    assert last is not None
    assert last.slug == "weerbericht-41"
    assert table.meter.calls["GetItem"] <= 12


def test_an_article_never_takes_the_address_of_a_section(desk: Desk) -> None:
    stored = desk.publish(article("Buitenland"), taken=frozenset({"buitenland"}))

    assert stored is not None
    assert stored.slug == "buitenland-2"


def test_two_feeds_with_one_headline_at_one_moment_get_two_addresses(table: Table) -> None:
    start = threading.Barrier(2)
    stored: list[Article | None] = []

    def publish(feed: str) -> None:
        desk = Desk(table)
        start.wait()
        stored.append(desk.publish(article(origin=Origin(feed=feed, entry="1"))))

    threads = [threading.Thread(target=publish, args=(feed,)) for feed in ("een", "twee")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(one.slug for one in stored if one) == ["veerpont-vaart-weer", "veerpont-vaart-weer-2"]


def test_a_changed_text_replaces_and_keeps_address_and_time_of_publication(desk: Desk, table: Table) -> None:
    one = article()
    desk.publish(one)
    later = NOW + timedelta(hours=2)

    desk.revise(known(desk, one), changed(one, headline="Veerpont ligt stil", slug="ander", published_at=later), later)

    now_there = at(table, one.slug)
    assert isinstance(now_there, Article)
    assert (now_there.headline, now_there.published_at, now_there.revision) == (
        "Veerpont ligt stil",
        one.published_at,
        2,
    )
    assert now_there.updated_at == later
    assert headlines(table, "buitenland") == ["Veerpont ligt stil"]


def test_the_time_of_an_update_is_the_feeds_when_it_is_later_than_publication(desk: Desk, table: Table) -> None:
    one = article()
    desk.publish(one)
    said = one.published_at + timedelta(minutes=5)

    desk.revise(known(desk, one), changed(one, lead="Iets anders.", updated_at=said), NOW)
    assert at(table, one.slug).updated_at == said  # type: ignore[attr-defined]  # it is an article

    desk.revise(known(desk, one), changed(changed(one), lead="Weer anders.", updated_at=one.published_at), NOW)
    assert at(table, one.slug).updated_at == NOW  # type: ignore[attr-defined]  # likewise


def test_a_revision_made_from_an_old_reading_is_not_written(desk: Desk, table: Table) -> None:
    one = article()
    desk.publish(one)
    stale = known(desk, one)
    desk.revise(stale, changed(one, headline="Eerste"), NOW)

    assert desk.revise(stale, changed(changed(one), headline="Tweede"), NOW) is None
    assert headlines(table, "buitenland") == ["Eerste"]


def test_a_withdrawn_article_is_gone_from_its_address_and_every_list(desk: Desk, table: Table) -> None:
    one = article(section="goes", also_in=("regio",))
    desk.publish(one)

    desk.withdraw(one.slug, NOW)

    gone = at(table, one.slug)
    assert isinstance(gone, HiddenArticle)
    assert gone.withdrawn_at == NOW
    assert table.read(article_queries.of_day(NOW.date(), limit=9)).teasers == ()
    assert headlines(table, "goes") == headlines(table, "regio") == []
    assert article_queries.bodies(table, [one.slug]) == {}


def test_a_restored_article_is_as_it_was(desk: Desk, table: Table) -> None:
    one = article(section="goes", also_in=("regio",))
    desk.publish(one)
    desk.withdraw(one.slug, NOW)

    assert desk.restore(one.slug, NOW) == one
    assert at(table, one.slug) == one
    assert headlines(table, "goes") == headlines(table, "regio") == [one.headline]


def test_a_correction_of_a_withdrawn_article_waits_until_it_is_restored(desk: Desk, table: Table) -> None:
    one = article()
    desk.publish(one)
    desk.withdraw(one.slug, NOW)

    desk.revise(known(desk, one), changed(one, headline="Verbeterd"), NOW)

    assert isinstance(at(table, one.slug), HiddenArticle)
    assert headlines(table, "buitenland") == []
    restored = desk.restore(one.slug, NOW)
    assert isinstance(restored, Article)
    assert restored.headline == "Verbeterd"


def test_a_renamed_article_leaves_a_sign_and_goes_on_being_updated(desk: Desk, table: Table) -> None:
    one = article(section="goes", also_in=("regio",))
    desk.publish(one)

    desk.rename(one.slug, "pont-vaart")

    assert at(table, one.slug) == Moved(slug=one.slug, to="pont-vaart", origin=one.origin)
    desk.revise(known(desk, one), changed(one, headline="Pont vaart toch niet"), NOW)
    assert at(table, "pont-vaart").headline == "Pont vaart toch niet"  # type: ignore[attr-defined]  # it is an article
    assert headlines(table, "goes") == headlines(table, "regio") == ["Pont vaart toch niet"]


def test_a_renamed_article_can_go_back(desk: Desk, table: Table) -> None:
    one = article()
    desk.publish(one)
    desk.rename(one.slug, "pont-vaart")

    desk.rename("pont-vaart", one.slug)

    assert at(table, one.slug) == one
    assert isinstance(at(table, "pont-vaart"), Moved)


def test_nobody_is_renamed_over_another(desk: Desk, table: Table) -> None:
    desk.publish(article("Een"))
    desk.publish(article("Twee"))

    assert desk.rename("een", "twee") == Refusal("twee: is the address of another article")
    assert headlines(table, "buitenland") == ["Twee", "Een"]


@pytest.mark.parametrize(
    ("state", "step", "words"),
    [
        ("absent", "withdraw", "er-niet: there is no such article"),
        ("withdrawn", "withdraw", "een: is withdrawn"),
        ("published", "restore", "een: can be read already"),
        ("moved", "withdraw", "een: was renamed; its address is elders"),
        ("withdrawn", "rename", "een: is withdrawn"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(desk: Desk, state: str, step: str, words: str) -> None:
    desk.publish(article("Een"))
    if state == "withdrawn":
        desk.withdraw("een", NOW)
    if state == "moved":
        desk.rename("een", "elders")
    slug = "er-niet" if state == "absent" else "een"

    steps: dict[str, Callable[[], object]] = {
        "withdraw": lambda: desk.withdraw(slug, NOW),
        "restore": lambda: desk.restore(slug, NOW),
        "rename": lambda: desk.rename(slug, "nieuw"),
    }

    assert steps[step]() == Refusal(words)
