"""Every address of the newsroom, as the application itself has them, against who may not come in and what is no form of
ours. A new route is in here by itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from desk.phone import FORM, OWN_PAGE, Phone
from desk.room import Address, Room, addresses_of
from portal.desk.guard import LARGEST_FORM, TOKEN
from portal.desk.login import PENDING
from portal.desk.session import COOKIE, LASTS
from portal.model.desk import Desk, DeskRole
from portal.web.security_headers import security
from reader import Answer, Browser
from samples import NOW, article

SLUG = "veerpont-vaart-weer"
FILLED = {"slug": SLUG, "feed_id": "buiten", "id_": "0123456789ab"}
FOR_EVERYBODY = {"GET /redactie/inloggen", "POST /redactie/inloggen", "GET /redactie/terug"}
FOR_REPORTERS = {
    *("POST /redactie/uitloggen", "POST /redactie/nieuw", "POST /redactie/bronnen/{feed_id}/ophalen"),
    *("POST /redactie/bericht/{slug}/intrekken", "POST /redactie/sleutel"),
}
"""What a reporter may send: a withdrawal of another's text is a request. Everything else is for an editor at least."""
FOR_CHIEFS = {
    "POST /redactie/quarantaine/{id_}/opnieuw",
    *(f"POST /redactie/bronnen/{{feed_id}}/{act}" for act in ("pauze", "hervatten", "intrekken")),
}
ENGLISH = {"error", "not found", "forbidden", "unauthorized", "method", "detail", "traceback", 'file "', "exception"}
ROLES = (None, *DeskRole)


@pytest.fixture
def room(room: Room) -> Room:
    room.desk.publish(article())
    return room


def pages_of(room: Room) -> list[Address]:
    """All that a browser asks for."""
    found = [one for one in addresses_of(room.app) if not one.is_programs]
    assert len(found) > 25
    return found


def guarded(room: Room) -> list[Address]:
    return [one for one in pages_of(room) if str(one) not in FOR_EVERYBODY]


def forms_of(room: Room) -> list[Address]:
    return [one for one in guarded(room) if one.method == "POST"]


def asked(phone: Phone, one: Address, fields: dict[str, str] | None = None, **headers: str) -> Answer:
    """A visit of `one`; of a form with nothing in it but `fields`."""
    target = one.target(**FILLED)
    return (
        phone.send(target, fields or {}, **headers)
        if one.method == "POST"
        else phone.ask("GET", target, headers=headers)
    )


def faults_of(answer: Answer) -> Iterator[str]:
    """What an answer of the newsroom must not be, whatever was asked."""
    for name, value in security("host"):
        if answer.headers.get(name) != value:
            yield f"{name}: {answer.headers.get(name)}"
    if answer.headers.get("cache-control") != "private, no-store":
        yield f"cache-control: {answer.headers.get('cache-control')}"
    if answer.headers.get("x-robots-tag") != "noindex, nofollow":
        yield f"x-robots-tag: {answer.headers.get('x-robots-tag')}"
    if answer.status == 303:
        if not answer.headers["location"].startswith("/redactie"):
            yield f"leads to {answer.headers['location']}"
        return
    if not answer.headers.get("content-type", "").startswith("text/html"):
        yield f"is {answer.headers.get('content-type')}"
    if '<html lang="nl">' not in answer.text:
        yield "says not that it is Dutch"
    words = _visible(answer.text).casefold()
    yield from (f"says {word}" for word in ENGLISH if word in words)


def refused(room: Room, addresses: list[Address], ask: Callable[[Address], Answer], *statuses: int) -> list[str]:
    """What went otherwise than that each of `addresses` is refused by one of `statuses`, and nothing is written."""
    before, found = room.items(), []
    for one in addresses:
        answer = ask(one)
        found += [f"{one}: {fault}" for fault in faults_of(answer)]
        if answer.status not in statuses:
            found.append(f"{one}: {answer.status}")
        if room.items() != before:
            found.append(f"{one}: wrote to the table")
            before = room.items()
    return found


def is_turned_away(room: Room, phone: Callable[[], Phone]) -> list[str]:
    """A page leads to the login, a form is answered by its text."""
    found = refused(room, guarded(room), lambda one: asked(phone(), one), 303, 401)
    for one in guarded(room):
        answer = asked(phone(), one)
        target = one.target(**FILLED)
        if one.method == "GET" and answer.headers.get("location") != f"/redactie/inloggen?verder={target}":
            found.append(f"{one}: leads to {answer.headers.get('location')}")
        if one.method == "POST" and answer.status != 401:
            found.append(f"{one}: {answer.status}")
    return found


