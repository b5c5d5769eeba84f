"""Who is at work: a person, and for how long a browser may speak for them. In an encrypted cookie alone."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from portal.desk.sealed import Seal
from portal.lifecycle.authority import Authority
from portal.model.clock import from_iso, to_iso
from portal.model.desk import Desk, DeskRole
from portal.model.feed import OWN
from portal.model.site import Site

COOKIE = "__Host-redactie"
LASTS = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who the provider says it is. `address`: "" where it does not vouch for one; `groups`: as it names them."""

    subject: str
    name: str
    address: str = ""
    groups: tuple[str, ...] = ()

    @property
    def signature(self) -> str:
        """As the history of an article has them, for years: a name alone may be two people's."""
        return f"{self.name} <{self.address or self.subject}>"


def name_in_line(said: str, longest: int) -> str:
    """A name as it may stand beside others' in a history: in one line, and without what turns or hides letters."""
    seen = (letter if unicodedata.category(letter) != "Cf" else "" for letter in said)
    return " ".join("".join(one if one.isprintable() else " " for one in seen).split())[:longest]


@dataclass(frozen=True, kw_only=True)
class Session:
    """`id` is random; `began`: when the person logged in, and `confirmed`: when they proved last who they are."""

    id: str
    person: Person
    began: datetime
    confirmed: datetime

    def role(self, desk: Desk) -> DeskRole | None:
        """By site.toml as it is now, so that who leaves the list is out at the next request."""
        return desk.role_of(self.person.address, self.person.groups)

    def is_confirmed_within(self, time: timedelta, now: datetime) -> bool:
        return now - self.confirmed < time


def desk_authority(session: Session, role: DeskRole, site: Site) -> Authority:
    """A reporter speaks for our own texts alone; what else they ask for becomes a notice to an editor."""
    own = site.feed(OWN)
    ids = frozenset(own.ids if own else (OWN,))
    speaks_for_all = role.covers(DeskRole.EDITOR)
    name = session.person.signature
    return Authority(name=name, feed_ids=ids, group_ids=ids, speaks_for_all=speaks_for_all, is_person=True)


def store_session(response: Response, session: Session, seal: Seal, *, now: datetime) -> None:
    """Sent back to this host alone, over TLS, to no script, and with no request that another site began.

    Source: RFC 6265bis, `__Host-` and SameSite.
    """
    lasts = session.began + LASTS - now
    text = seal.sealed(_to_json(session), purpose="session", now=now, lasts=lasts)
    response.set_cookie(
        COOKIE, text, max_age=int(lasts.total_seconds()), path="/", secure=True, httponly=True, samesite="strict"
    )


def key_of(session: Session, seal: Seal, *, now: datetime) -> str:
    """What a program of the person sends along, for as long as the session lasts."""
    return seal.sealed(_to_json(session), purpose="key", now=now, lasts=session.began + LASTS - now)


def session_of_key(key: str, seal: Seal, *, now: datetime) -> Session | None:
    """None for what is no key of ours, or is over."""
    found = seal.opened(key, purpose="key", now=now)
    return _from_json(found) if found else None


def end_session(response: Response) -> None:
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")


def session_of(request: Request, seal: Seal, *, now: datetime) -> Session | None:
    """None for a browser that brings none, another's, or one that is over."""
    text = request.cookies.get(COOKIE, "")
    found = seal.opened(text, purpose="session", now=now) if text else None
    return _from_json(found) if found else None


def _to_json(session: Session) -> dict[str, Any]:
    person = session.person
    return {
        "jti": session.id,
        "sub": person.subject,
        "name": person.name,
        "address": person.address,
        "groups": list(person.groups),
        "began": to_iso(session.began),
        "confirmed": to_iso(session.confirmed),
    }


def _from_json(found: Mapping[str, Any]) -> Session:
    person = Person(subject=found["sub"], name=found["name"], address=found["address"], groups=tuple(found["groups"]))
    began, confirmed = from_iso(found["began"]), from_iso(found["confirmed"])
    return Session(id=found["jti"], person=person, began=began, confirmed=confirmed)
