"""What an editor can do about a row that waits for a person: by its reason, and by how its article stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.model.article import Article
from portal.storage.article_queries import WaitingRow


@dataclass(frozen=True, kw_only=True)
class WayOut:
    """A page below that of the article. `is_grave`: it takes something from readers."""

    name: str
    page: str
    is_grave: bool = False


WITHDRAW = WayOut(name="Intrekken", page="intrekken", is_grave=True)
RESTORE = WayOut(name="Terugzetten", page="terugzetten")
TAKE_LATER = WayOut(name="Neem de nieuwe tekst", page="terugzetten")
COMPARE = WayOut(name="Wat er in de tekst veranderde", page="versies")
CORRECT = WayOut(name="Verbeteren", page="verbeteren")
OF_PUBLIC = ("authority", "edited")
"""Reasons for which an article that readers see waits; for any other it is hidden."""


@dataclass(frozen=True, kw_only=True)
class WaitingWays:
    """A row with its ways out, the likeliest first."""

    row: WaitingRow
    ways: tuple[WayOut, ...]


def with_ways_out(rows: Sequence[WaitingRow], public: Mapping[str, Article]) -> list[WaitingWays]:
    """Each of `rows`; `public`: by slug the articles that readers see, of those that wait for OF_PUBLIC."""
    return [WaitingWays(row=row, ways=_ways_out(row, public.get(row.slug))) for row in rows]


def _ways_out(row: WaitingRow, article: Article | None) -> tuple[WayOut, ...]:
    match row.why:
        case "authority":
            return (WITHDRAW,) if article else ()
        case "edited" if article:
            # Without a later text the agency's stands already, and lacks our words.
            return (COMPARE, TAKE_LATER if article.waiting else CORRECT)
    return (RESTORE,)
