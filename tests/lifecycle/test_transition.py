"""What may happen to an article, on whose word: pure, without a table."""

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from portal.lifecycle import transition as table
from portal.lifecycle.authority import NEWSDESK, SCHEDULE, Authority, authority_of
from portal.lifecycle.event import (
    Corrected,
    EmbargoEnded,
    EmbargoSet,
    Event,
    Hold,
    ImagesSet,
    Killed,
    LeftAlone,
    LicenceExpired,
    Pinned,
    Received,
    Renamed,
    Restored,
    SeenInOtherFeed,
    SubjectsSet,
    Withdrawn,
)
from portal.lifecycle.outcome import Outcome, Transition
from portal.lifecycle.state import Absent, Copy, Hidden, KnownEntry, Published, State, Unread
from portal.lifecycle.transition import transition
from portal.model.article import Article, Origin, Subject, Why
from portal.model.corrections import Edit
from portal.model.feed import Feed
from portal.model.scheduled_action import Act
from portal.model.version import Version
from samples import NOW, article, site

AGENCY = Authority(name="buiten", feed_ids=frozenset({"buiten"}), group_ids=frozenset({"buiten", "goes"}))
STRANGER = Authority(name="raad", feed_ids=frozenset({"raad"}), group_ids=frozenset({"raad"}))
UNTIL = NOW + timedelta(hours=1)


def version(number: int) -> Version:
    return Version(number=number)


def text(lead: str = "De brug is dicht.", **changes: object) -> Article:
    values: dict[str, object] = {"lead": lead, "fingerprint": lead, "origin": Origin(feed="buiten", entry="w-1")}
    return article("Brug dicht", **values | changes)


def received(lead: str = "De brug is dicht.", number: int = 1, **changes: object) -> Received:
    values: dict[str, object] = {"text": text(lead), "version": version(number), "counts_versions": True}
    return Received(**values | changes)  # type: ignore[arg-type]  # any field


def killed(number: int) -> Killed:
    return Killed(version=version(number), origin=text().origin)


def after(*events: Event, by: Authority = AGENCY, state: State | None = None) -> Transition:
    """The last transition of what happened one after the other."""
    made = Transition(outcome=Outcome.UNCHANGED, reason="", after=state or Absent())
    for event in events:
        made = transition(made.after, event, by, NOW)
    return made


def test_a_first_text_is_published() -> None:
    made = after(received())

    assert (made.outcome, made.reason, made.by, made.at) == (
        Outcome.STORED,
        "published (revision 1)",
        "buiten",
        NOW,
    )
    assert isinstance(made.after, Published)
    assert made.takes_free_slug


def test_every_event_is_decided_in_every_state() -> None:
    """Nothing that can happen raises, in no order; what is in vain says why."""
    states: list[State] = [
        Absent(),
        after(received()).after,
        after(received(hold=Hold(why=Why.EMBARGO, until=UNTIL))).after,
        after(killed(2)).after,
        Copy(entry=KnownEntry(origin=text().origin, copy_of=Origin(feed="x", entry="y")), text=text()),
    ]
    events: list[Event] = [
        received("Anders.", 3),
        killed(4),
        SeenInOtherFeed(text=text(origin=Origin(feed="goes", entry="g")), version=version(1), listings=("goes",)),
        LeftAlone(owner=None),
        EmbargoEnded(),
        LicenceExpired(),
        Withdrawn(),
        Restored(),
        Corrected(edit=Edit(old="dicht", new="open")),
        EmbargoSet(until=UNTIL),
        Pinned(until=UNTIL),
        SubjectsSet(subjects=(Subject(code="", name="Water"),)),
        ImagesSet(images=()),
        Renamed(slug="elders"),
    ]
    assert {type(event) for event in events} == set(get_args(Event))
    assert {type(state) for state in states} == set(get_args(State)) - {Unread}

    reasons = [
        transition(state, event, by, NOW).reason
        for state in states
        for event in events
        for by in (AGENCY, STRANGER, NEWSDESK)
    ]

    assert all(reasons)