def test_only_the_login_needs_nobody(room: Room) -> None:
    assert {str(one) for one in addresses_of(room.app) if one.least is None} <= FOR_EVERYBODY


def test_who_may_send_what(room: Room) -> None:
    least = {str(one): one.least for one in forms_of(room)}

    assert {name for name, role in least.items() if role is DeskRole.REPORTER} == FOR_REPORTERS
    assert {name for name, role in least.items() if role is DeskRole.CHIEF} == FOR_CHIEFS


def test_nobody_sees_a_page_without_a_session(room: Room) -> None:
    assert is_turned_away(room, room.phone) == []


def test_no_program_is_answered_without_a_session_or_a_token(room: Room) -> None:
    """Whatever it says of where it comes from."""
    phone = room.phone()
    for one in addresses_of(room.app):
        for headers in (dict[str, str](), OWN_PAGE, {"authorization": "Bearer x"}, {"authorization": "Basic x"}):
            answer = phone.ask(one.method, one.target(**FILLED), headers=headers)
            assert not one.is_programs or answer.status in {401, 403}, f"{one}: {answer.status}"
            assert answer.headers["cache-control"] == "private, no-store"


def test_a_session_is_over_after_twelve_hours(room: Room) -> None:
    phone = room.phone(DeskRole.CHIEF)
    room.now = NOW + LASTS - timedelta(seconds=1)
    assert asked(phone, guarded(room)[1]).status == 200

    room.now = NOW + LASTS + timedelta(seconds=1)

    assert is_turned_away(room, lambda: replace(phone)) == []


@pytest.mark.parametrize(
    ("cookie", "changed"),
    [
        ("a letter of it", lambda text: text[:60] + ("A" if text[60] != "A" else "B") + text[61:]),
        ("its end", lambda text: text[:-2]),
        ("nothing in it", lambda _: "x"),
        ("parts without content", lambda _: "....."),
        ("a token that nobody signed", lambda _: "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4IiwiZXhwIjo5OTk5OTk5OTk5fQ."),
        ("four thousand letters", lambda _: "a" * 4000),
        ("letters of no alphabet", lambda _: "\x7f\x1f%00"),
    ],
)
def test_a_cookie_that_is_not_whole_lets_nobody_in(room: Room, cookie: str, changed: Callable[[str], str]) -> None:
    phone = room.phone(DeskRole.CHIEF)
    phone.cookies[COOKIE] = changed(phone.cookies[COOKIE])

    assert is_turned_away(room, lambda: replace(phone)) == [], cookie


def test_a_cookie_of_another_purpose_or_under_another_secret_lets_nobody_in(room: Room) -> None:
    chief = room.phone(DeskRole.CHIEF)
    value = room.seal.opened(chief.cookies[COOKIE], purpose="session", now=NOW)
    assert value
    other = room.seal.sealed(value, purpose="login", now=NOW, lasts=LASTS)

    for phone in (
        Phone(room.browser, cookies={COOKIE: other}),
        Phone(room.browser, cookies={PENDING: chief.cookies[COOKIE]}),
        Phone(room.browser, cookies={"redactie": chief.cookies[COOKIE]}),
    ):
        assert is_turned_away(room, lambda phone=phone: replace(phone)) == []  # type: ignore[misc]  # one at a time


@pytest.mark.parametrize("role", list(DeskRole))
def test_who_is_less_than_an_address_asks_for_is_told_so(room: Room, role: DeskRole) -> None:
    phone = room.phone(role)
    token = phone.token()
    below = [one for one in guarded(room) if one.least and not role.covers(one.least)]

    assert refused(room, below, lambda one: asked(phone, one, {TOKEN: token}), 403) == []
    assert bool(below) == (role is not DeskRole.CHIEF)


