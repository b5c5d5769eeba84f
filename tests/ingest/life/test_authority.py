"""A feed is a stranger: what its server answers may change its own group's articles, and nobody else's.

The scripts are those of an attack that succeeded once: only the bytes that one server answers were changed.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from ingest.life.room import BUITEN, GOES, Room, entry, kill
from portal.ingest.announce import Announcer
from portal.ingest.run_scheduled import ActionRunner
from portal.ingest.store_entries import MOST_WAITING
from portal.model.article import Article, Entry, Status, Why
from portal.model.feed import Feed
from portal.model.scheduled_action import Act
from portal.storage import article_queries
from portal.storage.entries import history
from portal.storage.scheduled_actions import ScheduledActions
from samples import NOW, site

COUNCIL = Feed(id="raad", url="https://raad.example/nieuws.json", section="tholen", daily=5)
OTHERS = replace(COUNCIL, id="omroep", url="https://omroep.example/rss", section="binnenland")
SITE = site(feeds=(BUITEN, GOES, COUNCIL, OTHERS))
AGENCY_ID = entry().id
PAGE = "https://omroep.example/nieuws/4711"
SAID = "<p>Voor een dag, zegt Rijkswaterstaat.</p>"


@pytest.fixture(autouse=True)
def _strangers(room: Room) -> None:
    room.site = SITE


def fake(**changes: object) -> Entry:
    words = {"headline": "GEHACKT: minister gearresteerd", "lead": "Dit staat er niet.", "revision": "99"}
    return entry(**words | changes)  # type: ignore[arg-type]  # any field


def run_actions(room: Room) -> None:
    runner = ActionRunner(
        room.desk.store,
        ScheduledActions(room.table),
        announcer=Announcer(origin="x", is_local=True),
        clock=lambda: room.now,
        wait=lambda _: None,
    )
    for action in ScheduledActions(room.table).until(room.now):
        runner.run(action)


def test_a_stranger_does_not_rewrite_an_agencys_article(room: Room) -> None:
    room.take(entry())

    room.take(fake(), feed=COUNCIL)

    assert (room.text().headline, room.text().section, room.text().revision) == ("Brug dicht", "buitenland", 1)


def test_a_stranger_does_not_kill_another_feeds_article_and_a_person_hears_of_it(room: Room) -> None:
    room.take(entry(id=PAGE, url=PAGE), feed=OTHERS)

    report = room.take(kill(id=PAGE, url=PAGE), feed=COUNCIL)

    assert isinstance(room.at("brug-dicht"), Article)
    assert (report.killed, report.noticed, report.waiting) == (0, 1, 1)
    (notice,) = room.table.read(article_queries.waiting())
    assert (notice.slug, notice.by, notice.asked) == ("brug-dicht", "raad", "to take it back")
    assert not [one for one in ScheduledActions(room.table).until(room.now) if one.act is Act.ANNOUNCE]
    assert any("asked to take it back, and may not" in reason for reason, _ in report.reasons)
    (told,) = history(room.table, room.text().origin)
    assert (told.by, "may not" in told.reason) == ("raad", True)


def test_a_stranger_that_takes_another_item_back_by_its_id_is_no_more_than_a_notice(room: Room) -> None:
    room.take(entry())

    room.take(entry("", id="raad-9", headline="Terug", body_html="", withdraws=AGENCY_ID), feed=COUNCIL)

    assert isinstance(room.at("brug-dicht"), Article)
    assert room.waiting() == ["brug-dicht"]


@pytest.mark.parametrize(
    "first",
    [
        kill(id=PAGE, url=PAGE),
        fake(id=PAGE, url=PAGE),
        fake(id=PAGE, url=PAGE, status=Status.WITHHELD),
        fake(id=PAGE, url=PAGE, embargoed_until=NOW + timedelta(days=9999)),
        fake(id=PAGE, url=PAGE, is_kill_notice=True),
        entry(id=PAGE, url=PAGE, lead="Alles is gelogen.", body_html="<p>Nep.</p>"),
        entry(id=PAGE, url=PAGE, embargoed_until=NOW + timedelta(days=9999)),
    ],
    ids=["kill", "fake", "withheld", "far embargo", "notice", "the same headline", "the same, under embargo"],
)
def test_nothing_that_a_stranger_sends_first_buries_what_another_feed_brings(room: Room, first: Entry) -> None:
    """Numbered addresses can be guessed: that would be a standing censorship of a whole source."""
    room.take(first, feed=COUNCIL)

    room.take(entry(id=PAGE, url=PAGE), feed=OTHERS)

    found = [room.at(slug) for slug in ("brug-dicht", "brug-dicht-2")]
    leads = [one.lead for one in found if isinstance(one, Article) and one.origin.feed == "omroep"]
    assert leads == ["De brug is dicht."]


def test_a_stranger_that_copies_a_story_and_kills_its_copy_takes_nothing_away(room: Room) -> None:
    room.take(entry(), feed=COUNCIL)
    room.take(entry(), feed=OTHERS)
    assert room.listed("tholen", "binnenland") == [["brug-dicht"]] * 2

    room.take(kill(revision="2"), feed=COUNCIL)
    run_actions(room)

    assert room.gone().why is Why.KILLED
    assert room.listed("tholen", "binnenland") == [[], ["brug-dicht-2"]]
    assert room.text("brug-dicht-2").origin.feed == "omroep"


@pytest.mark.parametrize(
    "change",
    [
        entry("Verborgen.", revision="2", status=Status.WITHHELD),
        entry("Verborgen.", revision="2", embargoed_until=NOW + timedelta(days=999)),
    ],
)
def test_a_copy_that_its_owner_hides_stands_on_its_own(room: Room, change: Entry) -> None:
    room.take(entry(), feed=COUNCIL)
    room.take(entry(), feed=OTHERS)

    room.take(change, feed=COUNCIL)
    run_actions(room)
    run_actions(room)

    assert room.listed("tholen", "binnenland") == [[], ["brug-dicht-2"]]
    assert room.take(entry(), feed=OTHERS).unchanged == 1


@pytest.mark.parametrize(
    ("change", "is_alone"),
    [
        (fake(revision="2"), True),
        (entry("Heel iets anders over iemand.", revision="2", body_html="<p>Volledig verzonnen.</p>"), True),
        (entry("De brug is nog even dicht.", revision="2", body_html=SAID), False),
    ],
    ids=["another story", "another text under the headline", "a correction"],
)
def test_a_copy_whose_story_its_owner_no_longer_tells_stands_on_its_own(
    room: Room, change: Entry, *, is_alone: bool
) -> None:
    """Who sends a copy first, and another text afterwards, would have buried the original."""
    text = {"lead": "De brug is dicht.", "body_html": SAID}
    room.take(entry(**text), feed=COUNCIL)
    room.take(entry(**text), feed=OTHERS)

    room.take(change, feed=COUNCIL)
    run_actions(room)

    own = [slug for slug in room.listed("binnenland")[0] if room.text(slug).origin.feed == "omroep"]
    assert own == (["brug-dicht-2"] if is_alone else [])


def test_the_order_in_site_toml_gives_nobody_another_groups_article(room: Room) -> None:
    """It could change afterwards what it had taken."""
    room.site = site(feeds=(COUNCIL, BUITEN, OTHERS))
    room.take(entry())

    room.take(entry(), feed=COUNCIL)
    room.take(fake(), feed=COUNCIL)

    assert (room.text().headline, room.text().origin.feed) == ("Brug dicht", "buiten")


def test_a_copy_is_published_with_what_its_own_feed_last_made_of_it(room: Room) -> None:
    room.take(entry(), feed=COUNCIL)
    room.take(entry(), feed=OTHERS)
    room.take(entry("De brug is open.", revision="2"), feed=OTHERS)
    assert room.text().lead == "De brug is dicht."

    room.take(kill(revision="3"), feed=COUNCIL)
    run_actions(room)

    assert room.text("brug-dicht-2").lead == "De brug is open."


def test_a_copy_that_its_own_feed_takes_back_does_not_come(room: Room) -> None:
    room.take(entry(), feed=COUNCIL)
    room.take(entry(), feed=OTHERS)

    room.take(kill(revision="2"), feed=OTHERS)
    assert isinstance(room.at("brug-dicht"), Article)
    room.take(kill(revision="3"), feed=COUNCIL)
    run_actions(room)

    assert room.listed("tholen", "binnenland") == [[], []]


def test_what_an_editor_withdrew_does_not_come_back_through_another_feed(room: Room) -> None:
    room.take(entry(), feed=COUNCIL)
    room.desk.withdraw("brug-dicht", room.now)

    report = room.take(entry(), feed=OTHERS)

    assert (report.held, room.listed("tholen", "binnenland")) == (1, [[], []])
    assert len(room.waiting()) == 1


def test_a_feed_that_floods_is_stopped_at_its_daily_budget_and_says_so(room: Room) -> None:
    flood = [entry(id=f"urn:raad:2026:{number}", headline=f"Nummer {number}") for number in range(9)]

    report = room.take(*flood, feed=COUNCIL, budget=COUNCIL.daily)

    assert (report.stored, report.failed, report.fresh, report.is_over_budget) == (5, 4, 5, True)
    assert all("daily = 5" in reason for _, reason in report.refused)
    old = replace(flood[0], published_at=NOW - timedelta(days=30))
    assert room.take(old, feed=COUNCIL, budget=0).stored == 1  # an archive coming in


def test_notes_of_what_a_stranger_asks_for_are_bounded(room: Room) -> None:
    stories = [entry(id=f"urn:newsml:wire.example:{number}", headline=f"Nummer {number}") for number in range(60)]
    room.take(*stories)

    room.take(*(kill(id=one.id, headline=one.headline) for one in stories), feed=COUNCIL, budget=5)

    items = room.table._client.scan(TableName=room.table.name)["Items"]
    assert sum(item["sk"]["S"].startswith("HISTORY#") for item in items) <= 20
    assert sum(item["pk"]["S"].startswith("ENTRY#raad") for item in items) <= 10
    assert len(room.waiting()) <= 20
    assert len(room.listed("buitenland")[0]) == 9


def test_a_stranger_does_not_choose_its_section(room: Room) -> None:
    room.take(entry(codes=("section:binnenland", "goes"), section="binnenland"), feed=COUNCIL)

    assert room.text().section == "tholen"


def test_an_embargo_that_nobody_can_read_waits_for_a_person(room: Room) -> None:
    report = room.take(entry(status=Status.WITHHELD, has_unreadable_embargo=True))

    assert (report.held, report.waiting, room.gone().why) == (1, 1, Why.UNREADABLE)
    assert room.waiting() == ["brug-dicht"]
    assert room.take(entry()).updated == 1  # its agency mends it
    assert room.waiting() == []


def test_a_headline_under_embargo_takes_no_address_from_anybody(room: Room) -> None:
    """Or who publishes the same headline sees by the number of the address that one is waiting."""
    room.take(entry(embargoed_until=NOW + timedelta(hours=1)))

    room.take(entry(id="urn:raad:1"), feed=COUNCIL)

    assert room.listed("tholen") == [["brug-dicht"]]
    room.now += timedelta(hours=1)
    run_actions(room)
    assert room.listed("buitenland") == [["brug-dicht-2"]]


def test_of_two_feeds_of_a_group_the_order_in_site_toml_decides_whichever_comes_first(room: Room) -> None:
    room.take(entry(), feed=GOES)
    room.take(entry())

    assert (room.text().section, room.text().origin.feed) == ("buitenland", "buiten")
    assert room.listed("buitenland", "goes", "regio") == [["brug-dicht"]] * 3
    assert room.take(entry(), feed=GOES).unchanged == 1
    assert room.take(entry("Twee.", revision="2"), feed=GOES).updated == 1
    assert room.take(kill(revision="3"), feed=GOES).killed == 1
    assert room.listed("buitenland", "goes", "regio") == [[], [], []]


def story(**changes: object) -> Entry:
    """The broadcaster's own page."""
    return entry(**{"id": PAGE, "url": PAGE, "revision": None, "body_html": SAID} | changes)  # type: ignore[arg-type]