def test_the_table_of_transitions_names_every_event_and_every_state() -> None:
    words = (table.__doc__ or "").casefold()

    for name in ("text received", "kill", "same story in", "left alone", "embargo ended", "licence expired"):
        assert f"\n    {name}" in words
    for name in ("withdrawn", "restored", "corrected", "renamed"):
        assert f"\n    {name}" in words
    for name in ("nothing known", "killed before", "published", "hidden", "copy"):
        assert name in words


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([received(number=4), received("Oud.", 3)], "revision 3 ignored, older than 4"),
        (
            [received(), killed(2), received("Toch.", 2)],
            "revision 2 ignored, killed: only a later revision may come",
        ),
        ([received(), received()], "the same words"),
        ([received(), received(number=2)], "revision 2: the same words"),
        ([received(), killed(2), killed(2)], "kill (revision 2) ignored, known already"),
        ([killed(2), received(number=1)], "revision 1 ignored, killed: only a later revision may come"),
    ],
)
def test_what_changes_nothing_says_why(events: list[Event], reason: str) -> None:
    made = after(*events)

    assert (made.outcome, made.reason) == (Outcome.UNCHANGED, reason)
    assert not made.revisions
    assert not made.actions


def test_a_kill_takes_the_text_away_and_keeps_it_for_a_person() -> None:
    made = after(received(), killed(2))

    assert (made.outcome, made.actions) == (Outcome.KILLED, ((Act.ANNOUNCE, NOW),))
    assert isinstance(made.after, Hidden)
    assert (made.after.hidden.why, made.after.text) == (Why.KILLED, replace(text(), came_at=NOW))
    assert made.waiting is None


def test_what_nobody_ever_saw_is_not_announced_when_it_is_killed() -> None:
    held = received(hold=Hold(why=Why.EMBARGO, until=UNTIL))

    made = after(held, killed(2))

    assert made.outcome is Outcome.KILLED
    assert made.actions == ()


def test_a_text_that_nobody_may_see_has_an_address_that_says_nothing() -> None:
    made = after(received(hold=Hold(why=Why.EMBARGO, until=UNTIL)))

    assert isinstance(made.after, Hidden)
    assert "brug" not in made.after.hidden.slug
    assert made.actions == ((Act.RELEASE, UNTIL),)

    shown = transition(made.after, EmbargoEnded(), SCHEDULE, UNTIL)
    assert isinstance(shown.after, Published)
    assert (shown.after.article.slug, shown.after.article.published_at) == ("brug-dicht", UNTIL)
    assert shown.takes_free_slug


def test_a_licence_that_ran_out_lets_nobody_keep_a_text() -> None:
    for before in (after(received()), after(received(), killed(2)), after(received(hold=Hold(why=Why.WITHHELD)))):
        made = transition(before.after, LicenceExpired(), SCHEDULE, NOW)

        assert isinstance(made.after, Hidden)
        assert (made.after.text, made.erases, made.revisions) == (None, True, ())
        assert transition(made.after, Restored(), NEWSDESK, NOW).outcome is Outcome.REFUSED
        assert transition(made.after, received("Nieuw.", 9), AGENCY, NOW).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(
    "event", [received("GEHACKT.", 99), killed(99), received("Weg.", 99, hold=Hold(why=Why.WITHHELD))]
)
def test_a_stranger_changes_nothing_and_a_person_hears_of_it(event: Received | Killed) -> None:
    before = after(received()).after

    made = transition(before, event, STRANGER, NOW)

    assert made.after == before
    assert not made.revisions
    assert not made.actions
    if isinstance(event, Killed):
        assert (made.outcome, made.waiting and made.waiting.by) == (Outcome.NOTICED, "raad")
        assert made.reason == (
            "asked to take it back, and may not: it belongs to buiten, of another group; a person has to look"
        )


def other(**changes: object) -> SeenInOtherFeed:
    words = {"text": text(origin=Origin(feed="raad", entry="r-1")), "version": version(1), "listings": ("goes",)}
    return SeenInOtherFeed(**words | changes)  # type: ignore[arg-type]  # any field


def test_another_groups_copy_of_a_story_is_kept_and_stands_in_its_lists() -> None:
    before = after(received()).after

    made = transition(before, other(), STRANGER, NOW)

    assert isinstance(made.after, Published)
    assert (made.after.article.also_in, made.after.article.copies) == (("goes",), (Origin(feed="raad", entry="r-1"),))
    assert made.copy is not None
    gone = transition(made.after, killed(2), AGENCY, NOW)
    assert gone.copies_left == (Origin(feed="raad", entry="r-1"),)
    alone = transition(made.copy, LeftAlone(owner=gone.after), SCHEDULE, NOW)
    assert isinstance(alone.after, Published)
    assert alone.after.article.origin == Origin(feed="raad", entry="r-1")


