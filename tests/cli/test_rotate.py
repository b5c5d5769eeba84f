"""A new value for CDN and functions: whatever the CDN may send, the functions accept it, at every moment."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from portal.cli.rotate import UNTIL_KNOWN, OriginKey, Rotation, rotate
from portal.model.errors import AwsError
from portal.web.origin_verify import HEADER, PAUSE_SECONDS

if TYPE_CHECKING:
    from botocore.session import Session

NAME = "/regioportaal/proef/origin-lock"
STEPS = ("is_sent_everywhere", "state", "accept", "state", "keep", "send", "is_sent_everywhere", "state")
"""What a rotation does, in its order."""
BETWEEN_WRITES = (2, 3, 4, 5, 6)
"""Steps before which somebody else's may come; reads that follow each other are one moment."""
AFTER_A_WRITE = (3, 5, 6, 8)
"""How many steps somebody else takes: up to each write, or all."""


def origin(id_: str) -> dict[str, Any]:
    return {
        "Id": id_,
        "DomainName": f"{id_}.example",
        "CustomHeaders": {"Quantity": 1, "Items": [{"HeaderName": HEADER, "HeaderValue": "oud"}]},
        "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"},
    }


class BrokenOffError(Exception):
    """Somebody pressed Ctrl-C."""


@dataclass(frozen=True)
class Watched(OriginKey):
    """A lock before each of whose steps something may happen, and that knows what the CDN's edges may still send."""

    before: list[Callable[[], None]] = field(default_factory=list)
    may_be_sent: set[str] = field(default_factory=set)

    def step(self) -> None:
        assert self.works()
        if self.before:
            self.before.pop(0)()

    def state(self) -> Rotation:
        self.step()
        return super().state()

    def accept(self, values: tuple[str, ...]) -> None:
        self.step()
        super().accept(values)

    def keep(self, value: str) -> None:
        self.step()
        super().keep(value)

    def send(self, value: str) -> None:
        self.step()
        super().send(value)
        self.may_be_sent.add(value)

    def is_sent_everywhere(self) -> bool:
        self.step()
        done = super().is_sent_everywhere()
        if done:
            self.may_be_sent.clear()
        return done

    def works(self) -> bool:
        """Whether the functions accept whatever comes from the CDN, by its configuration or the one before."""
        now = OriginKey.state(self)
        return now.sent | self.may_be_sent <= {now.current, *now.accepted}


@pytest.fixture
def lock(session: "Session") -> Iterator[Watched]:
    with mock_aws():
        parameters: Any = session.create_client("ssm")
        cdn: Any = session.create_client("cloudfront")
        parameters.put_parameter(Name=NAME, Value="oud", Type="String")
        behaviour = {"TargetOriginId": "api", "ViewerProtocolPolicy": "https-only", "CachePolicyId": "x"}
        config = {
            "CallerReference": "1",
            "Comment": "",
            "Enabled": True,
            "Origins": {"Quantity": 2, "Items": [origin("api"), origin("desk")]},
            "DefaultCacheBehavior": behaviour,
        }
        distribution = cdn.create_distribution(DistributionConfig=config)["Distribution"]["Id"]
        yield Watched(parameters, cdn, NAME, distribution)


def another(lock: Watched, **happens: Any) -> Watched:
    """The same lock in the hands of somebody else."""
    return Watched(lock.parameters, lock.cdn, lock.name, lock.distribution, may_be_sent=lock.may_be_sent, **happens)


def break_off() -> None:
    raise BrokenOffError


def nothing() -> None:
    pass


def test_every_origin_gets_the_new_value_and_the_one_before_stays_accepted(lock: Watched) -> None:
    rotate(lock, wait=lambda _: None, new=lambda: "nieuw")

    assert lock.state() == Rotation(sent=frozenset({"nieuw"}), current="nieuw", accepted=("nieuw", "oud"))


def test_the_next_rotation_forgets_what_was_before_the_last(lock: Watched) -> None:
    for value in ("nieuw", "nieuwer"):
        rotate(lock, wait=lambda _: None, new=lambda value=value: value)  # type: ignore[misc]

    assert lock.state().accepted == ("nieuwer", "nieuw")


