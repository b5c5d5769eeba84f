"""The origin lock: only who knows the shared secret gets an answer, also while the secret is being changed."""

from dataclasses import dataclass, field

import pytest
from mangum import Mangum

from portal.model.errors import SecretError
from portal.storage.table import Table
from portal.web.app import create_app
from portal.web.frame import Frame
from portal.web.lock import KEPT_SECONDS, PAUSE_SECONDS, OriginLock, origin_lock
from portal.web.webmail import create_webmail_app
from reader import Browser


@dataclass
class Safe:
    """A secret that a test changes, and a clock that it moves."""

    values: tuple[str, ...] | None = ("sesam", "")
    now: float = 1000.0
    looks: list[float] = field(default_factory=list)

    def read(self) -> tuple[str, ...]:
        self.looks.append(self.now)
        if self.values is None:
            raise SecretError("arn: not there")
        return self.values

    def lock(self) -> OriginLock:
        return OriginLock(self.read, monotonic=lambda: self.now)


def pages(frame: Frame, table: Table, lock: OriginLock | None) -> Browser:
    return Browser(Mangum(create_app(frame, table, lock=lock), lifespan="off"))


def test_the_cdn_gets_a_page_and_anyone_else_is_told_where_the_site_is(frame: Frame, table: Table) -> None:
    browser = pages(frame, table, Safe().lock())

    known, unknown, without = (browser.get("/", x_origin_verify=value) for value in ("sesam", "raad eens", ""))

    assert known.status == 200
    assert (unknown.status, without.status) == (403, 403)
    assert frame.site.origin in unknown.text
    assert unknown.headers["cache-control"] == "no-store"
    assert "content-security-policy" in unknown.headers


def test_the_webmail_is_locked_too(frame: Frame) -> None:
    app = create_webmail_app(frame, lock=Safe().lock(), own_origins=set(), count=print)
    browser = Browser(Mangum(app, lifespan="off"))

    assert browser.get("/webmail").status == 403
    assert browser.get("/webmail", x_origin_verify="sesam").status == 200


def test_without_a_configured_secret_the_lock_is_off(frame: Frame, table: Table) -> None:
    lock = origin_lock("", lambda arn: {arn: "never read"})

    assert lock is None
    assert pages(frame, table, lock).get("/").status == 200


def test_both_values_open_while_the_secret_is_being_changed() -> None:
    lock = origin_lock("arn", lambda _: {"current": "nieuw", "previous": "oud"})

    assert lock
    assert lock.opens_for(b"nieuw")
    assert lock.opens_for(b"oud")
    assert not lock.opens_for(b"")


def test_an_empty_previous_value_opens_nothing() -> None:
    lock = Safe(values=("sesam", "")).lock()

    assert not lock.opens_for(b"")


def test_a_new_value_is_found_by_the_first_request_that_brings_it() -> None:
    safe = Safe()
    lock = safe.lock()
    lock.opens_for(b"sesam")
    safe.values = ("nieuw", "sesam")
    safe.now += PAUSE_SECONDS

    assert lock.opens_for(b"nieuw")
    assert lock.opens_for(b"sesam")


def test_guessing_does_not_make_us_ask_all_the_time() -> None:
    safe = Safe()
    lock = safe.lock()

    for guess in range(100):
        lock.opens_for(str(guess).encode())

    assert safe.looks == [1000.0]


def test_a_value_that_was_taken_away_stops_opening_within_minutes() -> None:
    safe = Safe()
    lock = safe.lock()
    assert lock.opens_for(b"sesam")
    safe.values = ("nieuw",)
    safe.now += KEPT_SECONDS

    assert not lock.opens_for(b"sesam")


def test_what_was_known_holds_when_the_secret_cannot_be_read() -> None:
    safe = Safe()
    lock = safe.lock()
    lock.opens_for(b"sesam")
    safe.values = None
    safe.now += KEPT_SECONDS

    assert lock.opens_for(b"sesam")
    assert len(safe.looks) == 2


def test_a_secret_that_was_never_known_keeps_the_door_shut(frame: Frame, table: Table) -> None:
    browser = pages(frame, table, Safe(values=None).lock())

    answer = browser.get("/", x_origin_verify="sesam")

    assert answer.status == 500
    assert "content-security-policy" in answer.headers


def test_no_lock_opens_before_it_has_looked() -> None:
    safe = Safe(values=None)

    with pytest.raises(SecretError):
        safe.lock().opens_for(b"")