@pytest.mark.parametrize(
    "event",
    [
        other(text=article("Wethouder weg", origin=Origin(feed="raad", entry="r-1"), lead="Heel wat anders.")),
        other(text=text("Nee.", origin=Origin(feed="raad", entry="r-1"))),
        other(hold=Hold(why=Why.EMBARGO, until=UNTIL)),
    ],
    ids=["another headline", "another text", "not to be seen yet"],
)
def test_what_is_not_the_same_story_stands_apart(event: SeenInOtherFeed) -> None:
    before = after(received()).after

    made = transition(before, event, STRANGER, NOW)

    assert (made.outcome, made.after) == (Outcome.APART, before)


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        ([killed(2)], Outcome.APART),
        ([received(), killed(2)], Outcome.APART),
        ([received(hold=Hold(why=Why.EMBARGO, until=UNTIL + timedelta(days=9999)))], Outcome.APART),
        ([received(), Withdrawn()], Outcome.FOR_A_PERSON),
    ],
    ids=["killed before it came", "killed", "far embargo", "withdrawn by an editor"],
)
def test_what_a_group_hides_does_not_bury_anothers_story(events: list[Event], outcome: Outcome) -> None:
    before: State = Absent()
    for event in events:
        before = transition(before, event, NEWSDESK if isinstance(event, Withdrawn) else AGENCY, NOW).after

    assert transition(before, other(), STRANGER, NOW).outcome is outcome


def test_of_two_feeds_of_a_group_the_first_in_site_toml_has_a_story_within_the_hour() -> None:
    before = after(received()).after
    event = other(text=text(section="goes", origin=Origin(feed="goes", entry="g-1")), goes_first=True)

    made = transition(before, event, AGENCY, NOW)

    assert isinstance(made.after, Published)
    assert (made.after.article.section, made.after.article.also_in) == ("goes", ("buitenland",))
    assert (made.after.entry.origin.feed, made.joined) == ("goes", Origin(feed="buiten", entry="w-1"))
    late = transition(before, event, AGENCY, NOW + timedelta(minutes=61))
    assert isinstance(late.after, Published)
    assert late.after.article.section == "buitenland"


def test_beyond_its_daily_budget_a_feed_brings_no_new_article_and_says_so() -> None:
    spent = replace(AGENCY, budget=0, daily=300)

    made = transition(Absent(), received(), spent, NOW)

    assert made.outcome is Outcome.BEYOND_BUDGET
    assert "300 new articles a day" in made.reason
    assert transition(Absent(), received(is_fresh=False), spent, NOW).outcome is Outcome.STORED
    assert transition(after(received()).after, received("Anders.", 2), spent, NOW).outcome is Outcome.UPDATED
    assert transition(Absent(), killed(2), spent, NOW).outcome is Outcome.KILLED  # a kill that is refused would be dear
    assert transition(Absent(), killed(2), replace(spent, budget=-300), NOW).outcome is Outcome.BEYOND_BUDGET


@pytest.mark.parametrize(
    ("feed", "speaks"),
    [
        (Feed(id="a", url="https://a.example/", section="x", group="anp", format="ninjs"), True),
        (Feed(id="a", url="drop:a", section="x", group="anp"), True),
        (Feed(id="a", url="https://a.example/", section="x", group="anp"), False),
        (Feed(id="a", url="https://a.example/", section="x", format="ninjs"), False),
    ],
    ids=["format named", "delivery", "no format", "no group"],
)
def test_a_feed_speaks_for_its_group_where_site_toml_vouches_for_its_format(feed: Feed, *, speaks: bool) -> None:
    mate = Feed(id="b", url="https://b.example/", section="x", group="anp", was=("oud",))

    by = authority_of(feed, site(feeds=(feed, mate)), spoken="ninjs")

    assert by.speaks_for("a")
    assert authority_of(feed, site(feeds=(feed, mate)), spoken="rss").speaks_for("b") is bool(feed.group)
    assert (by.speaks_for("b"), by.speaks_for("oud")) == (speaks, speaks)
    assert not by.speaks_for("c")
