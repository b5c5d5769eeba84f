"""A new secret for CDN and functions: at every moment what the CDN sends opens the lock."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from botocore.session import get_session
from moto import mock_aws

from portal.cli.rotate import UNTIL_KNOWN, Lock, rotate
from portal.handshake import HEADER, PAUSE_SECONDS
from portal.model.errors import AwsError

ORIGIN = {
    "Id": "api",
    "DomainName": "api.example",
    "CustomHeaders": {"Quantity": 1, "Items": [{"HeaderName": HEADER, "HeaderValue": "oud"}]},
    "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"},
}


class BrokenOffError(Exception):
    """Somebody pressed Ctrl-C."""


@pytest.fixture
def lock() -> Iterator[Lock]:
    with mock_aws():
        session = get_session()
        secrets: Any = session.create_client("secretsmanager")
        cdn: Any = session.create_client("cloudfront")
        arn = secrets.create_secret(Name="lock", SecretString='{"current": "oud", "previous": ""}')["ARN"]
        behaviour = {"TargetOriginId": "api", "ViewerProtocolPolicy": "https-only", "CachePolicyId": "x"}
        config = {
            "CallerReference": "1",
            "Comment": "",
            "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [ORIGIN]},
            "DefaultCacheBehavior": behaviour,
        }
        distribution = cdn.create_distribution(DistributionConfig=config)["Distribution"]["Id"]
        yield Lock(secrets, cdn, arn, distribution)


def opens(lock: Lock) -> bool:
    """Whether the functions accept what the CDN sends."""
    return lock.sent() in filter(None, lock.fields().values())


def test_after_a_rotation_only_the_new_value_opens(lock: Lock) -> None:
    rotate(lock, wait=lambda _: None, new=lambda: "nieuw")

    assert lock.fields() == {"current": "nieuw", "previous": ""}
    assert lock.sent() == "nieuw"


def test_the_cdn_says_the_new_value_when_every_function_would_find_it(lock: Lock) -> None:
    """A function that has just looked looks again after the pause only: until then it would refuse readers."""
    waited: list[tuple[float, str]] = []

    rotate(lock, wait=lambda seconds: waited.append((seconds, lock.sent())), new=lambda: "nieuw")

    assert waited[0] == (UNTIL_KNOWN, "oud")
    assert UNTIL_KNOWN > PAUSE_SECONDS


def test_two_that_rotate_at_once_leave_a_site_that_works(lock: Lock) -> None:
    def somebody_else(seconds: float) -> None:
        if seconds == UNTIL_KNOWN:
            rotate(lock, wait=lambda _: None, new=lambda: "van een ander")

    with suppress(AwsError):
        rotate(lock, wait=somebody_else, new=lambda: "nieuw")

    assert opens(lock)


def test_who_finds_at_the_end_that_somebody_else_rotates_leaves_both_values_valid(
    lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def somebody_else(_: Lock) -> bool:
        lock.keep(current="van een ander", previous="nieuw")
        return True

    monkeypatch.setattr(Lock, "is_sent_everywhere", somebody_else)
    with pytest.raises(AwsError, match="somebody else rotates"):
        rotate(lock, wait=lambda _: None, new=lambda: "nieuw")

    assert opens(lock)


@pytest.mark.parametrize("step", ["keep", "send", "is_sent_everywhere", "keep again"])
def test_broken_off_at_any_step_the_site_works_and_the_next_call_goes_on(
    lock: Lock, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    name, _, again = step.partition(" ")
    whole, calls = getattr(Lock, name), iter(range(9))

    def broken(self: Lock, *arguments: Any, **named: Any) -> Any:
        if next(calls) == (1 if again else 0):
            raise BrokenOffError
        return whole(self, *arguments, **named)

    monkeypatch.setattr(Lock, name, broken)
    with pytest.raises(BrokenOffError):
        rotate(lock, wait=lambda _: None, new=lambda: "nieuw")
    assert opens(lock)

    rotate(lock, wait=lambda _: None, new=lambda: "nieuwer")

    assert opens(lock)
    assert lock.fields()["previous"] == ""
    assert lock.fields()["current"] != "oud"


def test_a_cdn_that_does_not_get_ready_leaves_both_values_valid(lock: Lock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lock, "is_sent_everywhere", lambda _: False)

    with pytest.raises(AwsError, match="call rotate again later"):
        rotate(lock, wait=lambda _: None, new=lambda: "nieuw")

    assert lock.fields() == {"current": "nieuw", "previous": "oud"}
    assert json.dumps(lock.sent()) == '"nieuw"'
