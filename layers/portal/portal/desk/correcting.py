"""`/redactie/bericht/<slug>/verbeteren`: words become others, seen first as readers will see them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from portal.desk.articles import Life, life_of, standing_at
from portal.desk.carrying_out import carry_out
from portal.desk.dutch import in_dutch, where_it_stands
from portal.desk.guard import Guard, Visit
from portal.desk.pieces import carried_over, edits_between, pieces_of
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
OVERTAKEN = "Dit bericht is intussen veranderd. Je woorden staan hieronder; vergelijk ze met wat er nu staat."


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
        life = standing_at(self._services, slug)
        if isinstance(life, Moved):
            return RedirectResponse(f"/redactie/bericht/{life.to}/verbeteren", status_code=303)
        if life is None or not isinstance(life.state, Published):
            return RedirectResponse(f"/redactie/bericht/{slug}", status_code=303)
        return self._form(visit, life, visit.form, refused=refused, status=status)

    def _form(
        self,
        visit: Visit,
        life: Life,
        fields: Mapping[str, str],
        *,
        left: Sequence[str] = (),
        refused: str = "",
        status: int = 200,
    ) -> Response:
        """`fields`: what a person typed, which is there again when they come back to it; `left`: what fits no more."""
        pieces = pieces_of(life.article) if life.article and life.is_public else []
        return self._services.pages.answer(
            "correcting",
            reader=visit.reader,
            now=visit.now,
            status=status,
            life=life,
            pieces=[replace(one, text=fields.get(one.name, one.text)) for one in pieces],
            left=left,
            kinds=KINDS,
            kind=visit.field("soort"),
            refused=refused,
            seen=life.seen_as,
        )

    def _overtaken(self, visit: Visit, life: Life, *, words: str = OVERTAKEN) -> Response:
        """Somebody else wrote it since: their words stand, and those of this person beside them, to be sent again."""
        seen, _, _ = visit.field("gezien").partition(".")
        before = next((one for one in life.all_texts if str(one.revision) == seen), None)
        mine = carried_over(before, life.article if life.is_public else None, visit.form)
        if not life.is_public:
            words = f"{where_it_stands(life.state)} Je woorden staan hieronder."
        return self._form(visit, life, mine.fields, left=mine.left, refused=words, status=409)

    def _done(self, visit: Visit, slug: str) -> Response:
        life = life_of(self._services, slug)
        if isinstance(life, Moved):
            return self._done(visit, life.to)
        if life is None:
            return self._asked(visit, slug)
        if not isinstance(life.state, Published):
            return self._overtaken(visit, life)
        if life.seen_as != visit.field("gezien"):
            return self._overtaken(visit, life)
        if visit.field("knop") == "terug":
            return self._asked(visit, slug)
        return self._changed(visit, slug, life.state.article)

    def _changed(self, visit: Visit, slug: str, article: Article) -> Response:
        kind = visit.field("soort")
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
                life = life_of(self._services, slug)
                if isinstance(life, Life):
                    return self._overtaken(visit, life, words=words)
                return self._asked(visit, slug, refused=words, status=409)
        return RedirectResponse(f"/redactie/bericht/{slug}?gedaan=verbeterd", status_code=303)


def _as_it_will_be(article: Article, edits: list[Edit], visit: Visit) -> Article:
    text = Text(article.headline, article.lead, article.body_html)
    for edit in edits:
        text = edited(text, edit)
    called = next((edit.called for edit in edits if edit.called), article.correction)
    return replace(article, **text._asdict(), edits=(*article.edits, *edits), updated_at=visit.now, correction=called)
