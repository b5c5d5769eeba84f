"""Threads that are waited for until a deadline."""

from threading import Event
from time import monotonic

import pytest

from portal.deadline import Deadline, Threads, deadline_of_this_thread
from portal.model.errors import DeadlineError, MissingError, StorageError


def soon(seconds: float = 0.1) -> Deadline:
    return Deadline(at=monotonic() + seconds, monotonic=monotonic)


def test_what_is_ready_in_time_comes_in_order() -> None:
    assert Threads(2, name="t").each(lambda n: n * 2, [3, 1, 2], deadline=soon(10)) == [6, 2, 4]
    assert Threads(2, name="t").each(lambda n: n * 2, [3], deadline=None) == [6]


def test_nobody_waits_for_what_is_late_and_what_has_not_begun_does_not_begin() -> None:
    is_over, begun = Event(), []

    def be_late(number: int) -> None:
        begun.append(number)
        is_over.wait(10)

    threads, started = Threads(1, name="t"), monotonic()
    with pytest.raises(DeadlineError):
        threads.each(be_late, [1, 2], deadline=soon())
    waited = monotonic() - started
    is_over.set()

    assert threads.each(lambda n: n, [3], deadline=soon(10)) == [3]
    assert (begun, waited < 5) == ([1], True)


def test_after_the_deadline_nothing_is_waited_for() -> None:
    with pytest.raises(DeadlineError):
        Threads(1, name="t").each(lambda seconds: Event().wait(seconds), [10], deadline=soon(-1))


def test_each_outcome_is_its_own_where_that_is_asked_for() -> None:
    is_over = Event()

    def act(number: int) -> int:
        if number == 1:
            raise MissingError("gone")
        if number == 2:
            is_over.wait(10)
        return number

    found = Threads(3, name="t").settle(act, [0, 1, 2], deadline=soon(0.5))
    is_over.set()

    assert found[0] == 0
    assert [type(one) for one in found[1:]] == [MissingError, DeadlineError]


def test_a_storage_error_is_the_failure_of_one_and_anything_else_is_a_mistake_of_ours() -> None:
    def act(error: Exception) -> None:
        raise error

    with pytest.raises(ZeroDivisionError):
        Threads(2, name="t").settle(act, [StorageError("x"), ZeroDivisionError()], deadline=soon(10))


def test_a_thread_knows_the_deadline_of_its_work_and_of_no_other() -> None:
    threads, deadline = Threads(1, name="t"), soon(10)

    def known(_: int) -> Deadline | None:
        return deadline_of_this_thread()

    assert threads.each(known, [1], deadline=deadline) == [deadline]
    assert threads.settle(known, [1], deadline=None) == [None]
    assert deadline_of_this_thread() is None
