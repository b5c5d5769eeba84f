"""What the doctor says: of one thing, how it is, and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """`PROBLEM`: readers or the newsroom notice, or will; `ADVICE`: somebody should look; `OK`: it was looked at."""

    OK = "ok"
    ADVICE = "advice"
    PROBLEM = "problem"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`about`: where was looked (`site.toml`, `feeds`, `table`, `stack`, `newsroom`, `pages`); `remedy` is "" of
    what is well.
    """

    about: str
    level: Level
    words: str
    remedy: str = ""


Findings = Iterator[Finding]


class Room:
    """Makes findings about one thing."""

    def __init__(self, about: str) -> None:
        self._about = about

    def ok(self, words: str) -> Finding:
        return Finding(about=self._about, level=Level.OK, words=words)

    def advice(self, words: str, remedy: str) -> Finding:
        return Finding(about=self._about, level=Level.ADVICE, words=words, remedy=remedy)

    def problem(self, words: str, remedy: str) -> Finding:
        return Finding(about=self._about, level=Level.PROBLEM, words=words, remedy=remedy)
