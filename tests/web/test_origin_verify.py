"""The origin lock: only who knows the shared value gets an answer, also while it is being changed."""

from dataclasses import dataclass, field

import pytest
from mangum import Mangum

from portal.deadline import Deadline
from portal.model.errors import ParameterError
from portal.storage.table import Table
from portal.web.app import create_app
from portal.web.context import Context
from portal.web.origin_verify import KEPT_SECONDS, PAUSE_SECONDS, OriginLock, origin_lock
from portal.web.webmail import create_webmail_app
from reader import Browser


@dataclass
class Safe:
    """Values that a test changes, and a clock that it moves."""

    values: tuple[str, ...] | None = ("sesam", "")
    now: float = 1000.0
    looks: list[float] = field(default_factory=list)

    def read(self, _deadline: Deadline | None) -> tuple[str, ...]:
        self.looks.append(self.now)
        if self.values is None:
            raise ParameterError("/lock: not there")
        return self.values

    def lock(self) -> OriginLock:
        return OriginLock(self.read, monotonic=lambda: self.now)


def pages(context: Context, table: Table, lock: OriginLock | None) -> Browser:
    return Browser(Mangum(create_app(context, table, lock=lock), lifespan="off"))


def test_the_cdn_gets_a_page_and_anyone_else_is_told_where_the_site_is(context: Context, table: Table) -> None:
    browser = pages(context, table, Safe().lock())

    known, unknown, without = (browser.get("/", x_origin_verify=value) for value in ("sesam", "raad eens", ""))

    assert known.status == 200
    assert (unknown.status, without.status) == (403, 403)
    assert context.site.origin in unknown.text
    assert unknown.headers["cache-control"] == "no-store"
    assert "content-security-policy" in unknown.headers


def test_the_webmail_is_locked_too(context: Context) -> None:
    app = create_webmail_app(context, lock=Safe().lock(), own_origins=set(), count=print)
    browser = Browser(Mangum(app, lifespan="off"))

    assert browser.get("/webmail").status == 403
    assert browser.get("/webmail", x_origin_verify="sesam").status == 200


def test_without_a_configured_parameter_the_lock_is_off(context: Context, table: Table) -> None:
    lock = origin_lock("", lambda names, _: dict.fromkeys(names, "never read"))

    assert lock is None
    assert pages(context, table, lock).get("/").status == 200


@pytest.mark.parametrize(
    ("kept", "opens"),
    [
        ({"/lock": "eerst"}, {"eerst"}),
        ({"/lock": "nieuw", "/lock-accepted": "nieuw,oud"}, {"nieuw", "oud"}),
        ({"/lock": "eerst", "/lock-accepted": "nieuw,oud"}, {"eerst", "nieuw", "oud"}),
        ({"/lock-accepted": "nieuw,oud"}, {"nieuw", "oud"}),
        ({"/lock": "nieuw", "/lock-accepted": ",,"}, {"nieuw"}),
    ],
    ids=["never rotated", "rotated", "put back by a deployment", "the first deleted", "an empty list"],
)
def test_the_value_of_a_deployment_opens_and_each_of_the_list(kept: dict[str, str], opens: set[str]) -> None:
    lock = origin_lock("/lock", lambda names, _: {name: kept[name] for name in names if name in kept})

    assert lock
    tried = ("", "eerst", "nieuw", "oud", "nieuw,oud", ",")
    assert {value for value in tried if lock.opens_for(value.encode())} == opens


def test_a_lock_whose_parameters_are_gone_keeps_what_it_knew_and_never_opens_to_all() -> None:
    found = {"/lock": "sesam"}
    lock = origin_lock("/lock", lambda *_: found)
    assert lock
    lock.key()
    found.clear()

    assert lock.key() == "sesam"
    lock.forget()
    with pytest.raises(ParameterError, match="/lock: is not there"):
        lock.opens_for(b"")


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


def test_what_was_known_holds_when_nothing_can_be_read() -> None:
    safe = Safe()
    lock = safe.lock()
    lock.opens_for(b"sesam")
    safe.values = None
    safe.now += KEPT_SECONDS

    assert lock.opens_for(b"sesam")
    assert len(safe.looks) == 2


def test_a_value_that_was_never_known_keeps_the_door_shut(context: Context, table: Table) -> None:
    browser = pages(context, table, Safe(values=None).lock())

    answer = browser.get("/", x_origin_verify="sesam")

    assert (answer.status, answer.headers["retry-after"], answer.headers["cache-control"]) == (503, "30", "no-store")
    assert answer.words("//h1")
    assert "content-security-policy" in answer.headers


def test_no_lock_opens_before_it_has_looked() -> None:
    safe = Safe(values=None)

    with pytest.raises(ParameterError):
        safe.lock().opens_for(b"")