def test_who_left_site_toml_is_out_at_the_next_request(room: Room) -> None:
    phone = room.phone(DeskRole.CHIEF)
    fields = {TOKEN: phone.token()}
    others = Desk(members=((DeskRole.CHIEF, frozenset({"ander@schelde.example"})),))
    phone.browser = Browser(type(room.browser.handler)(room.opened(replace(room.site, desk=others)), lifespan="off"))

    found = refused(room, guarded(room), lambda one: asked(phone, one, fields), 403)

    assert found == []
    assert "hoort niet bij deze redactie" in asked(phone, guarded(room)[1]).text


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": ""},
        {"sec-fetch-site": "", "origin": "https://kwaad.example"},
        {"sec-fetch-site": "", "origin": "null"},
        {"sec-fetch-site": "", "origin": "https://www.schelde.example.kwaad.example"},
        {"sec-fetch-site": "cross-site", "origin": "https://www.schelde.example"},
    ],
    ids=str,
)
def test_a_form_that_another_site_sends_is_refused_to_a_chief_too(room: Room, headers: dict[str, str]) -> None:
    phone = room.phone(DeskRole.CHIEF)
    token = phone.token()
    forms = [one for one in pages_of(room) if one.method == "POST"]

    assert refused(room, forms, lambda one: asked(phone, one, {TOKEN: token}, **headers), 403) == []


def test_an_older_browser_that_says_its_origin_alone_is_believed(room: Room, editor: Phone) -> None:
    fields = {TOKEN: editor.token()}
    sent = {"sec-fetch-site": "", "origin": room.site.origin}

    assert editor.send(f"/redactie/bericht/{SLUG}/intrekken", fields, **sent).status == 303


def test_a_form_needs_a_token_of_its_own_session(room: Room) -> None:
    phone, colleague = room.phone(DeskRole.CHIEF), room.phone(DeskRole.CHIEF, "Bo Wiel")
    whole, others = phone.token(), colleague.token()
    name, _, mark = whole.partition(".")
    session = room.seal.opened(phone.cookies[COOKIE], purpose="session", now=NOW)
    assert session
    wrong = [
        "",
        "x",
        ".",
        f"{name}.",
        f".{mark}",
        f"{name}x.{mark}",
        f"{name}.{mark[:-1]}",
        others,
        f"{name}.{'é' * 9}",
    ]

    for token in wrong:
        assert refused(room, forms_of(room), lambda one, token=token: asked(phone, one, {TOKEN: token}), 403) == []  # type: ignore[misc]  # one at a time


def test_a_token_of_the_session_before_is_worth_nothing(room: Room) -> None:
    phone = room.phone(DeskRole.CHIEF)
    token = phone.token()
    phone.log_in(DeskRole.CHIEF)

    assert refused(room, forms_of(room), lambda one: asked(phone, one, {TOKEN: token}), 403) == []


def test_a_form_that_was_sent_does_nothing_a_second_time(room: Room) -> None:
    phone = room.phone(DeskRole.CHIEF)
    token = phone.token()
    asked(phone, Address("POST", "/redactie/bericht/{slug}/intrekken", None), {TOKEN: token})
    forms = [one for one in forms_of(room) if not one.path.endswith("uitloggen")]

    assert refused(room, forms, lambda one: asked(phone, one, {TOKEN: token}), 409) == []
    assert "al verstuurd" in asked(phone, forms[0], {TOKEN: token}).text


@pytest.mark.parametrize("role", ROLES)
def test_an_address_of_a_form_alone_is_no_page(room: Room, role: DeskRole | None) -> None:
    phone = room.phone(role)
    pages = {one.path for one in pages_of(room) if one.method == "GET"}
    forms = [one for one in pages_of(room) if one.method == "POST" and one.path not in pages]
    assert forms

    found = refused(room, forms, lambda one: phone.ask("GET", one.target(**FILLED)), 405)

    assert found == []
    assert all(phone.ask("GET", one.target(**FILLED)).headers["allow"] == "POST" for one in forms)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "CONNECT"])
def test_other_methods_do_nothing(room: Room, method: str) -> None:
    phone = room.phone(DeskRole.CHIEF)
    before = room.items()

    for one in pages_of(room):
        answer = phone.ask(method, one.target(**FILLED), headers=OWN_PAGE)
        assert answer.status in {200, 403, 404, 405}, f"{one}: {answer.status}"
        assert answer.status != 200 or method == "HEAD"
        assert "access-control-allow-origin" not in answer.headers
        if method == "HEAD":
            assert answer.body == b""
            assert [fault for fault in faults_of(answer) if "header" in fault or "cache" in fault] == []
        else:
            assert list(faults_of(answer)) == [], str(one)
    assert room.items() == before


