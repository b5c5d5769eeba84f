"""Feeds of one host are looked at one after the other, and nobody waits for it."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise

import pytest

from portal.ingest.spacing import WINDOW, spaced
from portal.model.feed import Feed
from portal.model.feed_state import FeedState
from portal.queue.messages import Poll
from samples import NOW


def feed(name: str, host: str = "feeds.example", *, interval: int = 300) -> Feed:
    return Feed(id=name, url=f"https://{host}/{name}.xml", section="goes", interval=interval)


def state(name: str, *, took: int = 0, late: int = 0) -> FeedState:
    return FeedState(feed=name, took=took, next_due=NOW - timedelta(seconds=late))


def delays(polls: Iterable[Poll]) -> dict[str, int]:
    return {poll.feed: poll.delay for poll in polls}


def test_feeds_of_different_hosts_begin_at_once() -> None:
    due = [feed("a", "a.example"), feed("b", "b.example")]

    assert spaced(due, {}, late=()) == [Poll(feed="a"), Poll(feed="b")]


def test_of_one_host_one_begins_each_second_and_the_others_are_not_held_up() -> None:
    due = [feed("a"), feed("x", "other.example"), feed("b"), feed("c")]

    assert spaced(due, {}, late=()) == [
        Poll(feed="a"),
        Poll(feed="x"),
        Poll(feed="b", delay=1),
        Poll(feed="c", delay=2),
    ]


def test_a_slow_host_is_given_the_time_that_its_slowest_feed_took() -> None:
    due, states = [feed(name) for name in "abc"], {"a": state("a"), "b": state("b", took=5), "c": state("c", took=1)}

    assert delays(spaced(due, states, late=())) == {"a": 0, "b": 6, "c": 12}


@pytest.mark.parametrize(("took", "begun"), [(0, 51), (1, 26), (20, 3), (60, 1)])
def test_what_has_no_place_before_the_next_run_is_left_to_it(took: int, begun: int) -> None:
    due = [feed(f"{number:02}") for number in range(60)]

    polls = spaced(due, {one.id: state(one.id, took=took) for one in due}, late=())

    assert len(polls) == begun
    assert max(poll.delay for poll in polls) <= WINDOW


def test_a_feed_of_every_minute_comes_first_and_nobody_is_passed_over_for_ever() -> None:
    """By when each is a whole interval late."""
    often, seldom = [feed(f"often-{n}", interval=60) for n in range(3)], feed("seldom", interval=300)
    slow = {one.id: state(one.id, took=24) for one in often}  # two in a run

    first = spaced([seldom, *often], slow | {"seldom": state("seldom", took=24, late=10)}, late=())
    later = spaced([seldom, *often], slow | {"seldom": state("seldom", took=24, late=250)}, late=())

    assert delays(first) == {"often-0": 0, "often-1": 25, "often-2": 50}
    assert delays(later) == {"seldom": 0, "often-0": 25, "often-1": 50}


def test_a_feed_that_was_never_looked_at_comes_before_all() -> None:
    due = [feed("known", interval=60), feed("new")]

    assert delays(spaced(due, {"known": state("known", late=500)}, late=())) == {"known": 1, "new": 0}


def test_a_host_of_which_somebody_is_late_is_asked_under_a_lock() -> None:
    due = [feed("a"), feed("b"), feed("x", "other.example")]

    polls = spaced(due, {}, late={"feeds.example"})

    assert [(poll.feed, poll.lock) for poll in polls] == [("a", True), ("b", True), ("x", False)]


@pytest.mark.parametrize("url", ["http://127.0.0.1:8900/{}", "http://localhost/{}", "http://[::1]/{}", "drop:{}"])
def test_this_machine_is_asked_all_at_once(url: str) -> None:
    due = [Feed(id=name, url=url.format(name), section="goes") for name in "abc"]

    assert spaced(due, {}, late={"127.0.0.1"}) == [Poll(feed=name) for name in "abc"]


def test_a_host_is_asked_at_one_time_only_once_as_long_as_it_is_no_slower_than_before() -> None:
    """The looks of a run, laid beside each other: the next begins when the one before is over."""
    for took in (0.2, 0.9, 1.0, 1.5, 4.9, 19.9):
        due = [feed(f"{number:02}") for number in range(30)]
        polls = spaced(due, {one.id: state(one.id, took=int(took)) for one in due}, late=())
        begins = sorted(poll.delay for poll in polls)

        assert all(begin + took <= following for begin, following in pairwise(begins))