def test_a_deployment_that_puts_older_values_back_finds_them_accepted(lock: Watched) -> None:
    """CloudFormation writes its parameter anew when a tag of it changes, and may know an older value of the CDN."""
    rotate(lock, wait=lambda _: None, new=lambda: "nieuw")

    OriginKey.keep(lock, "oud")
    assert lock.works()
    OriginKey.send(lock, "oud")
    assert lock.works()


def test_the_cdn_says_the_new_value_when_every_function_would_find_it(lock: Watched) -> None:
    """A function that has just looked looks again after the pause only: until then it would refuse readers."""
    waited: list[tuple[float, Rotation]] = []

    rotate(lock, wait=lambda seconds: waited.append((seconds, lock.state())), new=lambda: "nieuw")

    assert waited == [(UNTIL_KNOWN, Rotation(sent=frozenset({"oud"}), current="oud", accepted=("nieuw", "oud")))]
    assert UNTIL_KNOWN > PAUSE_SECONDS


@pytest.mark.parametrize("broken_at", range(len(STEPS)), ids=[f"{number} {name}" for number, name in enumerate(STEPS)])
def test_broken_off_at_any_step_the_site_works_and_the_next_call_ends_well(lock: Watched, broken_at: int) -> None:
    with pytest.raises(BrokenOffError):
        rotate(
            another(lock, before=[nothing] * broken_at + [break_off]),
            wait=lambda _: None,
            new=lambda: "nieuw",
        )
    assert lock.works()

    rotate(lock, wait=lambda _: None, new=lambda: "nieuwer")

    assert lock.works()
    assert lock.state().current == "nieuwer"
    assert lock.state().sent == {"nieuwer"}


@pytest.mark.parametrize(("mine", "theirs"), list(product(BETWEEN_WRITES, AFTER_A_WRITE)))
def test_two_that_rotate_at_once_leave_a_site_that_works(lock: Watched, mine: int, theirs: int) -> None:
    """Before a step of one the other takes some of its own, and is broken off or done."""

    def somebody_else() -> None:
        other = another(lock, before=[nothing] * theirs + [break_off])
        with suppress(AwsError, BrokenOffError):
            rotate(other, wait=lambda _: None, new=lambda: "van een ander")

    with suppress(AwsError):
        rotate(
            another(lock, before=[nothing] * mine + [somebody_else]),
            wait=lambda _: None,
            new=lambda: "nieuw",
        )

    assert lock.works()


def test_who_finds_that_somebody_else_rotates_changes_nothing_more(lock: Watched) -> None:
    def somebody_else(_: float) -> None:
        OriginKey.accept(lock, ("van een ander", "oud"))

    with pytest.raises(AwsError, match="somebody else rotates"):
        rotate(lock, wait=somebody_else, new=lambda: "nieuw")

    assert lock.state() == Rotation(sent=frozenset({"oud"}), current="oud", accepted=("van een ander", "oud"))


def test_a_cdn_that_does_not_get_ready_leaves_both_values_valid(lock: Watched) -> None:
    class Slow(Watched):
        def is_sent_everywhere(self) -> bool:
            return "nieuw" not in OriginKey.state(self).sent

    slow = Slow(lock.parameters, lock.cdn, lock.name, lock.distribution)
    with pytest.raises(AwsError, match="the one before hold"):
        rotate(slow, wait=lambda _: None, new=lambda: "nieuw")

    assert lock.state() == Rotation(sent=frozenset({"nieuw"}), current="nieuw", accepted=("nieuw", "oud"))


def test_a_cdn_that_is_being_changed_is_left_alone(lock: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Watched, "is_sent_everywhere", lambda _: False)

    with pytest.raises(AwsError, match="call rotate again"):
        rotate(lock, wait=lambda _: None, new=lambda: "nieuw")

    assert lock.state() == Rotation(sent=frozenset({"oud"}), current="oud", accepted=())
