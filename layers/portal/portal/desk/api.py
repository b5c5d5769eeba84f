"""`/redactie/api`: what the newsroom can do, for programs. The same people, the same roles, the same transitions.

Who asks says so with a key of `/redactie/sleutel` or an ID token of the provider (RFC 6750), or is logged in. Refusals
are problems (RFC 9457).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from secrets import token_hex
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, Field

from portal.desk.api_guard import ApiGuard, Caller, Problem, ProblemError
from portal.desk.articles import Life, life_of
from portal.desk.carrying_out import carry_out
from portal.desk.own_news_form import NotWrittenError, Writing
from portal.desk.services import Services
from portal.lifecycle.event import Corrected, EmbargoSet, Event, Pinned, Renamed, Restored, Withdrawn
from portal.lifecycle.outcome import Outcome
from portal.lifecycle.state import Hidden, Published, slug_of
from portal.model.article import Moved
from portal.model.clock import local
from portal.model.corrections import Edit
from portal.model.desk import DeskRole
from portal.model.slug import LONGEST
from portal.storage import article_queries

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=LONGEST + 20)]
PROBLEMS: dict[int | str, dict[str, Any]] = {status: {"model": Problem} for status in (401, 403, 404, 409, 422, 503)}


class Moment(BaseModel):
    """What happened to an article, when, on whose word and why."""

    at: datetime
    by: str
    reason: str


class ArticleNow(BaseModel):
    """An article as it stands. `state`: published or hidden; `why`: why it is hidden."""

    slug: str
    address: str
    state: Literal["published", "hidden"]
    why: str = ""
    until: datetime | None = None
    headline: str = ""
    section: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    revision: int = 0
    history: list[Moment] = []


class ListedArticle(BaseModel):
    """An article in a list."""

    slug: str
    headline: str
    section: str
    published_at: datetime


class WaitingArticle(BaseModel):
    """What a person has to decide. `why`: as in docs/newsroom.md."""

    slug: str
    headline: str
    why: str
    since: datetime
    by: str = ""


class Done(BaseModel):
    """What came of a request: `done`, or `noticed`, where an editor has to decide first."""

    outcome: str
    slug: str
    reason: str


class Correction(BaseModel):
    """`old` stands in the text exactly once; `called` is what readers are told that it is, such as Correctie."""

    old: str = Field(min_length=1, max_length=5000)
    new: str = Field(max_length=5000)
    called: str = Field(default="", max_length=40)


class Rename(BaseModel):
    """Another address."""

    slug: Slug


class Embargo(BaseModel):
    """Until when nobody may read it; null: from now on everybody may."""

    until: AwareDatetime | None


class Pin(BaseModel):
    """For how many hours it leads the front; 0: no longer."""

    hours: int = Field(ge=0, le=72)


class NewArticle(BaseModel):
    """News of our own, in Markdown. The same `id` again is another text of the same article."""

    headline: str = Field(min_length=1, max_length=200)
    section: str
    text: str = Field(min_length=1, max_length=300_000)
    author: str = Field(default="", max_length=200)
    id: str = Field(default="", max_length=100, pattern=r"^[A-Za-z0-9._-]*$")
    embargo: AwareDatetime | None = None


class NewFile(BaseModel):
    """News of our own as a file of Markdown with a head (docs/adding-a-feed.md), as `portal publish` takes it."""

    name: str = Field(min_length=1, max_length=120, pattern=r"^[^/\\]+$")
    markdown: str = Field(min_length=1, max_length=300_000)


class Api:
    """The addresses, of which each promises what its docstring says: OpenAPI has them."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._writing = Writing(services)

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/api", responses=PROBLEMS)
        self._add_reading(router)
        self._add_changing(router)
        return router

    def _add_reading(self, router: APIRouter) -> None:
        services, guard = self._services, Depends(ApiGuard(self._services))

        @router.get("/articles", dependencies=[guard])
        async def newest(limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[ListedArticle]:
            """The newest articles that readers can read."""
            found = services.table.read(article_queries.newest(limit=limit)).teasers
            return [ListedArticle.model_validate(one, from_attributes=True) for one in found]

        @router.get("/articles/{slug}", dependencies=[guard])
        async def article(slug: Slug) -> ArticleNow:
            """How an article stands, and what happened to it."""
            return self._now(slug)

        @router.get("/waiting", dependencies=[guard])
        async def waiting() -> list[WaitingArticle]:
            """What a person has to decide."""
            found = services.table.read(article_queries.waiting())
            return [WaitingArticle.model_validate(one, from_attributes=True) for one in found]

    def _add_changing(self, router: APIRouter) -> None:
        Reporter = Annotated[Caller, Depends(ApiGuard(self._services))]  # noqa: N806  a type
        Editor = Annotated[Caller, Depends(ApiGuard(self._services, DeskRole.EDITOR))]  # noqa: N806  likewise

        @router.post("/articles/{slug}/withdraw")
        async def withdraw(caller: Reporter, slug: Slug) -> Done:
            """Off the site: page, lists, feeds, search and CDN. Of a reporter it becomes a notice to an editor."""
            return self._done(caller, slug, Withdrawn())

        @router.post("/articles/{slug}/restore")
        async def restore(caller: Editor, slug: Slug) -> Done:
            """Back on the site, with the newest text that there is of it."""
            return self._done(caller, slug, Restored())

        @router.post("/articles/{slug}/correct")
        async def correct(caller: Editor, slug: Slug, body: Correction) -> Done:
            """Words become others; the agency's next revision does not undo it."""
            return self._done(caller, slug, Corrected(edit=Edit(old=body.old, new=body.new), called=body.called))

        @router.post("/articles/{slug}/rename")
        async def rename(caller: Editor, slug: Slug, body: Rename) -> Done:
            """Another address, to which the old one leads."""
            if body.slug in self._services.site.taken_slugs:
                raise ProblemError(422, f"{body.slug}: is the address of a section")
            return self._done(caller, slug, Renamed(slug=body.slug))

        @router.post("/articles/{slug}/embargo")
        async def embargo(caller: Editor, slug: Slug, body: Embargo) -> Done:
            """Nobody may read it until a moment; with null, everybody from now on."""
            return self._done(caller, slug, EmbargoSet(until=body.until))

        @router.post("/articles/{slug}/pin")
        async def pin(caller: Editor, slug: Slug, body: Pin) -> Done:
            """It leads the front for some hours."""
            until = (caller.now + timedelta(hours=body.hours)).replace(microsecond=0) if body.hours else None
            return self._done(caller, slug, Pinned(until=until))

        @router.post("/articles", status_code=201)
        async def publish(caller: Reporter, body: NewArticle) -> Done:
            """News of our own on the site, or kept until its embargo ends."""
            return self._published(caller, body)

        @router.post("/files", status_code=201)
        async def publish_file(caller: Reporter, body: NewFile) -> Done:
            """The same file means the same here, by `portal publish`, and in an agency's folder."""
            return self._taken_in(caller, body)

    def _now(self, slug: str) -> ArticleNow:
        life = life_of(self._services, slug)
        if not isinstance(life, Life):
            words = f"its address is {life.to}" if isinstance(life, Moved) else "there is no such article"
            raise ProblemError(404, f"{slug}: {words}")
        article, state = life.article, life.state
        hidden = state.hidden if isinstance(state, Hidden) else None
        return ArticleNow(
            slug=slug,
            address=f"{self._services.site.origin}/nieuws/{slug}",
            state="hidden" if hidden else "published",
            why=hidden.why.value if hidden else "",
            until=hidden.until if hidden else None,
            headline=article.headline if article else "",
            section=article.section if article else "",
            published_at=article.published_at if article else None,
            updated_at=article.updated_at if article else None,
            revision=article.revision if article else 0,
            history=[Moment(at=one.at, by=one.by, reason=one.reason) for one in life.history],
        )

    def _done(self, caller: Caller, slug: str, event: Event) -> Done:
        made = carry_out(self._services, slug, event, caller.authority)
        if made.outcome is Outcome.REFUSED:
            status = 404 if made.reason == "there is no such article" else 409
            raise ProblemError(status, made.sentence)
        at = made.after.article.slug if isinstance(made.after, Published) else slug
        return Done(outcome=made.outcome.value, slug=at, reason=made.reason)

    def _taken_in(self, caller: Caller, body: NewFile) -> Done:
        put = partial(self._writing.put_file, body.markdown.encode(), body.name)
        return _written(body.name, partial(put, by=caller.authority.name, now=caller.now))

    def _published(self, caller: Caller, body: NewArticle) -> Done:
        until = local(body.embargo) if body.embargo else None
        fields = {
            "kop": " ".join(body.headline.split()),
            "rubriek": body.section,
            "auteur": body.author,
            "tekst": body.text,
            "dag": f"{until:%Y-%m-%d}" if until else "",
            "tijd": f"{until:%H:%M}" if until else "",
            "id": body.id or f"redactie-{token_hex(6)}",
        }
        return _written(fields["id"], partial(self._writing.put, fields, by=caller.authority.name, now=caller.now))


def _written(name: str, put: Callable[[], Published | Hidden]) -> Done:
    """What came of our own text `name`. Raises ProblemError."""
    try:
        state = put()
    except NotWrittenError as error:
        raise ProblemError(422, str(error)) from error
    outcome = "published" if isinstance(state, Published) else "kept"
    return Done(outcome=outcome, slug=slug_of(state), reason=f"{name}: {outcome}")
