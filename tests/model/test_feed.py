"""When a feed is quieter than it ever was."""

from datetime import UTC, datetime, timedelta

from portal.model.feed_state import DAYS_OF_HABIT, FeedState

MONDAY = datetime(2026, 11, 2, 6, tzinfo=UTC)


def after(days: int, *, hours_of_news: range = range(6, 22)) -> FeedState:
    """A feed that brought news every hour of the day and none at night."""
    state = FeedState(feed="zeeland")
    for day in range(days):
        for hour in hours_of_news:
            state = state.with_news(MONDAY.replace(hour=0) + timedelta(days=day, hours=hour))
    return state


def test_the_habit_is_the_longest_quiet_of_each_day() -> None:
    assert after(3).habit == (9 * 3600, 9 * 3600, 3600)


def test_the_nights_belong_to_the_habit_also_of_a_busy_feed() -> None:
    state = after(5)
    assert state.last_news

    assert not state.is_quiet(state.last_news + timedelta(hours=9))
    assert not state.is_quiet(state.last_news + timedelta(hours=11))
    assert state.is_quiet(state.last_news + timedelta(hours=11, minutes=16))


def test_a_feed_is_not_judged_before_it_is_known() -> None:
    assert not FeedState(feed="nieuw").is_quiet(MONDAY)
    state = after(2)
    assert state.last_news
    assert not state.is_quiet(state.last_news + timedelta(days=9))


def test_an_hour_is_never_too_quiet() -> None:
    state = after(4, hours_of_news=range(24))
    assert state.last_news

    assert not state.is_quiet(state.last_news + timedelta(hours=1))
    assert state.is_quiet(state.last_news + timedelta(hours=1, minutes=16))


def test_what_was_long_ago_is_no_habit_any_more() -> None:
    state = FeedState(feed="zeeland", last_news=MONDAY, habit=(86400 * 7,))
    for day in range(DAYS_OF_HABIT + 1):
        state = state.with_news(MONDAY + timedelta(days=day, hours=1))

    assert len(state.habit) == DAYS_OF_HABIT
    assert max(state.habit) == 86400


def test_a_clock_that_goes_back_does_no_harm() -> None:
    state = after(3).with_news(MONDAY - timedelta(days=9))

    assert min(state.habit) >= 0


def test_three_failures_in_a_row_are_a_feed_out_of_order() -> None:
    assert [FeedState(feed="x", streak=streak).is_failing for streak in (0, 2, 3, 40)] == [False, False, True, True]
