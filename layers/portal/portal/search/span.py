"""The periods that a search can be narrowed to, counted back from now."""

from datetime import datetime, timedelta
from enum import StrEnum

from portal.search.segment import Period

_DAYS = {"dag": 1, "week": 7, "maand": 31, "jaar": 366}


class Span(StrEnum):
    """The words stand in addresses."""

    EVER = ""
    DAY = "dag"
    WEEK = "week"
    MONTH = "maand"
    YEAR = "jaar"

    @classmethod
    def of(cls, text: str) -> "Span":
        """What is none is as if it were not there."""
        return cls(text) if text in _DAYS else cls.EVER

    def period(self, now: datetime) -> Period:
        """From its first second on."""
        if self is Span.EVER:
            return Period()
        return Period(first=int((now - timedelta(days=_DAYS[self])).timestamp()))