@pytest.mark.parametrize("role", ROLES)
def test_what_is_too_large_is_not_read(room: Room, role: DeskRole | None) -> None:
    phone = room.phone(role)
    fields = {TOKEN: "x", "tekst": "a" * LARGEST_FORM}
    forms = [one for one in pages_of(room) if one.method == "POST"]

    assert refused(room, forms, lambda one: asked(phone, one, fields), 413) == []
    for length in ("", "-1", "1e3", "12; 13", "²", "9" * 30):
        assert refused(room, forms, lambda one, n=length: asked(phone, one, **{"content-length": n}), 413) == []  # type: ignore[misc]  # one at a time


@pytest.mark.parametrize("role", [None, DeskRole.CHIEF])
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"bewijs": "x", "knop": "plaatsen"}'),
        ("text/plain", b"bewijs=x"),
        ("", b"bewijs=x"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; na"),
        (
            "multipart/form-data; boundary=x; charset=klingon",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb',
        ),
        (FORM, b"&" * 200_000),
        (FORM, b"a=1&" * 200_000),
        (FORM, b"a%=%%%&=&%zz=%ff%fe&bewijs=%00"),
        (FORM, bytes(range(256))),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_form_is_refused_in_words(room: Room, role: DeskRole | None, kind: str, body: bytes) -> None:
    phone = room.phone(role)
    headers = OWN_PAGE | {"content-type": kind, "content-length": str(len(body))}
    forms = [one for one in pages_of(room) if one.method == "POST"]

    def send(one: Address) -> Answer:
        return phone.ask("POST", one.target(**FILLED), body=body, headers=headers)

    assert refused(room, forms, send, 400, 401, 403, 422) == []


@pytest.mark.parametrize("role", ROLES)
def test_whatever_was_asked_every_answer_is_a_dutch_page_that_nobody_keeps(room: Room, role: DeskRole | None) -> None:
    phone = room.phone(role)
    strange = [
        *("/redactie/", "/redactie/onzin", "/redactie/bericht/", "/redactie/bericht/er-is-niets", "/redactie/BERICHT"),
        *("/redactie/bericht/%00", "/redactie/bericht/..%2f..%2fetc", "/redactie/zoek", "/redactie/zoek?q=%ff&q=%00"),
        *("/redactie/zoek?q=http://[", f"/redactie/zoek?q={'a' * 5000}", "/redactie?gedaan=x", "/redactie/api"),
        *(
            "/redactie/bronnen?gedaan=%3Cb%3E",
            f"/redactie/bericht/{SLUG}?gedaan=%3Cb%3E",
            "/redactie/inloggen?verder=//x",
        ),
        *("/redactie/terug", "/redactie/terug?code=x&state=y", "/redactie/terug?error=%3Cscript%3E"),
        *(f"/redactie/bericht/{'a' * 3000}", "/redactie/bericht/é", "/redactie/bericht/wacht-0123456789abcdef/versies"),
        *(f"/redactie/bericht/{SLUG}/bewerken", f"/redactie/bericht/{SLUG}/{'x' * 200}"),
    ]
    targets = [one.target(**FILLED) for one in pages_of(room) if one.method == "GET"] + strange

    found = {target: list(faults_of(phone.ask("GET", target))) for target in targets}

    assert {target: faults for target, faults in found.items() if faults} == {}
    statuses = {target: phone.ask("GET", target).status for target in targets}
    assert [target for target, status in statuses.items() if status >= 500] == []
    if role is None:
        seen = [target for target, status in statuses.items() if status == 200]
        assert {target.partition("?")[0] for target in seen} == {"/redactie/inloggen"}


def test_an_address_with_a_slash_behind_it_leads_to_the_one_without(room: Room) -> None:
    for target in ("/redactie/", "/redactie/logboek/"):
        answer = room.phone().ask("GET", target)
        assert (answer.status, answer.headers["location"]) == (303, target[:-1])


def test_a_failure_of_ours_shows_no_cause_and_is_kept_by_nobody(
    room: Room, editor: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("wachtwoord van de tabel")

    monkeypatch.setattr(type(room.table), "send", broken)
    answer = editor.ask("GET", f"/redactie/bericht/{SLUG}")

    assert answer.status == 500
    assert list(faults_of(answer)) == []
    assert "wachtwoord" not in answer.text


class _Words(HTMLParser):
    """What one reads of a page, without its addresses and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def _visible(text: str) -> str:
    words = _Words()
    words.feed(text)
    return " ".join(words.found)
