"""What an editor sees: what waits, the newest, what cannot be read, and one article with its life."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse, RedirectResponse, Response

from portal.desk.changes import WordChange, changes_between
from portal.desk.guard import Guard, Visit
from portal.desk.outcomes import DONE
from portal.desk.services import Services
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
    """An article as the newsroom knows it. `texts`: those that are kept, the newest first. `waiting`: what a
    person has to decide about it.
    """

    slug: str
    state: State
    article: Article | None
    history: tuple[Happening, ...]
    texts: tuple[Article, ...] = ()
    waiting: tuple[WaitingRow, ...] = ()

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


def life_of(services: Services, slug: str) -> Life | Moved | None:
    """Four rounds: what stands at the address, its history, its texts, and what waits."""
    state = services.store.load_at(slug)
    if isinstance(state, Moved):
        return state
    if not isinstance(state, Published | Hidden):
        return None
    article = state.article if isinstance(state, Published) else state.text
    told = history(services.table, state.entry.origin)
    came_at = article.came_at if article else None
    if came_at and all(one.at != came_at for one in told):
        first = Happening(at=came_at, by=state.entry.origin.feed, outcome="stored", reason="revision 1 published")
        told = (first, *told)
    texts = revisions(services.table, state.entry.origin)
    waiting = tuple(one for one in services.table.read(article_queries.waiting()) if one.slug == slug)
    return Life(slug=slug, state=state, article=article, history=told[::-1], texts=texts, waiting=waiting)


def routes(services: Services) -> APIRouter:
    """`/redactie`, `/redactie/zoek` and `/redactie/bericht/…`, to read."""
    router = APIRouter(include_in_schema=False)
    Visitor = Annotated[Visit, Depends(Guard(services))]  # noqa: N806  a type

    def shown(name: str, visit: Visit, *, status: int = 200, **values: object) -> Response:
        body = services.pages.page(name, reader=visit.reader, now=visit.now, **values)
        return HTMLResponse(body, status_code=status)

    @router.get("")
    async def overview(visit: Visitor) -> Response:
        waiting, newest = services.table.both(article_queries.waiting(), article_queries.newest(limit=NEWEST))
        hidden = services.table.read(article_queries.hidden_rows())
        return shown("overview", visit, waiting=waiting, newest=newest.teasers, hidden=hidden[:NEWEST])

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
        return shown("article", visit, life=found, section=section, done=DONE.get(gedaan, ""))

    @router.get("/bericht/{slug}/versies")
    async def versions(visit: Visitor, slug: str) -> Response:
        found = life_of(services, slug)
        if isinstance(found, Moved) or found is None:
            return shown("missing", visit, status=404, slug=slug)
        return shown("versions", visit, life=found, steps=_steps(found))

    return router


def _steps(life: Life) -> list[tuple[Article, list[WordChange]]]:
    """Each text that replaced another, the newest first, with what became otherwise in it."""
    texts = {one.revision: one for one in (*life.texts, *([life.article] if life.article else []))}
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
