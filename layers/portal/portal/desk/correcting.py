"""`/redactie/bericht/<slug>/verbeteren`: words become others, seen first as readers will see them."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse, RedirectResponse, Response

from portal.desk.articles import Life, life_of
from portal.desk.carrying_out import carry_out
from portal.desk.dutch import in_dutch
from portal.desk.guard import Guard, Visit
from portal.desk.pieces import PieceOfText, edits_between, pieces_of
from portal.desk.preview import Preview
from portal.desk.services import Services
from portal.lifecycle.event import Corrected
from portal.lifecycle.outcome import Outcome
from portal.lifecycle.state import Published
from portal.model.article import Article, Moved
from portal.model.corrections import Edit, EditError, Text, edited
from portal.model.desk import DeskRole

KINDS = {
    "": "Niet melden aan lezers",
    "Correctie": "Correctie",
    "Rectificatie": "Rectificatie",
    "Aanvulling": "Aanvulling",
}
"""What readers are told that it is. A rectification says that what stood there was wrong about somebody."""


class Correcting:
    """The form, its preview, and the correction."""

    def __init__(self, services: Services, preview: Preview) -> None:
        self._services = services
        self._preview = preview

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        Visitor = Annotated[Visit, Depends(Guard(self._services, DeskRole.EDITOR))]  # noqa: N806  a type

        @router.get("/bericht/{slug}/verbeteren")
        async def ask(visit: Visitor, slug: str) -> Response:
            return self._asked(visit, slug)

        @router.post("/bericht/{slug}/verbeteren")
        async def do(visit: Visitor, slug: str) -> Response:
            return self._done(visit, slug)

        return router

    def _asked(self, visit: Visit, slug: str, *, refused: str = "", status: int = 200) -> Response:
        life = life_of(self._services, slug)
        if isinstance(life, Moved):
            return RedirectResponse(f"/redactie/bericht/{life.to}/verbeteren", status_code=303)
        if life is None or not isinstance(life.state, Published):
            return RedirectResponse(f"/redactie/bericht/{slug}", status_code=303)
        pieces = [self._as_sent(one, visit) for one in pieces_of(life.state.article)]
        body = self._services.pages.page(
            "correcting",
            reader=visit.reader,
            now=visit.now,
            life=life,
            pieces=pieces,
            kinds=KINDS,
            kind=visit.field("soort"),
            refused=refused,
            seen=life.seen_as,
        )
        return HTMLResponse(body, status_code=status)

    def _as_sent(self, piece: PieceOfText, visit: Visit) -> PieceOfText:
        """What a person typed is there again when they come back to it."""
        return replace(piece, text=visit.form[piece.name]) if piece.name in visit.form else piece

    def _done(self, visit: Visit, slug: str) -> Response:
        life = life_of(self._services, slug)
        is_going_back = visit.field("knop") == "terug"
        if is_going_back or not isinstance(life, Life) or not isinstance(life.state, Published):
            return self._asked(visit, slug)
        if life.seen_as != visit.field("gezien"):
            words = "Dit bericht is intussen veranderd. Je woorden staan hieronder; vergelijk ze met wat er nu staat."
            return self._asked(visit, slug, refused=words, status=409)
        article, kind = life.state.article, visit.field("soort")
        try:
            edits = [replace(one, called=kind) for one in edits_between(article, dict(visit.form))]
        except EditError as error:
            return self._asked(visit, slug, refused=f"Dat kon niet: {in_dutch(str(error))}.", status=422)
        if not edits or kind not in KINDS:
            return self._asked(visit, slug, refused="Er is niets veranderd.", status=422)
        if visit.field("knop") != "plaatsen":
            new = _as_it_will_be(article, edits, visit)
            return self._preview.shown(visit, new, f"/redactie/bericht/{slug}/verbeteren")
        return self._stored(visit, slug, edits)

    def _stored(self, visit: Visit, slug: str, edits: list[Edit]) -> Response:
        """One transition each, which history tells each; a later one that does not fit any more is said."""
        for edit in edits:
            event = Corrected(edit=replace(edit, called=""), called=edit.called)
            made = carry_out(self._services, slug, event, visit.authority)
            if made.outcome is Outcome.REFUSED:
                words = f"‘{edit.old}’ kon niet worden veranderd: {in_dutch(made.reason)}."
                return self._asked(visit, slug, refused=words, status=409)
        return RedirectResponse(f"/redactie/bericht/{slug}?gedaan=verbeterd", status_code=303)


def _as_it_will_be(article: Article, edits: list[Edit], visit: Visit) -> Article:
    text = Text(article.headline, article.lead, article.body_html)
    for edit in edits:
        text = edited(text, edit)
    called = next((edit.called for edit in edits if edit.called), article.correction)
    return replace(article, **text._asdict(), edits=(*article.edits, *edits), updated_at=visit.now, correction=called)
