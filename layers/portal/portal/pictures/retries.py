"""When an image that could not be had is asked for again, and when no more."""

from datetime import timedelta

PAUSES = (timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=40))
"""Between the tries; after them it is given up, until its article has other images."""


def pause_after(tries: int) -> timedelta | None:
    """Before the next of so many `tries` in vain, from 1; None, there is no next."""
    return PAUSES[tries - 1] if tries <= len(PAUSES) else None


def is_given_up(tries: int) -> bool:
    """Whether it is not asked for any more."""
    return tries > len(PAUSES)
