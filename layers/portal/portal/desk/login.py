"""Coming in and going out: by the provider of site.toml, or on this machine by saying who one is."""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.desk.guard import ForeignFormError, Guard, NotAllowedError, Visit, form_of
from portal.desk.openid import LoginRefusedError, Pending
from portal.desk.rendering import NOBODY
from portal.desk.services import Services
from portal.desk.session import Person, Session, end_session, name_in_line, session_of, store_session
from portal.model.desk import GROUP, Desk, DeskRole
from portal.storage.audit import Audited, note
from portal.web.csrf import is_own

logger = logging.getLogger("portal")

HOME = "/redactie"
PENDING = "__Host-redactie-login"
LASTS = timedelta(minutes=10)
LOCAL_DESK = Desk(members=tuple((role, frozenset({f"{GROUP}{role}"})) for role in DeskRole))
"""On this machine whoever logs in says what they are."""
_ONWARD = re.compile(r"/redactie(?:/[A-Za-z0-9_~-]{1,120}){0,6}")


class DeskLogin:
    """The addresses of logging in and out."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/inloggen", self.begin, methods=["GET"])
        if self._services.provider:
            router.add_api_route("/terug", self.finish, methods=["GET"])
        else:
            router.add_api_route("/inloggen", self.local, methods=["POST"])
        router.add_api_route("/uitloggen", self._leaving(), methods=["POST"])
        return router

    def _leaving(self) -> Callable[..., Awaitable[Response]]:
        async def leave(visit: Annotated[Visit, Depends(Guard(self._services))]) -> Response:
            note(self._services.table, Audited(at=visit.now, by=visit.authority.name, what="logged out"))
            response = self._page("logged-out", visit.now)
            end_session(response)
            return response

        return leave

    async def begin(self, request: Request) -> Response:
        """To the provider; it asks again who is to prove anew who they are (`opnieuw`)."""
        onward, now = onward_of(request.query_params.get("verder", "")), self._services.clock()
        if self._services.provider is None:
            return self._page("login", now, onward=onward, roles=tuple(DeskRole))
        url, pending = self._services.provider.begin(onward=onward, again="opnieuw" in request.query_params)
        seal = self._services.open_seal()
        response = RedirectResponse(url, status_code=303)
        text = seal.sealed(asdict(pending), purpose="login", now=now, lasts=LASTS)
        # Lax, for the provider sends the person back from another site.
        seconds = int(LASTS.total_seconds())
        response.set_cookie(PENDING, text, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")
        return response

    async def finish(self, request: Request) -> Response:
        """Back from the provider. Raises LoginRefusedError."""
        services, now = self._services, self._services.clock()
        pending = self._pending(request, now)
        if services.provider is None:
            raise LoginRefusedError("there is no provider")
        person = services.provider.finish(pending, dict(request.query_params))
        return self._let_in(request, person, pending.onward, now)

    async def local(self, request: Request) -> Response:
        """On loopback alone, where no provider is known (desk.wiring)."""
        if not is_own(request, self._services.own_origins):
            raise ForeignFormError("local login")
        form, now = (await form_of(request))[0], self._services.clock()
        name, role = name_in_line(form.get("naam", ""), 80), form.get("rol", "")
        onward = onward_of(form.get("verder", ""))
        if not name or role not in tuple(DeskRole):
            return self._page("login", now, status=422, onward=onward, roles=tuple(DeskRole))
        return self._let_in(request, Person(subject="lokaal", name=name, groups=(role,)), onward, now)

    def _pending(self, request: Request, now: datetime) -> Pending:
        text = request.cookies.get(PENDING, "")
        found = self._services.open_seal().opened(text, purpose="login", now=now) if text else None
        if found is None:
            raise LoginRefusedError("this browser began no login within the last ten minutes")
        return Pending(**{name: found[name] for name in ("state", "nonce", "verifier", "onward", "again")})

    def _let_in(self, request: Request, person: Person, onward: str, now: datetime) -> Response:
        """With a page and not a redirect: after one that another site began, no browser would send the cookie along."""
        seal = self._services.open_seal()
        role = self._services.site.desk.role_of(person.address, person.groups)
        if role is None:
            raise NotAllowedError(person.signature, None)
        before = session_of(request, seal, now=now)
        same = before if before and before.person.subject == person.subject else None
        session = Session(id=token_urlsafe(16), person=person, began=same.began if same else now, confirmed=now)
        note(self._services.table, Audited(at=now, by=person.signature, what="logged in"))
        response = self._page("logged-in", now, onward=onward, name=person.name)
        store_session(response, session, seal, now=now)
        response.delete_cookie(PENDING, path="/", secure=True, httponly=True, samesite="lax")
        return response

    def _page(self, page: str, now: datetime, *, status: int = 200, **values: object) -> Response:
        return self._services.pages.answer(page, reader=NOBODY, now=now, status=status, **values)


def onward_of(path: str) -> str:
    """A page of the newsroom to go on to; the first one for any other address."""
    return path if _ONWARD.fullmatch(path) else HOME