def copied(room: Room, **changes: object) -> None:
    """The council copies the page, under an address of its own, and is polled first."""
    room.take(story(url="https://raad.example/1", **changes), feed=COUNCIL)
    room.take(story(), feed=OTHERS)


def own(room: Room) -> list[str]:
    """What readers see of the broadcaster, and of it alone."""
    texts = [room.text(slug) for slug in room.listed("binnenland")[0]]
    return [text.lead for text in texts if text.origin.feed == "omroep"]


def test_no_number_of_copies_stops_another_feed(room: Room) -> None:
    """Each is an action in the transaction of the article, which holds a hundred."""
    room.take(story(), feed=OTHERS)
    for n in range(30):
        address = f"{PAGE}?utm_source={n}"
        room.take(story(id=address, url=address), feed=COUNCIL, budget=300)

    room.take(story(lead="Anders.", updated_at=NOW), feed=OTHERS)

    assert len(room.text().copies) <= 10
    assert own(room) == ["Anders."]


@pytest.mark.parametrize(
    "first",
    [{"lead": "Nee.", "body_html": "<p>Het is nep.</p>"}, {"lead": "Hij zit vast.", "body_html": f"<p>x</p>{SAID}"}],
)
def test_a_text_that_is_not_the_same_hides_none(room: Room, first: dict[str, object]) -> None:
    copied(room, **first)

    assert own(room) == ["De brug is dicht."]


