"""Logging in by a certified provider, through the front door, with the cookies of a browser."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from starlette.requests import Request

from desk.openid import (
    CALLBACK,
    OTHER_CLIENT,
    Certified,
    browser_of_its_own,
    came_back,
    certified,
    closed,
    there_and_back,
)
from desk.phone import Phone
from desk.room import Room
from portal.desk.feed_kill import CONFIRMED_FOR
from portal.desk.login import LASTS, PENDING
from portal.desk.openid import LoginRefusedError
from portal.desk.session import COOKIE, Session, session_of
from portal.model.desk import Desk, DeskRole
from portal.storage import audit
from portal.storage.quarantine import Quarantine
from portal.storage.table import Table
from samples import site

JO, CHEF = "jo@schelde.example", "chef@schelde.example"
MEMBERS = (
    (DeskRole.REPORTER, frozenset({"stage@schelde.example"})),
    (DeskRole.EDITOR, frozenset({JO})),
    (DeskRole.CHIEF, frozenset({"group:eindredactie", CHEF})),
)
STATE, CODE = "state", "code"


@pytest.fixture(scope="module")
def provider() -> Iterator[Certified]:
    with certified() as running:
        yield running


@pytest.fixture
def room(provider: Certified, table: Table, quarantine: Quarantine) -> Iterator[Room]:
    provider.who(name="Jo Kaai", email=JO, email_verified=True)
    provider.asked()
    desk = Desk(issuer=provider.issuer, client_id="portaal", members=MEMBERS)
    with closed(provider.provider(lambda: made.now)) as asking:
        made = Room(table=table, quarantine=quarantine, site=site(desk=desk), provider=asking, now=datetime.now(UTC))
        yield made


@pytest.fixture
def phone(room: Room) -> Phone:
    return room.phone()


def session(room: Room, phone: Phone) -> Session | None:
    """As the cookie of a browser has it."""
    sent = f"{COOKIE}={phone.cookies.get(COOKIE, '')}".encode()
    return session_of(Request({"type": "http", "headers": [(b"cookie", sent)]}), room.seal, now=room.now)


def begun(phone: Phone, start: str = "/redactie/inloggen") -> dict[str, str]:
    """What our door asks the provider for."""
    return {name: one for name, (one,) in parse_qs(urlsplit(phone.ask("GET", start).headers["location"]).query).items()}


def changed(url: str, **fields: str) -> str:
    """`url` with other fields; "" takes one away."""
    parts = urlsplit(url)
    query = {name: one for name, (one,) in parse_qs(parts.query).items()} | fields
    return f"{url.partition('?')[0]}?{urlencode({name: value for name, value in query.items() if value})}"


def is_refused(phone: Phone, url: str) -> bool:
    answer = came_back(phone, url)
    return answer.status == 403 and COOKIE not in phone.cookies and "Inloggen lukte niet" in answer.text


def test_an_editor_is_led_to_the_provider_and_back_to_where_they_wanted_to_be(room: Room, phone: Phone) -> None:
    answer = phone.ask("GET", "/redactie/bronnen")
    assert answer.headers["location"] == "/redactie/inloggen?verder=/redactie/bronnen"

    answer = there_and_back(phone, _certified(room), answer.headers["location"])

    assert answer.status == 200
    assert answer.page.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=/redactie/bronnen"]
    assert "Welkom, Jo Kaai" in answer.text
    phone.open("/redactie/bronnen")
    assert phone.page
    assert phone.page.words("//footer//p")[0] == "Jo Kaai, redacteur"
    (told,) = audit.whole_month(room.table, room.now.date())
    assert (told.by, told.what) == (f"Jo Kaai <{JO}>", "logged in")


def test_who_asked_by_a_form_is_led_to_the_login_by_a_page(phone: Phone) -> None:
    """A browser would not follow the form of a search to the provider."""
    answer = phone.ask("GET", "/redactie/zoek?q=brug")

    assert answer.status == 401
    assert answer.page.xpath("//meta[@http-equiv='refresh']/@content") == [
        "0; url=/redactie/inloggen?verder=/redactie/zoek"
    ]
    assert answer.page.xpath("//main//a/@href") == ["/redactie/inloggen?verder=/redactie/zoek"]


def test_what_our_door_asks_for(phone: Phone) -> None:
    asked = begun(phone)

    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == CALLBACK
    assert asked["scope"] == "openid email profile"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 32
    assert "prompt" not in asked
    again = begun(phone)
    assert not {asked[name] for name in ("state", "nonce", "code_challenge")} & set(again.values())


def test_cookies_are_for_this_host_over_tls_and_for_no_script(room: Room, phone: Phone) -> None:
    begin = phone.ask("GET", "/redactie/inloggen")
    finish = came_back(phone, _certified(room).send_back(begin.headers["location"]))

    (pending,) = begin.cookies
    parts = set(pending.lower().split("; ")[1:])
    assert pending.startswith("__Host-")
    assert parts == {"secure", "httponly", "path=/", "samesite=lax", f"max-age={int(LASTS.total_seconds())}"}
    found = {line.partition("=")[0]: set(line.lower().split("; ")[1:]) for line in finish.cookies}
    assert found[COOKIE] == {"secure", "httponly", "path=/", "samesite=strict", "max-age=43200"}
    assert "max-age=0" in found[PENDING]
    assert PENDING not in phone.cookies
    assert JO not in phone.cookies[COOKIE]


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"email": JO.upper(), "email_verified": True}, DeskRole.EDITOR),
        ({"email": JO, "email_verified": True, "groups": ["eindredactie"]}, DeskRole.CHIEF),
        ({"groups": "eindredactie"}, DeskRole.CHIEF),
        ({"email": "stage@schelde.example", "email_verified": True}, DeskRole.REPORTER),
        ({"email": JO, "email_verified": False}, None),
        ({"email": JO}, None),
        ({"email": JO, "email_verified": "false"}, None),
        ({"email": JO, "email_verified": 1}, None),
        ({"email": "iemand@schelde.example", "email_verified": True}, None),
        ({"email": f"{JO}.kwaad.example", "email_verified": True}, None),
        ({"email": "group:eindredactie", "email_verified": True}, None),
        ({"email": "", "email_verified": True}, None),
        ({"email": [JO], "email_verified": True}, None),
        ({"groups": ["Eindredactie", "group:eindredactie", JO]}, None),
        ({"groups": {"eindredactie": True}}, None),
        ({"groups": [["eindredactie"]]}, None),
        ({"preferred_username": JO, "name": JO}, None),
    ],
    ids=str,
)
def test_who_somebody_is_says_the_provider_alone_and_only_of_what_it_checked(
    room: Room, phone: Phone, claims: dict[str, object], role: DeskRole | None
) -> None:
    _certified(room).who(**claims)

    answer = there_and_back(phone, _certified(room))

    found = session(room, phone)
    assert (found.role(room.site.desk) if found else None) is role
    assert answer.status == (200 if role else 403)
    assert role or "hoort niet bij deze redactie" in answer.text


def test_a_stranger_is_not_let_in_by_who_logged_in_before(room: Room, phone: Phone) -> None:
    there_and_back(phone, _certified(room))
    before = phone.cookies[COOKIE]
    _certified(room).who(sub="ander", email="ander@schelde.example", email_verified=True)

    assert there_and_back(phone, _certified(room)).status == 403
    assert phone.cookies[COOKIE] == before


def test_the_state_is_of_one_browser(room: Room, phone: Phone) -> None:
    other = room.phone()
    url = _certified(room).send_back(phone.ask("GET", "/redactie/inloggen").headers["location"])
    other.ask("GET", "/redactie/inloggen")

    assert is_refused(other, url)
    assert is_refused(room.phone(), url)
    assert came_back(phone, url).status == 200


def test_nobody_logs_another_browser_in_as_themselves(room: Room, phone: Phone) -> None:
    """Login CSRF: an attacker's code under the victim's state."""
    attacker = room.phone()
    theirs = _certified(room).send_back(attacker.ask("GET", "/redactie/inloggen").headers["location"])
    mine = begun(phone)

    assert is_refused(phone, changed(theirs, state=mine["state"]))


@pytest.mark.parametrize(
    "fields",
    [
        {STATE: ""},
        {STATE: "x"},
        {CODE: ""},
        {CODE: "x"},
        {"iss": "https://kwaad.example"},
        {"iss": "http://127.0.0.1:1"},
        {"error": "access_denied"},
        {"error": "<script>alert(1)</script>", CODE: ""},
    ],
    ids=str,
)
def test_an_answer_that_is_not_the_providers_to_us_is_refused(room: Room, phone: Phone, fields: dict[str, str]) -> None:
    url = _certified(room).send_back(phone.ask("GET", "/redactie/inloggen").headers["location"])

    assert is_refused(phone, changed(url, **fields))


def test_a_code_is_worth_something_once(room: Room, phone: Phone) -> None:
    url = _certified(room).send_back(phone.ask("GET", "/redactie/inloggen").headers["location"])
    pending = dict(phone.cookies)
    assert came_back(phone, url).status == 200

    assert is_refused(Phone(room.browser, cookies=pending), url)


def test_a_code_of_another_client_is_worth_nothing(room: Room, phone: Phone) -> None:
    asked = phone.ask("GET", "/redactie/inloggen").headers["location"]

    url = _certified(room).send_back(changed(asked, client_id=OTHER_CLIENT))

    assert CODE in parse_qs(urlsplit(url).query)
    assert is_refused(phone, url)


def test_a_code_needs_the_verifier_of_its_browser(room: Room) -> None:
    """Whoever caught a code on its way has none."""
    assert room.provider
    url, pending = room.provider.begin(onward="/redactie")
    query = {name: one for name, (one,) in parse_qs(urlsplit(_certified(room).send_back(url)).query).items()}

    with pytest.raises(LoginRefusedError, match="invalid_grant"):
        room.provider.finish(replace(pending, verifier="x" * 64), query)


def test_a_token_needs_the_nonce_of_its_login(room: Room) -> None:
    assert room.provider
    url, pending = room.provider.begin(onward="/redactie")
    query = {name: one for name, (one,) in parse_qs(urlsplit(_certified(room).send_back(url)).query).items()}

    with pytest.raises(LoginRefusedError, match="nonce"):
        room.provider.finish(replace(pending, nonce="x" * 32), query)


@pytest.mark.parametrize(("seconds", "is_let_in"), [(-40, True), (40, True), (-120, False), (240, False)])
def test_clocks_may_differ_by_a_minute(room: Room, phone: Phone, seconds: int, *, is_let_in: bool) -> None:
    """A token of the provider is good for a minute."""
    assert room.provider
    room.provider._clock = lambda: room.now + timedelta(seconds=seconds)

    assert (there_and_back(phone, _certified(room)).status == 200) == is_let_in


def test_a_login_that_takes_longer_than_ten_minutes_begins_anew(room: Room, phone: Phone) -> None:
    url = _certified(room).send_back(phone.ask("GET", "/redactie/inloggen").headers["location"])
    room.now += LASTS + timedelta(seconds=1)

    assert is_refused(phone, url)


def test_new_keys_of_the_provider_are_looked_for_once(room: Room, phone: Phone) -> None:
    there_and_back(phone, _certified(room))
    there_and_back(phone, _certified(room))
    assert _certified(room).asked()["/jwks"] == 1

    _certified(room).new_keys()
    room.now += timedelta(seconds=31)

    assert there_and_back(phone, _certified(room)).status == 200
    assert there_and_back(phone, _certified(room)).status == 200
    asked = _certified(room).asked()
    assert asked["/jwks"] == 1
    assert "/.well-known/openid-configuration" not in asked


def test_the_session_is_a_new_one_at_every_login(room: Room, phone: Phone) -> None:
    """Nobody can have planted it; and the twelve hours are of the first."""
    there_and_back(phone, _certified(room))
    first = session(room, phone)
    room.now += timedelta(seconds=40)
    there_and_back(phone, _certified(room))
    second = session(room, phone)

    assert first
    assert second
    assert first.id != second.id
    assert second.began == first.began
    assert second.confirmed > first.confirmed


def test_who_has_to_prove_it_anew_is_asked_by_the_provider(room: Room, phone: Phone) -> None:
    browser = browser_of_its_own()
    url = _certified(room).send_back(phone.ask("GET", "/redactie/inloggen").headers["location"], browser)
    assert came_back(phone, url).status == 200
    room.now += timedelta(seconds=50)
    assert (asked := begun(phone, "/redactie/inloggen?opnieuw=1"))["prompt"] == "login"
    assert asked["max_age"] == "0"

    location = phone.ask("GET", "/redactie/inloggen?opnieuw=1").headers["location"]
    assert came_back(phone, _certified(room).send_back(location, browser)).status == 200

    found = session(room, phone)
    assert found
    assert found.is_confirmed_within(CONFIRMED_FOR, room.now)
    assert not found.is_confirmed_within(CONFIRMED_FOR, room.now + CONFIRMED_FOR)


def test_who_was_not_asked_again_has_proved_nothing(room: Room, phone: Phone) -> None:
    """Their browser was still logged in at the provider, and left out what we asked for."""
    browser = browser_of_its_own()
    url = phone.ask("GET", "/redactie/inloggen").headers["location"]
    assert came_back(phone, _certified(room).send_back(url, browser)).status == 200
    before = phone.cookies[COOKIE]
    asked = phone.ask("GET", "/redactie/inloggen?opnieuw=1").headers["location"]

    answer = came_back(phone, _certified(room).send_back(changed(asked, prompt="", max_age=""), browser))

    assert answer.status == 403
    assert phone.cookies[COOKIE] == before


@pytest.mark.parametrize(
    "onward",
    [
        "//kwaad.example",
        "https://kwaad.example/redactie",
        "/redactie@kwaad.example",
        "/redactie.kwaad.example",
        "/redactie//kwaad.example",
        "/redactie/..//kwaad.example",
        "/redactie/../zoeken",
        "/redactie\\@kwaad.example",
        "/redactie/%2f%2fkwaad.example",
        "/redactie/x?y=z",
        "/redactie/x;url=https://kwaad.example",
        "/redactie/x\nurl=https://kwaad.example",
        "javascript:alert(1)",
        "/redactie/' onload='alert(1)",
        "/redactie/" + "x" * 121,
        "/redactie" + "/x" * 7,
        "",
    ],
)
def test_after_a_login_one_stays_in_the_newsroom(room: Room, phone: Phone, onward: str) -> None:
    answer = there_and_back(phone, _certified(room), f"/redactie/inloggen?{urlencode({'verder': onward})}")

    assert answer.page.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=/redactie"]
    assert set(answer.page.xpath("//main//a/@href")) == {"/redactie"}


def test_many_log_in_at_once(room: Room) -> None:
    """Whatever they share: each has a token of their own."""

    def named(_: int) -> str:
        assert room.provider
        url, pending = room.provider.begin(onward="/redactie")
        back = urlsplit(_certified(room).send_back(url))
        return room.provider.finish(pending, {name: one for name, (one,) in parse_qs(back.query).items()}).name

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(named, range(24))) == ["Jo Kaai"] * 24


def test_who_logs_out_is_out(room: Room, phone: Phone) -> None:
    there_and_back(phone, _certified(room))
    phone.open("/redactie")
    phone.press("Uitloggen")

    assert COOKIE not in phone.cookies
    assert phone.ask("GET", "/redactie").status == 303
    assert "logged out" in [one.what for one in audit.whole_month(room.table, room.now.date())]


def _certified(room: Room) -> Certified:
    return Certified(room.site.desk.issuer)
