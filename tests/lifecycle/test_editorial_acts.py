"""What editors do to an article: under embargo until a moment, first on the front for some hours."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from portal.lifecycle.authority import NEWSDESK, SCHEDULE, Authority
from portal.lifecycle.event import (
    Corrected,
    EmbargoEnded,
    EmbargoSet,
    Event,
    Hold,
    Killed,
    LicenceExpired,
    Pinned,
    Received,
    Restored,
    Withdrawn,
)
from portal.lifecycle.outcome import Outcome, Transition
from portal.lifecycle.state import Absent, Hidden, Published, State
from portal.lifecycle.transition import transition
from portal.model.article import Article, Origin, Teaser, Why
from portal.model.corrections import Edit
from portal.model.scheduled_action import Act
from portal.model.section import Section
from portal.model.version import Version
from portal.rendering.front_order import in_order
from portal.rendering.views import FrontBlock
from samples import NOW, article

AGENCY = Authority(name="buiten", feed_ids=frozenset({"buiten"}), group_ids=frozenset({"buiten"}), is_vouched=True)
HOUR = timedelta(hours=1)
UNTIL = NOW + HOUR


def text(lead: str, **changes: object) -> Article:
    return article("Brug dicht", lead=lead, fingerprint=lead, origin=Origin(feed="buiten", entry="w-1"), **changes)


def received(lead: str = "De brug is dicht.", number: int = 1, **changes: object) -> Received:
    return Received(text=text(lead), version=Version(number=number), **changes)  # type: ignore[arg-type]  # any field


def killed(number: int = 1) -> Killed:
    return Killed(version=Version(number=number), origin=text("").origin)


def done(state: State, event: Event, by: Authority = NEWSDESK, at: datetime = NOW) -> Transition:
    return transition(state, event, by, at)


def after(*events: Event, state: State | None = None) -> State:
    """Each by whoever such an event is of."""
    found: State = state or Absent()
    for event in events:
        by = AGENCY if isinstance(event, Received | Killed) else NEWSDESK
        by = SCHEDULE if isinstance(event, EmbargoEnded | LicenceExpired) else by
        found = transition(found, event, by, NOW).after
    return found


def hidden(state: State) -> Hidden:
    assert isinstance(state, Hidden)
    return state


def published(state: State) -> Article:
    assert isinstance(state, Published)
    return state.article


STATES: dict[str, State] = {
    "nothing": Absent(),
    "published": after(received()),
    "pinned": after(received(), Pinned(until=UNTIL)),
    "under an editor's embargo": after(received(), EmbargoSet(until=UNTIL)),
    "under the agency's embargo": after(received(hold=Hold(why=Why.EMBARGO, until=UNTIL))),
    "under an embargo without end": after(received(hold=Hold(why=Why.UNREADABLE))),
    "withheld": after(received(hold=Hold(why=Why.WITHHELD))),
    "held for its words": after(received(imposed=Hold(why=Why.NOTICE))),
    "withdrawn": after(received(), Withdrawn()),
    "killed": after(received(), killed()),
    "killed before it came": after(killed()),
    "erased": after(received(), LicenceExpired()),
}


@pytest.mark.parametrize(
    ("name", "event", "reason"),
    [
        ("nothing", EmbargoSet(until=UNTIL), "there is no such article"),
        ("published", EmbargoSet(until=UNTIL), "under embargo until 24-11-2026 16:30"),
        ("published", EmbargoSet(until=None), "is under no embargo"),
        ("published", EmbargoSet(until=NOW), "24-11-2026 15:30 is over; give a moment that is to come"),
        ("pinned", EmbargoSet(until=UNTIL), "under embargo until 24-11-2026 16:30"),
        ("under an editor's embargo", EmbargoSet(until=UNTIL + HOUR), "under embargo until 24-11-2026 17:30"),
        ("under an editor's embargo", EmbargoSet(until=None), "published: its embargo was lifted"),
        ("under the agency's embargo", EmbargoSet(until=UNTIL + HOUR), "under embargo until 24-11-2026 17:30"),
        ("under the agency's embargo", EmbargoSet(until=None), "published: its embargo was lifted"),
        ("withdrawn", EmbargoSet(until=UNTIL), "under embargo until 24-11-2026 16:30"),
        ("withdrawn", EmbargoSet(until=None), "is under no embargo"),
        ("withheld", EmbargoSet(until=UNTIL), "is withdrawn (withheld, since 2026-11-24T14:30:00Z)"),
        (
            "under an embargo without end",
            EmbargoSet(until=UNTIL),
            "is withdrawn (unreadable, since 2026-11-24T14:30:00Z)",
        ),
        ("held for its words", EmbargoSet(until=None), "is withdrawn (notice, since 2026-11-24T14:30:00Z)"),
        ("killed", EmbargoSet(until=UNTIL), "is withdrawn (killed, since 2026-11-24T14:30:00Z)"),
        ("killed", EmbargoSet(until=None), "is withdrawn (killed, since 2026-11-24T14:30:00Z)"),
        ("killed before it came", EmbargoSet(until=UNTIL), "there is no such article"),
        ("erased", EmbargoSet(until=UNTIL), "is withdrawn (expired, since 2026-11-24T14:30:00Z)"),
        ("published", Pinned(until=UNTIL), "leads the front until 24-11-2026 16:30"),
        ("published", Pinned(until=None), "leads the front no longer"),
        ("published", Pinned(until=NOW), "24-11-2026 15:30 is over; give a moment that is to come"),
        ("pinned", Pinned(until=None), "leads the front no longer"),
        ("withdrawn", Pinned(until=UNTIL), "is withdrawn"),
        ("killed", Pinned(until=UNTIL), "is withdrawn (killed, since 2026-11-24T14:30:00Z)"),
        ("under an editor's embargo", Pinned(until=UNTIL), "is withdrawn"),
        ("nothing", Pinned(until=UNTIL), "there is no such article"),
    ],
)
def test_what_comes_of_it_in_each_state(name: str, event: Event, reason: str) -> None:
    before = STATES[name]

    made = done(before, event)

    assert made.reason == reason
    is_refused = reason.startswith(("is ", "there is")) or "is over" in reason
    assert made.outcome is (Outcome.REFUSED if is_refused else Outcome.DONE)
    assert not is_refused or (made.after == before and not made.actions)


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("event", [EmbargoSet(until=UNTIL), EmbargoSet(until=None), Pinned(until=UNTIL)], ids=repr)
def test_an_agency_sets_none_on_another_groups_article(name: str, event: Event) -> None:
    stranger = Authority(name="raad", feed_ids=frozenset({"raad"}), group_ids=frozenset({"raad"}))

    made = done(STATES[name], event, stranger)

    assert made.outcome is not Outcome.DONE
    assert made.after == STATES[name]


def test_an_embargo_takes_the_text_off_and_says_when_it_comes() -> None:
    made = done(STATES["published"], EmbargoSet(until=UNTIL))
    gone = hidden(made.after)

    assert (gone.hidden.why, gone.hidden.until, gone.hidden.was_public) == (Why.EDITOR, UNTIL, True)
    assert (Act.RELEASE, UNTIL) in made.actions
    assert gone.text == published(STATES["published"])


def test_it_comes_at_its_moment_and_not_at_an_earlier_one_that_was_moved() -> None:
    moved = after(EmbargoSet(until=UNTIL + HOUR), state=STATES["under an editor's embargo"])

    early = done(moved, EmbargoEnded(), SCHEDULE, UNTIL)
    made = done(moved, EmbargoEnded(), SCHEDULE, UNTIL + HOUR)

    assert (early.outcome, early.after) == (Outcome.UNCHANGED, moved)
    assert published(made.after).slug == "brug-dicht"
    assert published(made.after).published_at == published(STATES["published"]).published_at


def test_who_restores_breaks_no_embargo() -> None:
    made = done(STATES["under an editor's embargo"], Restored())

    assert (made.outcome, made.reason) == (Outcome.REFUSED, "is under embargo until 24-11-2026 16:30:00")


def test_a_later_revision_under_an_editors_embargo_stays_hidden_and_is_what_comes_out() -> None:
    state = after(received("De brug gaat open.", 2), state=STATES["under an editor's embargo"])

    assert (hidden(state).hidden.why, hidden(state).hidden.until) == (Why.EDITOR, UNTIL)
    made = done(state, EmbargoEnded(), SCHEDULE, UNTIL)
    assert published(made.after).lead == "De brug gaat open."
    assert published(made.after).revision == 2


def test_a_correction_before_an_embargo_is_in_what_comes_out() -> None:
    state = after(
        received(),
        Corrected(edit=Edit(old="dicht.", new="open.")),
        EmbargoSet(until=UNTIL),
        received("De brug is dicht. Nog.", 2),
    )

    made = done(state, EmbargoEnded(), SCHEDULE, UNTIL)

    assert published(made.after).lead == "De brug is open. Nog."


def test_a_kill_under_an_embargo_is_final() -> None:
    state = after(killed(), state=STATES["under an editor's embargo"])

    assert hidden(state).hidden.why is Why.KILLED
    for event, by in ((EmbargoEnded(), SCHEDULE), (EmbargoSet(until=None), NEWSDESK), (received(), AGENCY)):
        assert isinstance(done(state, event, by, UNTIL + HOUR).after, Hidden)
    waiting = after(received("Toch weer.", 2), state=state)
    assert isinstance(done(waiting, EmbargoEnded(), SCHEDULE, UNTIL + HOUR).after, Hidden)


def test_a_licence_that_runs_out_under_an_embargo_leaves_nothing_to_come() -> None:
    state = after(LicenceExpired(), state=STATES["under an editor's embargo"])

    assert hidden(state).text is None
    assert isinstance(done(state, EmbargoEnded(), SCHEDULE, UNTIL).after, Hidden)
    assert done(state, EmbargoSet(until=None)).outcome is Outcome.REFUSED


def test_a_pin_survives_a_revision_and_a_correction() -> None:
    state = after(
        received("De brug gaat open.", 2), Corrected(edit=Edit(old="open.", new="dicht.")), state=STATES["pinned"]
    )

    assert published(state).pinned_until == UNTIL
    assert published(state).lead == "De brug gaat dicht."


def test_a_pin_is_no_correction_to_readers() -> None:
    before, pinned = published(STATES["published"]), published(STATES["pinned"])

    assert replace(pinned, pinned_until=None) == before
    assert (pinned.updated_at, pinned.revision) == (before.updated_at, before.revision)


def test_what_is_taken_off_and_comes_back_leads_no_more() -> None:
    """Whoever puts it back decides that anew."""
    back = after(Withdrawn(), Restored(), state=STATES["pinned"])

    assert published(back).pinned_until in (None, UNTIL)
    assert published(after(Pinned(until=None), state=back)).pinned_until is None


def blocks(**pinned: datetime | None) -> list[FrontBlock]:
    """Two sections: the newest of the second is urgent. `een` and `twee` are in the first, `drie` is the urgent one."""

    def teaser(slug: str, minutes: int, urgency: int | None = None) -> Teaser:
        at = NOW - timedelta(minutes=minutes)
        more = {"urgency": urgency, "pinned_until": pinned.get(slug)}
        return Teaser(slug=slug, headline=slug, lead="Lood.", section="x", published_at=at, **more)  # type: ignore[arg-type]  # of either kind

    first, second = (Section(slug=name, name=name) for name in ("binnenland", "buitenland"))
    return [
        FrontBlock(section=first, teasers=(teaser("een", 0), teaser("twee", 10))),
        FrontBlock(section=second, teasers=(teaser("drie", 20, urgency=1),)),
    ]


@pytest.mark.parametrize(
    ("pinned", "first"),
    [({}, "drie"), ({"twee": UNTIL}, "twee"), ({"twee": NOW}, "drie"), ({"twee": NOW - HOUR}, "drie")],
)
def test_a_pin_leads_the_front_before_what_is_urgent_until_it_is_over(
    pinned: dict[str, datetime | None], first: str
) -> None:
    found = in_order(blocks(**pinned), (), opening="", now=NOW)

    assert found[0].teasers[0].slug == first


def held(lead: str = "De brug is dicht.", number: int = 1, until: datetime = UNTIL) -> Received:
    return received(lead, number, hold=Hold(why=Why.EMBARGO, until=until))


def test_what_an_editor_lifts_the_same_text_of_the_feed_does_not_take_off_again() -> None:
    """At each look at the feed it says so still."""
    lifted = after(held(), EmbargoSet(until=None))

    made = done(lifted, held(), AGENCY)

    assert (made.outcome, made.reason) == (Outcome.UNCHANGED, "the same words")
    assert published(made.after)


def test_what_comes_at_its_moment_is_no_other_text_for_its_feed() -> None:
    released = done(after(held()), EmbargoEnded(), SCHEDULE, UNTIL).after

    assert done(released, received(), AGENCY, UNTIL).reason == "the same words"


@pytest.mark.parametrize("until", [UNTIL + HOUR, UNTIL - HOUR / 2])
def test_an_embargo_that_an_editor_moved_stays_where_it_is_whatever_the_agency_sends(until: datetime) -> None:
    moved = after(held(), EmbargoSet(until=until))

    for event in (held("De brug gaat open.", 2), received("De brug gaat open.", 2)):
        state = after(event, state=moved)
        assert hidden(state).hidden.until == until
        made = done(state, EmbargoEnded(), SCHEDULE, until)
        assert published(made.after).lead == "De brug gaat open."
        assert not published(made.after).slug.startswith("wacht-")


def test_an_embargo_that_was_moved_comes_out_as_one_text() -> None:
    until = UNTIL + HOUR
    out = done(after(held(), EmbargoSet(until=until)), EmbargoEnded(), SCHEDULE, until).after

    assert done(out, received(), AGENCY, until).reason == "the same words"
    assert published(out).published_at == until


@pytest.mark.parametrize("why", [Why.WITHHELD, Why.UNREADABLE])
def test_what_an_agency_withholds_meanwhile_does_not_come_out_by_an_hour(why: Why) -> None:
    state = after(received("Nog niet.", 2, hold=Hold(why=why)), state=STATES["under an editor's embargo"])

    assert isinstance(done(state, EmbargoEnded(), SCHEDULE, UNTIL).after, Hidden)
    assert published(done(state, Restored()).after)