def test_a_copy_that_is_corrected_by_its_own_feed_is_shown(room: Room) -> None:
    copied(room)

    room.take(story(headline="Brug was open", lead="Dat klopte niet.", updated_at=NOW), feed=OTHERS)
    run_actions(room)

    assert own(room) == ["Dat klopte niet."]


def test_a_correction_that_both_feeds_bring_within_minutes_is_one_article(room: Room) -> None:
    """Two feeds of one newsroom that site.toml does not call a group."""
    copied(room)
    better = {"lead": "De brug is nog even dicht.", "updated_at": NOW}

    room.take(story(url="https://raad.example/1", **better), feed=COUNCIL)
    room.now += timedelta(minutes=5)
    room.take(story(**better), feed=OTHERS)
    room.now += timedelta(minutes=30)
    run_actions(room)

    assert room.listed("binnenland", "tholen") == [["brug-dicht"]] * 2


def test_an_editor_who_takes_a_fake_off_does_not_take_the_story_off(room: Room) -> None:
    room.take(fake(id=PAGE, url=PAGE, body_html="<p>Iets heel anders.</p>"), feed=COUNCIL)
    room.desk.withdraw("gehackt-minister-gearresteerd", room.now)

    room.take(story(), feed=OTHERS)

    assert own(room) == ["De brug is dicht."]


