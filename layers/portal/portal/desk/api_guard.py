"""Which program may do what: by a key that a person got here, by an ID token of the provider, or by their session."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel
from starlette.requests import Request

from portal.desk.openid import LoginRefusedError
from portal.desk.services import Services
from portal.desk.session import Session, desk_authority, session_of, session_of_key
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
            return self._session_of(sent[len(SCHEME) :].strip(), now)
        if request.method not in ("GET", "HEAD") and not is_own(request, self._services.own_origins):
            raise ProblemError(403, "a request of another site; send a key instead of a cookie")
        session = session_of(request, self._services.open_seal(), now=now)
        if session is None:
            raise ProblemError(401, "send a key of /redactie/sleutel, or an ID token: Authorization: Bearer …")
        return session

    def _session_of(self, token: str, now: datetime) -> Session:
        """By a key of ours, else by an ID token of the provider."""
        if session := session_of_key(token, self._services.open_seal(), now=now):
            return session
        if self._services.provider is None:
            raise ProblemError(401, "this is no key of /redactie/sleutel, or it is over")
        try:
            person = self._services.provider.verified(token)
        except LoginRefusedError as error:
            raise ProblemError(401, f"this is no key of /redactie/sleutel, and {error}") from error
        return Session(id="", person=person, began=now, confirmed=now)
