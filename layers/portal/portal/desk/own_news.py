"""`/redactie/nieuw` and `/redactie/bericht/<slug>/bewerken`: news of our own, written here in Markdown.

It goes in as a file of the newsroom's feed would, so that the same text means the same wherever it comes from.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

import yaml
from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse, RedirectResponse, Response

from portal.desk.articles import Life, life_of
from portal.desk.guard import Guard, Visit
from portal.desk.moments import moment_in
from portal.desk.preview import Preview
from portal.desk.services import Services
from portal.desk.session import OWN
from portal.feeds.parsing.identity import entry_hash
from portal.ingest.entry_to_article import NotAcceptedError, section_of, to_article
from portal.lifecycle.state import Hidden, Published, State
from portal.model.article import Article, Origin
from portal.model.clock import local
from portal.model.errors import FeedError
from portal.model.feed import Feed
from portal.model.site import Site
from portal.storage.audit import Audited, note
from portal.storage.entries import known_entry
from portal.storage.own_texts import OwnText, get_text, put_text

FIELDS = ("kop", "rubriek", "auteur", "tekst", "dag", "tijd")
LONGEST_HEADLINE = 200


class OwnNewsPages:
    """A form, its preview on the real page, and the text on the site."""

    def __init__(self, services: Services, preview: Preview) -> None:
        self._services = services
        self._preview = preview
        self._feed = feed_of(services.site)

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        Visitor = Annotated[Visit, Depends(Guard(self._services))]  # noqa: N806  a type

        @router.get("/nieuw")
        async def ask(visit: Visitor) -> Response:
            return self._asked(visit, {"auteur": visit.session.person.name})

        @router.post("/nieuw")
        async def do(visit: Visitor) -> Response:
            return self._done(visit)

        @router.get("/bericht/{slug}/bewerken")
        async def edit(visit: Visitor, slug: str) -> Response:
            return self._edited(visit, slug)

        return router

    def _asked(self, visit: Visit, fields: Mapping[str, str], *, refused: str = "", status: int = 200) -> Response:
        body = self._services.pages.page(
            "own-news",
            reader=visit.reader,
            now=visit.now,
            fields={name: fields.get(name, "") for name in (*FIELDS, "id")},
            refused=refused,
        )
        return HTMLResponse(body, status_code=status)

    def _edited(self, visit: Visit, slug: str) -> Response:
        """The text as it was written; of what did not come from here there is none."""
        life = life_of(self._services, slug)
        if not isinstance(life, Life) or life.article is None or life.article.origin.feed not in self._feed.ids:
            return RedirectResponse(f"/redactie/bericht/{slug}", status_code=303)
        text = get_text(self._services.table, life.article.guid)
        if text is None:
            return RedirectResponse(f"/redactie/bericht/{slug}/verbeteren", status_code=303)
        return self._asked(visit, {**text.fields, "id": text.id})

    def _done(self, visit: Visit) -> Response:
        fields = {name: visit.field(name) for name in (*FIELDS, "id")}
        if visit.field("knop") == "terug":
            return self._asked(visit, fields)
        fields["id"] = fields["id"] or f"redactie-{visit.session.id[:6]}-{int(visit.now.timestamp())}"
        if refused := self._fault_in(fields):
            return self._asked(visit, fields, refused=refused, status=422)
        name, body = fields["id"], as_file(fields)
        try:
            article = self._article(visit, body, name)
        except (FeedError, NotAcceptedError) as error:
            reason = error.reason if isinstance(error, FeedError) else str(error)
            return self._asked(visit, fields, refused=f"Dit kon niet worden gelezen: {reason}.", status=422)
        if visit.field("knop") != "plaatsen":
            visit = replace(visit, form={**visit.form, "id": name})
            return self._preview.shown(visit, article, "/redactie/nieuw")
        return self._stored(visit, fields, body)

    def _fault_in(self, fields: Mapping[str, str]) -> str:
        if not fields["kop"] or not fields["tekst"]:
            return "Een bericht heeft een kop en een tekst."
        if len(fields["kop"]) > LONGEST_HEADLINE:
            return f"De kop is te lang: ten hoogste {LONGEST_HEADLINE} tekens."
        if self._services.site.section(fields["rubriek"]) is None:
            return "Kies een rubriek."
        if (fields["dag"] or fields["tijd"]) and moment_in(fields["dag"], fields["tijd"]) is None:
            return "Geef een dag en een tijd voor het embargo, of laat beide leeg."
        return ""

    def _article(self, visit: Visit, body: bytes, name: str) -> Article:
        """As it will be. Raises FeedError and NotAcceptedError."""
        entry = self._services.own_news.parsed(body, name=name)
        section = section_of(entry, self._feed, self._services.site, is_own_text=True)
        return to_article(replace(entry, embargoed_until=None), feed=self._feed, section=section, now=visit.now)

    def _stored(self, visit: Visit, fields: Mapping[str, str], body: bytes) -> Response:
        """The text as it was written is kept first: whatever fails then, it is not lost."""
        services, name = self._services, fields["id"]
        put_text(services.table, OwnText(id=name, by=visit.authority.name, at=visit.now, fields=dict(fields)))
        report = services.own_news.read(self._feed, body, name=name)
        if report.error or report.refused:
            reason = report.error or ", ".join(reason for _, reason in report.refused)
            return self._asked(visit, fields, refused=f"Dit werd niet opgenomen: {reason}.", status=422)
        state = self._state(name)
        if not isinstance(state, Published | Hidden):
            return self._asked(visit, fields, refused="Dit werd niet opgenomen.", status=422)
        slug = state.article.slug if isinstance(state, Published) else state.hidden.slug
        headline = f"wrote «{fields['kop']}»"
        note(services.table, Audited(at=visit.now, by=visit.authority.name, what=headline, about=slug))
        done = "geplaatst" if isinstance(state, Published) else "bewaard"
        return RedirectResponse(f"/redactie/bericht/{slug}?gedaan={done}", status_code=303)

    def _state(self, id_: str) -> State | None:
        origin = Origin(feed=self._feed.id, entry=entry_hash(self._feed.id, id_))
        known = known_entry(self._services.table, origin)
        return self._services.store.load(known) if known else None


def feed_of(site: Site) -> Feed:
    """Whose texts these are, also where site.toml does not name it."""
    return site.feed(OWN) or Feed(id=OWN, url=f"drop:{OWN}", section="", format="markdown")


def as_file(fields: Mapping[str, str]) -> bytes:
    """What a person wrote as a file of Markdown with a head (feeds.formats.markdown)."""
    head = {"id": fields["id"], "title": fields["kop"], "section": fields["rubriek"]}
    if fields["auteur"]:
        head["author"] = fields["auteur"]
    if until := moment_in(fields["dag"], fields["tijd"]):
        head["embargo"] = local(until).isoformat(timespec="minutes")
    said = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{said}---\n{fields['tekst']}\n".encode()
