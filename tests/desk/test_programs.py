"""Every address for programs against who may not, as a key, a cookie or a body says it; and pictures that are none."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from mangum import Mangum

from desk.phone import OWN_PAGE, Phone
from desk.room import Address, Room, addresses_of
from portal.desk.session import COOKIE, LASTS
from portal.model.desk import Desk, DeskRole
from portal.web.security_headers import security
from reader import Answer, Browser
from samples import NOW, article

SLUG = "veerpont-vaart-weer"
REPORTERS = {"withdraw", "articles", "files"}
"""The last words of what a reporter may send."""
JSON = {"content-type": "application/json"}


@pytest.fixture
def room(room: Room) -> Room:
    room.desk.publish(article())
    return room


def programs_of(room: Room) -> list[Address]:
    found = [one for one in addresses_of(room.app) if one.is_programs]
    assert len(found) > 8
    return found


def key_of(room: Room, role: DeskRole) -> str:
    phone = room.phone(role)
    phone.open("/redactie/sleutel")
    return phone.press("Maak een sleutel").words("//textarea")[0]


def asked(phone: Phone, one: Address, key: str = "", body: bytes = b"{}", headers: Mapping[str, str] = {}) -> Answer:
    said = JSON | ({"authorization": f"Bearer {key}"} if key else {}) | dict(headers)
    return phone.ask(one.method, one.target(slug=SLUG), body=body if one.method == "POST" else b"", headers=said)


def refused(room: Room, ask: Callable[[Address], Answer], *statuses: int, of: list[Address] | None = None) -> list[str]:
    """What went otherwise than that each is refused by a problem, and nothing is written."""
    before, found = room.items(), []
    for one in programs_of(room) if of is None else of:
        answer = ask(one)
        problem = json.loads(answer.body) if answer.body[:1] == b"{" else {}
        found += [f"{one}: {answer.status}"] if answer.status not in statuses else []
        found += [f"{one}: {problem}"] if problem.get("status") != answer.status or not problem.get("detail") else []
        wanted = {**dict(security("host")), "cache-control": "private, no-store", "x-robots-tag": "noindex, nofollow"}
        found += [f"{one}: {name}" for name, value in wanted.items() if answer.headers.get(name) != value]
        found += (
            [f"{one}: {answer.headers}"] if answer.headers.get("content-type") != "application/problem+json" else []
        )
    return found + (["wrote to the table"] if room.items() != before else [])


def test_who_may_send_what(room: Room) -> None:
    least = {one.path.rpartition("/")[2]: one.least for one in programs_of(room) if one.method == "POST"}

    assert {name for name, role in least.items() if role is DeskRole.REPORTER} == REPORTERS
    assert all(one.least for one in programs_of(room))


def test_without_a_key_that_is_whole_nothing_is_said_or_done(room: Room) -> None:
    key, phone = key_of(room, DeskRole.CHIEF), room.phone()
    cookie = room.phone(DeskRole.CHIEF).cookies[COOKIE]
    unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4IiwiZXhwIjo5OTk5OTk5OTk5fQ."

    for sent in ("x", key[:-3], f"{key}x", key.upper(), cookie, unsigned, "a.b.c.d.e", "x" * 5000):
        assert refused(room, lambda one, sent=sent: asked(phone, one, sent), 401) == [], sent  # type: ignore[misc]  # one at a time
    for scheme in ("Basic", "bearer", "Bearer", ""):
        named = {"authorization": scheme}
        assert refused(room, lambda one, named=named: asked(phone, one, headers=named), 401, 403) == [], scheme  # type: ignore[misc]  # likewise
    assert (
        refused(room, lambda one: asked(Phone(room.browser, cookies={COOKIE: key}), one, headers=OWN_PAGE), 401) == []
    )


def test_a_key_says_that_it_is_none(room: Room) -> None:
    answer = asked(room.phone(), Address("GET", "/redactie/api/waiting", None), "x")

    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_key_is_over_with_its_session(room: Room) -> None:
    key = key_of(room, DeskRole.CHIEF)
    room.now = NOW + LASTS + timedelta(seconds=1)

    assert refused(room, lambda one: asked(room.phone(), one, key), 401) == []


@pytest.mark.parametrize("role", [DeskRole.REPORTER, DeskRole.EDITOR])
def test_a_key_may_what_its_person_may(room: Room, role: DeskRole) -> None:
    key, phone = key_of(room, role), room.phone()
    below = [one for one in programs_of(room) if one.least and not role.covers(one.least)]

    assert refused(room, lambda one: asked(phone, one, key), 403, of=below) == []


def test_the_key_of_who_left_site_toml_opens_nothing(room: Room) -> None:
    key = key_of(room, DeskRole.CHIEF)
    others = Desk(members=((DeskRole.CHIEF, frozenset({"ander@schelde.example"})),))
    phone = Phone(Browser(Mangum(room.opened(replace(room.site, desk=others)), lifespan="off")))

    assert refused(room, lambda one: asked(phone, one, key), 403) == []


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://kwaad.example"}],
    ids=str,
)
def test_a_cookie_alone_does_nothing_for_another_site(room: Room, headers: dict[str, str]) -> None:
    phone = room.phone(DeskRole.CHIEF)
    sends = [one for one in programs_of(room) if one.method == "POST"]

    assert refused(room, lambda one: asked(phone, one, headers=headers), 403, of=sends) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'"x"',
        b"{}" * 2,
        b"\xff\xfe",
        b"[" * 50_000,
        b'{"slug": "../x"}',
        b'{"old": 7}',
    ],
    ids=lambda body: str(body[:12]),
)
def test_a_body_that_is_none_is_a_problem_and_no_failure(room: Room, body: bytes) -> None:
    key, phone = key_of(room, DeskRole.CHIEF), room.phone()
    sends = [
        one
        for one in programs_of(room)
        if one.method == "POST" and one.path.rpartition("/")[2] not in {"withdraw", "restore"}
    ]

    assert refused(room, lambda one: asked(phone, one, key, body), 400, 409, 422, of=sends) == []


@pytest.mark.parametrize("slug", ["..%2f..", "%00", "é", "A", "x" * 200, "a--b", "<b>"])
def test_a_slug_that_can_be_none_is_a_problem(room: Room, slug: str) -> None:
    headers = JSON | {"authorization": f"Bearer {key_of(room, DeskRole.CHIEF)}"}

    answer = room.phone().ask("POST", f"/redactie/api/articles/{slug}/withdraw", body=b"{}", headers=headers)

    assert answer.status in {404, 422}
    assert isinstance(room.at(SLUG), type(article()))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"


def with_file(phone: Phone, body: bytes, name: str = "foto.jpg", kind: str = "image/jpeg") -> Answer:
    """The form of own news with a file in it."""
    fields = {"kop": "Brug", "rubriek": "goes", "tekst": "De brug.", "knop": "voorbeeld", "bewijs": phone.token()}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{one}"\r\n\r\n{value}\r\n'.encode()
        for one, value in fields.items()
    ]
    head = f'--x\r\nContent-Disposition: form-data; name="beeld"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
    sent = b"".join([*parts, head.encode(), body, b"\r\n--x--\r\n"])
    headers = OWN_PAGE | {"content-type": "multipart/form-data; boundary=x", "content-length": str(len(sent))}
    return phone.ask("POST", "/redactie/nieuw", body=sent, headers=headers)


@pytest.mark.parametrize("body", [SVG, HTML, b"GIF89a", b"\xff\xd8", b" \xff\xd8\xff", b"PK\x03\x04", b"%PDF-1.7"])
def test_what_is_no_picture_is_not_kept(room: Room, reporter: Phone, body: bytes) -> None:
    answer = with_file(reporter, body)

    assert answer.status == 422
    assert "geen foto" in answer.text
    assert room.uploads == {}


def test_a_picture_that_hides_a_page_is_shown_as_a_picture(room: Room, reporter: Phone) -> None:
    answer = with_file(reporter, b"\xff\xd8\xff" + HTML, name='"><script>.html', kind="text/html")
    assert answer.status == 200
    (key,) = room.uploads
    digest = key.rpartition("/")[2].partition(".")[0]

    shown = reporter.ask("GET", f"/redactie/inzending/{digest}")

    assert shown.status == 200
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert room.phone().ask("GET", f"/redactie/inzending/{digest}").status == 303


@pytest.mark.parametrize("digest", ["..%2f..%2fsecret", "%00", "x", "0" * 31, "0" * 33, "0" * 32, "A" * 32, "upload:x"])
def test_nothing_else_of_the_bucket_is_shown(room: Room, reporter: Phone, digest: str) -> None:
    room.uploads["secret"] = b"\xff\xd8\xffgeheim"

    assert reporter.ask("GET", f"/redactie/inzending/{digest}").status == 404


@pytest.mark.parametrize(
    "named", ["https://kwaad.example/x.jpg", "upload:../../x", "//kwaad", "javascript:x", "x" * 9999]
)
def test_a_hidden_field_names_no_picture_of_elsewhere(room: Room, reporter: Phone, named: str) -> None:
    fields = {"kop": "Brug dicht", "rubriek": "goes", "tekst": "De brug.", "knop": "plaatsen", "beeld": named}

    answer = reporter.send("/redactie/nieuw", fields | {"bewijs": reporter.token()})

    assert answer.status in {303, 422}
    found = room.at("brug-dicht")
    assert found is None or getattr(found, "images", ()) == ()
