"""What an editor sees: what waits, the newest, what cannot be read, and one article with its life."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from portal.desk.changes import WordChange, changes_between
from portal.desk.guard import Guard, Visit
from portal.desk.outcomes import DONE
from portal.desk.readership import WeekViews
from portal.desk.services import Services
from portal.desk.ways_out import OF_PUBLIC, with_ways_out
from portal.lifecycle.state import Hidden, Published, State
from portal.model.article import Article, Moved, Teaser
from portal.model.pasted_address import slug_in
from portal.storage import article_queries
from portal.storage.article_queries import HiddenRow, WaitingRow
from portal.storage.entries import Happening, history
from portal.storage.revisions import revisions

NEWEST = 30
FOUND = 50
LOOKED_THROUGH = 1000
"""The newest articles, when somebody looks for words."""


@dataclass(frozen=True, kw_only=True)
class Life:
    """An article as the newsroom knows it. Who asks for its whole life has its `history`, the `texts` that are kept,
    both newest first, and what is `waiting` for a person to decide.
    """

    slug: str
    state: State
    article: Article | None
    history: tuple[Happening, ...] = ()
    texts: tuple[Article, ...] = ()
    waiting: tuple[WaitingRow, ...] = ()

    @property
    def all_texts(self) -> tuple[Article, ...]:
        """Those that are kept, and the one that stands."""
        return (*self.texts, self.article) if self.article else self.texts

    @property
    def is_public(self) -> bool:
        return isinstance(self.state, Published)

    @property
    def has_later_text(self) -> bool:
        """Whether a text of the agency waits behind the one that readers see."""
        return isinstance(self.state, Published) and self.state.later is not None

    @property
    def embargo_end(self) -> datetime | None:
        return self.state.hidden.until if isinstance(self.state, Hidden) else None

    @property
    def seen_as(self) -> str:
        """By which a later form knows whether the article still is what was shown."""
        state = self.state
        found = state.article if isinstance(state, Published) else state.hidden if isinstance(state, Hidden) else None
        return f"{found.revision}.{found.writes}" if found else ""


def standing_at(services: Services, slug: str) -> Life | Moved | None:
    """What stands at an address, without what came before. Two rounds, as ArticleStore.load_at."""
    state = services.store.load_at(slug)
    if isinstance(state, Moved):
        return state
    if not isinstance(state, Published | Hidden):
        return None
    return Life(slug=slug, state=state, article=state.article if isinstance(state, Published) else state.text)


def life_of(services: Services, slug: str) -> Life | Moved | None:
    """Likewise with its whole life: three rounds more, for its history, its texts, and what waits."""
    found = standing_at(services, slug)
    if not isinstance(found, Life) or not isinstance(found.state, Published | Hidden):
        return found
    origin = found.state.entry.origin
    told = history(services.table, origin, came_at=found.article.came_at if found.article else None)
    waiting = tuple(one for one in services.table.read(article_queries.waiting()) if one.slug == slug)
    return replace(found, history=told[::-1], texts=revisions(services.table, origin), waiting=waiting)


def routes(services: Services) -> APIRouter:
    """`/redactie`, `/redactie/zoek` and `/redactie/bericht/…`, to read."""
    router = APIRouter(include_in_schema=False)
    Visitor = Annotated[Visit, Depends(Guard(services))]  # noqa: N806  a type
    week = WeekViews(services.table)

    def shown(name: str, visit: Visit, *, status: int = 200, **values: object) -> Response:
        return services.pages.answer(name, reader=visit.reader, now=visit.now, status=status, **values)

    @router.get("")
    async def overview(visit: Visitor) -> Response:
        waiting, newest = services.table.both(article_queries.waiting(), article_queries.newest(limit=NEWEST))
        hidden = services.table.read(article_queries.hidden_rows())
        public = article_queries.bodies(services.table, {one.slug for one in waiting if one.why in OF_PUBLIC})
        ways = with_ways_out(waiting, public)
        return shown("overview", visit, waiting=ways, newest=newest.teasers, hidden=hidden[:NEWEST])

    @router.get("/zoek")
    async def find(visit: Visitor, q: str = "") -> Response:
        if slug := slug_in(q):
            return RedirectResponse(f"/redactie/bericht/{slug}", status_code=303)
        published, hidden = _found(services, q)
        return shown("found", visit, question=q.strip(), published=published, hidden=hidden)

    @router.get("/bericht/{slug}")
    async def article(visit: Visitor, slug: str, gedaan: str = "") -> Response:
        found = life_of(services, slug)
        if isinstance(found, Moved):
            return RedirectResponse(f"/redactie/bericht/{found.to}", status_code=303)
        if found is None:
            return shown("missing", visit, status=404, slug=slug)
        section = services.site.section_or_orphan(found.article.section) if found.article else None
        views = week.of(slug, visit.now)
        return shown("article", visit, life=found, section=section, done=DONE.get(gedaan, ""), views=views)

    @router.get("/bericht/{slug}/versies")
    async def versions(visit: Visitor, slug: str) -> Response:
        found = life_of(services, slug)
        if isinstance(found, Moved) or found is None:
            return shown("missing", visit, status=404, slug=slug)
        return shown("versions", visit, life=found, steps=_steps(found))

    return router


def _steps(life: Life) -> list[tuple[Article, list[WordChange]]]:
    """Each text that replaced another, the newest first, with what became otherwise in it."""
    texts = {one.revision: one for one in life.all_texts}
    ordered = [texts[number] for number in sorted(texts, reverse=True)]
    return [(new, changes_between(old, new)) for new, old in pairwise(ordered)]


def _found(services: Services, question: str) -> tuple[list[Teaser], list[HiddenRow]]:
    """With every word in headline or lead, of the newest; what is older is found by its address, or by `/zoeken`."""
    words = question.casefold().split()
    if not words:
        return [], []
    newest, hidden = services.table.both(article_queries.newest(limit=LOOKED_THROUGH), article_queries.hidden_rows())
    published = [one for one in newest.teasers if _has(words, one.headline, one.lead)]
    return published[:FOUND], [one for one in hidden if _has(words, one.headline)][:FOUND]


def _has(words: list[str], *texts: str) -> bool:
    text = " ".join(texts).casefold()
    return all(word in text for word in words)
