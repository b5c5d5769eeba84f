"""An id that a feed gives to another article, years later."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ingest.life.room import BUITEN, Room
from portal.feeds.parsing.identity import entry_hash
from portal.ingest.report import Report
from portal.ingest.store_entries import Intake
from portal.model.article import Article, Document, Entry, Origin, Status, Why
from portal.storage import entries
from samples import NOW, site

FEED = replace(BUITEN, group="", format=None)
OLD = Entry(
    id="n-12",
    url="https://krant.example/n/12",
    headline="Kermis in Kapelle trekt volle straten",
    lead="De draaimolen stond er voor de zestigste keer.",
    body_html="<p>Kinderen mochten gratis mee, en de burgemeester reed zelf een rondje.</p>",
    published_at=datetime(2023, 6, 5, 7, tzinfo=UTC),
)
NEW = replace(
    OLD,
    headline="Gemeente sluit zwembad wegens lekkage",
    lead="Het bad verliest duizenden liters water per etmaal.",
    body_html="<p>Monteurs zoeken sinds maandag naar de scheur onder de tegels.</p>",
    published_at=NOW - timedelta(hours=3),
)
OLD_SLUG, NEW_SLUG = "kermis-in-kapelle-trekt-volle-straten", "gemeente-sluit-zwembad-wegens-lekkage"


def look(room: Room, entry: Entry, *, form: str = "rss", budget: int | None = None) -> Report:
    intake = Intake(site(feeds=(FEED,)), store=room.desk.store, clock=lambda: room.now)
    return intake.store(FEED, Document(format=form, title="", entries=(entry,)), budget=budget)


def both(room: Room) -> tuple[Article, Article]:
    return room.text(OLD_SLUG), room.text(NEW_SLUG)


def test_it_is_an_article_of_its_own_and_the_old_one_stays(room: Room) -> None:
    look(room, OLD)
    before = room.text(OLD_SLUG)

    assert look(room, NEW).stored == 1
    old, new = both(room)

    assert (old, new.published_at, new.updated_at) == (before, NEW.published_at, None)
    assert room.listed("buitenland") == [[NEW_SLUG, OLD_SLUG]]


def test_a_third_look_changes_nothing_and_a_correction_is_of_the_new_one(room: Room) -> None:
    look(room, OLD)
    look(room, NEW)

    assert look(room, NEW).unchanged == 1
    old = room.text(OLD_SLUG)
    assert look(room, replace(NEW, lead="Het bad verliest tienduizenden liters water.")).updated == 1
    assert look(room, replace(OLD, headline="Kermis, nog eens")).unchanged == 1  # a cache that shows the old one again
    assert (room.text(OLD_SLUG), room.text(NEW_SLUG).revision) == (old, 2)


def test_years_later_once_more(room: Room) -> None:
    look(room, OLD)
    look(room, NEW)
    room.now += timedelta(days=700)
    third = replace(
        NEW, headline="Ooievaar broedt", lead="Drie jongen.", body_html="<p>Weiland.</p>", published_at=room.now
    )

    assert (look(room, third).stored, look(room, third).unchanged) == (1, 1)
    assert len(room.listed("buitenland")[0]) == 3


def test_a_kill_under_the_id_is_of_the_newest(room: Room) -> None:
    look(room, OLD)
    look(room, NEW)

    assert look(room, replace(NEW, status=Status.CANCELED)).killed == 1
    assert (room.gone(NEW_SLUG).why, room.text(OLD_SLUG).lead) == (Why.KILLED, OLD.lead)
    assert look(room, NEW).unchanged == 1


def test_an_editor_can_still_take_the_old_one_away(room: Room) -> None:
    look(room, OLD)
    look(room, NEW)

    room.desk.withdraw(OLD_SLUG, room.now)

    assert room.gone(OLD_SLUG).why is Why.EDITOR
    assert look(room, NEW).unchanged == 1
    room.desk.restore(OLD_SLUG, room.now)
    assert both(room)[0].lead == OLD.lead


def test_it_counts_for_the_budget_of_its_feed(room: Room) -> None:
    look(room, OLD)

    refused = look(room, NEW, budget=0)

    assert (refused.failed, refused.is_over_budget) == (1, True)
    assert look(room, NEW, budget=1).fresh == 1


def test_a_liveblog_keeps_its_date(room: Room) -> None:
    look(room, replace(OLD, published_at=NOW - timedelta(days=90)))

    assert look(room, replace(NEW, published_at=NOW - timedelta(days=90), updated_at=NOW)).updated == 1
    assert look(room, replace(OLD, published_at=NOW - timedelta(days=70), updated_at=NOW)).updated == 1
    assert room.listed("buitenland") == [[OLD_SLUG]]


def test_a_page_whose_date_moves_is_the_same_page(room: Room) -> None:
    look(room, OLD)

    assert look(room, replace(OLD, lead="De draaimolen stond er weer.", published_at=NOW)).updated == 1
    assert look(room, replace(OLD, headline="Volle straten: foto's", published_at=NOW)).updated == 1
    assert look(room, replace(NEW, headline=OLD.headline, published_at=NOW)).updated == 1


BELOW_ALL = (
    "<p>Heeft u vragen over dit bericht? Bel dan het klantcontactcentrum van de gemeente op werkdagen tussen negen en "
    "vijf uur.</p><p>Blijf op de hoogte en volg de gemeente ook via de nieuwsbrief, Facebook en Instagram!</p>"
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OLD.body_html + BELOW_ALL, NEW.body_html + BELOW_ALL),
        (OLD.body_html + BELOW_ALL, NEW.body_html + BELOW_ALL.replace("Facebook", "<b>Facebook</b>")),
        (OLD.body_html + BELOW_ALL, NEW.body_html + BELOW_ALL.upper().replace("<P>", "<p>").replace("</P>", "</p>")),
        (OLD.body_html[:-4] + " " + BELOW_ALL[3:], NEW.body_html[:-4] + " " + BELOW_ALL[3:]),
    ],
)
def test_what_a_source_writes_below_everything_makes_no_page_the_same(room: Room, old: str, new: str) -> None:
    look(room, replace(OLD, body_html=old))

    assert look(room, replace(NEW, body_html=new)).stored == 1
    assert room.listed("buitenland") == [[NEW_SLUG, OLD_SLUG]]


@pytest.mark.parametrize(
    "new",
    [
        replace(NEW, body_html=BELOW_ALL, published_at=datetime(2023, 9, 5, 7, tzinfo=UTC)),
        replace(NEW, lead=OLD.lead, body_html=NEW.body_html + BELOW_ALL),
        replace(NEW, lead="Bel ons.", body_html=BELOW_ALL),
        replace(NEW, headline=OLD.headline, body_html=NEW.body_html + BELOW_ALL),
    ],
    ids=["within a year", "begins alike", "hardly a word of its own", "one headline"],
)
def test_what_may_be_a_page_written_anew_is_an_update(room: Room, new: Entry) -> None:
    look(room, replace(OLD, body_html=OLD.body_html + BELOW_ALL))

    assert look(room, new).updated == 1


def test_without_a_date_of_its_feed_it_is_an_update(room: Room) -> None:
    look(room, OLD)

    assert look(room, replace(NEW, published_at=None)).updated == 1


def test_a_wire_is_believed(room: Room) -> None:
    look(room, OLD, form="newsml")

    assert look(room, NEW, form="newsml").updated == 1


def test_its_entry_leads_to_the_newest(room: Room) -> None:
    look(room, OLD)
    look(room, NEW)
    origin = Origin(feed=FEED.id, entry=entry_hash(FEED.id, "n-12"))

    known = entries.known(room.table, [origin])[origin]

    assert (known.slug, known.origin != origin) == (NEW_SLUG, True)