def test_a_copy_of_what_an_editor_withdrew_waits_when_its_own_feed_changes_it(room: Room) -> None:
    copied(room)
    room.desk.withdraw("brug-dicht", room.now)
    run_actions(room)

    room.take(story(lead="Heel iets anders.", body_html="<p>Nieuwe tekst.</p>", updated_at=NOW), feed=OTHERS)
    run_actions(room)

    assert (own(room), len(room.waiting())) == ([], 1)


def test_a_licence_that_ends_takes_no_copy_along(room: Room) -> None:
    council = replace(COUNCIL, retention_days=1)
    room.site = site(feeds=(BUITEN, GOES, council, OTHERS))
    room.take(story(url="https://raad.example/1"), feed=council)
    room.take(story(), feed=OTHERS)

    room.now += timedelta(days=2)
    run_actions(room)
    run_actions(room)

    assert own(room) == ["De brug is dicht."]


def test_two_feeds_of_a_group_are_one_copy_and_one_kill_ends_it(room: Room) -> None:
    room.take(entry(), feed=COUNCIL)
    room.take(entry())
    room.take(entry(), feed=GOES)

    room.take(kill(revision="2"))
    assert room.waiting() == ["brug-dicht"]  # a person decides about the council's text
    room.take(kill(revision="9"), feed=COUNCIL)
    run_actions(room)

    assert room.listed("buitenland", "goes", "tholen") == [[], [], []]


def test_a_feed_that_asks_at_every_look_hides_nothing_that_others_ask(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    stories = [entry(id=f"urn:newsml:wire.example:{number}", headline=f"Nummer {number}") for number in range(80)]
    room.take(*stories)
    kills = [kill(id=one.id, headline=one.headline) for one in stories]

    for start in range(0, 80, 10):
        room.take(*kills[start : start + 10], feed=COUNCIL, budget=100)
    room.take(*kills[70:75], feed=OTHERS, budget=100)

    by = [row.by for row in room.table.read(article_queries.waiting())]
    assert (by.count("raad"), by.count("omroep")) == (MOST_WAITING, 5)
    assert "more than 50 of its requests wait for a person" in caplog.text
    assert len(room.listed("buitenland")[0]) == 9


def test_notices_that_are_old_count_for_the_budget_too(room: Room) -> None:
    old = NOW - timedelta(days=2)
    many = [entry(id=f"n{n}", headline=f"KILL {n}", published_at=old, is_kill_notice=True) for n in range(20)]

    room.take(*many, feed=COUNCIL, budget=5)

    assert len(room.waiting()) == 5


def test_numbers_that_somebody_has_taken_make_no_long_address(room: Room) -> None:
    old = NOW - timedelta(days=9)
    for power in range(1, 20):
        number = 2**power
        room.take(entry(id=f"n{number}", headline=f"Brug dicht {number}", published_at=old), feed=COUNCIL)
    room.take(entry(id="eerste", headline="Brug dicht", published_at=old), feed=COUNCIL)

    room.take(story(), feed=OTHERS)

    (slug,) = room.listed("binnenland")[0]
    assert len(slug) < 30
