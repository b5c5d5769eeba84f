"""What an export has to remember of a whole portal, in a file of SQLite that goes by itself: memory stays small."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from portal.model.clock import from_iso, to_iso
from portal.model.scheduled_action import Act, ScheduledAction

AT_A_TIME = 500
"""Variables in a question, of which SQLite takes a thousand. Source: sqlite.org, Implementation Limits."""


class Scratch:
    """What is due, by address; and which pictures were seen."""

    def __init__(self, due: Iterable[ScheduledAction]) -> None:
        self._base = sqlite3.connect("")  # a database in a file that nobody else sees. Source: sqlite.org, In-Memory
        self._base.execute("CREATE TABLE due (slug TEXT, act TEXT, at TEXT, is_told INTEGER)")
        self._base.execute("CREATE TABLE pictures (hash TEXT PRIMARY KEY) WITHOUT ROWID")
        rows = ((one.slug, str(one.act), to_iso(one.at), one.is_told) for one in due)
        self._base.executemany("INSERT INTO due VALUES (?, ?, ?, ?)", rows)
        self._base.execute("CREATE INDEX by_slug ON due (slug)")

    def due(self, slugs: Sequence[str]) -> tuple[ScheduledAction, ...]:
        """What is due to any of `slugs`, the first first."""
        found = sorted(row for start in range(0, len(slugs), AT_A_TIME) for row in self._due(slugs[start:][:AT_A_TIME]))
        return tuple(
            ScheduledAction(act=Act(act), slug=slug, at=from_iso(at), is_told=bool(is_told))
            for at, act, slug, is_told in found
        )

    def is_new(self, picture: str) -> bool:
        """Whether nobody asked this of the picture of that hash before."""
        return self._base.execute("INSERT OR IGNORE INTO pictures VALUES (?)", (picture,)).rowcount == 1

    def has(self, picture: str) -> bool:
        return self._base.execute("SELECT 1 FROM pictures WHERE hash = ?", (picture,)).fetchone() is not None

    def close(self) -> None:
        self._base.close()

    def _due(self, slugs: Sequence[str]) -> Iterator[tuple[str, str, str, int]]:
        marks = ", ".join("?" * len(slugs))
        yield from self._base.execute(f"SELECT at, act, slug, is_told FROM due WHERE slug IN ({marks})", slugs)  # noqa: S608  marks alone
