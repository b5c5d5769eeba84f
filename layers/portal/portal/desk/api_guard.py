"""Which program may do what: by an ID token of the provider, or by the session of who is logged in."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel
from starlette.requests import Request

from portal.desk.openid import LoginRefusedError
from portal.desk.services import Services
from portal.desk.session import Person, Session, desk_authority, session_of
from portal.lifecycle.authority import Authority
from portal.model.desk import DeskRole
from portal.web.csrf import is_own

SCHEME = "bearer "


class Problem(BaseModel):
    """Why a request was refused. Source: RFC 9457."""

    title: str
    status: int
    detail: str


class ProblemError(Exception):
    """A request that is refused, with the status that says how and a sentence that says why."""

    def __init__(self, status: int, detail: str) -> None:
        self.status = status
        self.detail = detail
        super().__init__(f"{status}: {detail}")


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who asks, with what authority."""

    authority: Authority
    now: datetime


class ApiGuard:
    """As a dependency of a route: the caller, who is `least` at least. Raises ProblemError."""

    def __init__(self, services: Services, least: DeskRole = DeskRole.REPORTER) -> None:
        self._services = services
        self._least = least

    async def __call__(self, request: Request) -> Caller:
        now = self._services.clock()
        session = self._session(request, now)
        role = session.role(self._services.site.desk)
        if role is None or not role.covers(self._least):
            raise ProblemError(403, f"{session.person.name} may not do this; {self._least} may")
        return Caller(authority=desk_authority(session, role, self._services.site), now=now)

    def _session(self, request: Request, now: datetime) -> Session:
        sent = request.headers.get("authorization", "")
        if sent.lower().startswith(SCHEME):
            return self._session_of(self._person(sent[len(SCHEME) :].strip()), now)
        if request.method not in ("GET", "HEAD") and not is_own(request, self._services.own_origins):
            raise ProblemError(403, "a request of another site; send an ID token instead of a cookie")
        session = session_of(request, self._services.open_seal(), now=now)
        if session is None:
            raise ProblemError(401, "send an ID token of the newsroom's provider: Authorization: Bearer …")
        return session

    def _person(self, token: str) -> Person:
        if self._services.provider is None:
            raise ProblemError(401, "no provider is known here, so no token can be looked at")
        try:
            return self._services.provider.verified(token)
        except LoginRefusedError as error:
            raise ProblemError(401, str(error)) from error

    @staticmethod
    def _session_of(person: Person, now: datetime) -> Session:
        return Session(id="", person=person, began=now, confirmed=now)
