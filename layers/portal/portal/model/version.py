"""Which revision of a story an item is: what decides when two of them come in the wrong order."""

from dataclasses import dataclass
from datetime import datetime

from portal.model.clock import from_iso, to_iso

LARGEST = 10**18
"""Larger numbers are no revisions but ids."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """By `number` where both have one, then by time (aware, UTC). Without number and time two versions compare as
    equal, and the last one received wins.
    """

    number: int | None = None
    at: datetime | None = None

    @classmethod
    def of(cls, revision: str | None, at: datetime | None) -> "Version":
        """`revision` as its agency writes it; what is no whole number orders nothing."""
        digits = (revision or "").strip()
        number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= len(str(LARGEST)) else None
        return cls(number=number, at=at.replace(microsecond=0) if at else None)

    def is_before(self, other: "Version") -> bool:
        return other.is_after(self)

    def is_after(self, other: "Version") -> bool:
        if self.number is not None and other.number is not None and self.number != other.number:
            return self.number > other.number
        return self.at is not None and other.at is not None and self.at > other.at

    def has_later_number(self, other: "Version") -> bool:
        """Whether both are numbered, and this one is later."""
        return self.number is not None and other.number is not None and self.number > other.number

    @property
    def in_words(self) -> str:
        """For a log: `revision 3`, `text of 2026-11-27T14:02:00Z`, or `undated text`."""
        if self.number is not None:
            return f"revision {self.number}"
        return f"text of {to_iso(self.at)}" if self.at else "undated text"

    def __str__(self) -> str:
        return f"{'' if self.number is None else self.number}@{to_iso(self.at) if self.at else ''}"

    @classmethod
    def from_text(cls, text: str) -> "Version":
        """The inverse of `str`. Raises ValueError."""
        number, _, at = text.partition("@")
        return cls(number=int(number) if number else None, at=from_iso(at) if at else None)
