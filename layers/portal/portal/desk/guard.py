"""Who may come in, and whose form it is: every address of the newsroom goes through here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from starlette.datastructures import UploadFile
from starlette.requests import Request

from portal.desk.rendering import Reader
from portal.desk.services import Services
from portal.desk.session import Session, desk_authority, session_of
from portal.lifecycle.authority import Authority
from portal.model.desk import DeskRole
from portal.storage.forms import take_once
from portal.web.csrf import is_own

TOKEN = "bewijs"  # noqa: S105  the name of a field
"""The field of a form with its token."""
LARGEST_FORM = 1_000_000
LARGEST_WITH_FILE = 4_400_000
"""Bytes. Source: AWS, Lambda quotas: 6 MB of an event, in which a file is base64."""


class DoorError(Exception):
    """Somebody does not come in."""


class LoginNeededError(DoorError):
    """Nobody is logged in, or no longer. `kept`: what was sent, so that a text is not lost."""

    def __init__(self, kept: Mapping[str, str] | None = None) -> None:
        self.kept = kept or {}
        super().__init__("nobody is logged in")


class NotAllowedError(DoorError):
    """The person is nobody of the newsroom, or may not do this. `least`: who may, None where the person is no one."""

    def __init__(self, name: str, least: DeskRole | None) -> None:
        self.name = name
        self.least = least
        super().__init__(f"{name} may not")


class ForeignFormError(DoorError):
    """A form that no page of ours sent."""


class SentBeforeError(DoorError):
    """A form that was sent already."""


class FormTooLargeError(DoorError):
    """A form with more in it than a form has."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A person at an address of the newsroom. `form`: fields that they sent, each a text; `files`: likewise."""

    session: Session
    authority: Authority
    reader: Reader
    now: datetime
    form: Mapping[str, str]
    files: Mapping[str, bytes] = field(default_factory=dict)

    def field(self, name: str) -> str:
        """What the form says under `name`, as one writes it: line ends as one character, nothing around it."""
        return self.form.get(name, "").replace("\r\n", "\n").strip()


class Guard:
    """As a dependency of a route: the visit of a person who is `least` at least. Raises DoorError."""

    def __init__(self, services: Services, least: DeskRole = DeskRole.REPORTER) -> None:
        self._services = services
        self._least = least

    async def __call__(self, request: Request) -> Visit:
        now = self._services.clock()
        seal = self._services.open_seal()
        sends = request.method not in ("GET", "HEAD")
        if sends and not is_own(request, self._services.own_origins):
            raise ForeignFormError(request.method)
        form, files = await form_of(request) if sends else ({}, {})
        session = session_of(request, seal, now=now)
        if session is None:
            raise LoginNeededError({name: value for name, value in form.items() if name != TOKEN})
        role = session.role(self._services.site.desk)
        if role is None or not role.covers(self._least):
            raise NotAllowedError(session.person.name, self._least if role else None)
        if sends:
            self._take(seal.form_name(form.get(TOKEN, ""), session.id), now)
        return Visit(
            session=session,
            authority=desk_authority(session, role, self._services.site),
            reader=Reader(name=session.person.name, role=role, token=seal.form_token(session.id)),
            now=now,
            form=form,
            files=files,
        )

    def _take(self, name: str, now: datetime) -> None:
        if not name:
            raise ForeignFormError("its token is not one of this session")
        if not take_once(self._services.table, name, now):
            raise SentBeforeError(name)


async def form_of(request: Request) -> tuple[dict[str, str], dict[str, bytes]]:
    """Its fields, of names that come twice the last, and its file, if there is one. Raises FormTooLargeError."""
    length = request.headers.get("content-length", "")
    has_file = request.headers.get("content-type", "").lower().startswith("multipart/form-data")
    if not length.isdigit() or int(length) > (LARGEST_WITH_FILE if has_file else LARGEST_FORM):
        raise FormTooLargeError(length)
    async with request.form(max_files=1, max_fields=50, max_part_size=LARGEST_FORM) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        files = {name: await value.read() for name, value in form.items() if isinstance(value, UploadFile)}
    return fields, {name: body for name, body in files.items() if body}
