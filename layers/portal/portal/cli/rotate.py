"""rotate: a new value for the lock between CDN and functions, which know each other at every moment of it.

Functions accept what stands in two parameters (web.origin_verify): the value that a deployment gives to the CDN, and a
list. A rotation puts the new value into the list, beside all that the CDN may still send; then into the first
parameter; then into the CDN. So each step leaves a site that works, and a call after a crash just begins anew. The
value before stays in the list until the next rotation: CloudFormation writes an older one into the CDN, or into its
parameter, when something else about them changes. Whoever finds that somebody else rotates too stops.
"""

import argparse
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from tqdm import tqdm

from portal.cli.stack import find_stack
from portal.cli.where import aws_client, named
from portal.model.errors import AwsError, ParameterError
from portal.web.origin_verify import HEADER, PAUSE_SECONDS, accepted, kept_under

LOOKS_EVERY = 10.0
UNTIL_KNOWN = PAUSE_SECONDS + 5
"""Seconds after which every function would find a new value on meeting it: none looks twice within the pause."""
MOST_LOOKS = 180

Wait = Callable[[float], None]
"""Is told for how many seconds."""


def add_commands(commands: Any) -> None:
    rotate = commands.add_parser("rotate", help="give CDN and functions of a deployed stack a new shared value")
    rotate.add_argument("--stack", required=True, metavar="NAME", type=named)
    rotate.set_defaults(run=_rotate)


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """What CDN and functions go by: the values in the CDN's configuration, of the first parameter, of the list."""

    sent: frozenset[str]
    current: str
    accepted: tuple[str, ...]


@dataclass(frozen=True)
class OriginKey:
    """The two sides that share a value. Raises ClientError and BotoCoreError as they come."""

    parameters: Any
    cdn: Any
    name: str
    distribution: str

    def state(self) -> Rotation:
        config = self.cdn.get_distribution_config(Id=self.distribution)["DistributionConfig"]
        found = self.parameters.get_parameters(Names=list(kept_under(self.name)))["Parameters"]
        values = {one["Name"]: one["Value"] for one in found}
        return Rotation(
            sent=frozenset(header["HeaderValue"] for header in _headers(config)),
            current=values[self.name],
            accepted=accepted(values | {self.name: ""}, self.name),
        )

    def accept(self, values: tuple[str, ...]) -> None:
        """The functions accept these besides the current one."""
        name = kept_under(self.name)[1]
        self.parameters.put_parameter(Name=name, Value=",".join(values), Type="StringList", Overwrite=True)

    def keep(self, value: str) -> None:
        """A deployment gives `value` to the CDN from now on."""
        self.parameters.put_parameter(Name=self.name, Value=value, Overwrite=True)

    def send(self, value: str) -> None:
        """The CDN sends `value` to every origin of ours; it takes some minutes until it does so everywhere."""
        found = self.cdn.get_distribution_config(Id=self.distribution)
        for header in _headers(found["DistributionConfig"]):
            header["HeaderValue"] = value
        self.cdn.update_distribution(
            Id=self.distribution, IfMatch=found["ETag"], DistributionConfig=found["DistributionConfig"]
        )

    def is_sent_everywhere(self) -> bool:
        status: str = self.cdn.get_distribution(Id=self.distribution)["Distribution"]["Status"]
        return status == "Deployed"


def rotate(lock: OriginKey, *, wait: Wait, new: Callable[[], str]) -> None:
    """Three writes, each of which leaves a site that works.

    Raises AwsError when the CDN does not get ready, or when somebody else rotates at the same time; then nothing is
    broken, and everything that the CDN may send is accepted.
    """
    _until_sent_everywhere(lock, wait, "the CDN is being changed; call rotate again when that is done")
    before, value = lock.state(), new()
    ours = (value, *sorted({*before.sent, before.current}))
    lock.accept(ours)
    wait(UNTIL_KNOWN)
    _expect(lock, replace(before, accepted=ours))
    lock.keep(value)
    lock.send(value)
    _until_sent_everywhere(lock, wait, "the CDN takes its time; the new value and the one before hold, let it go on")
    _expect(lock, Rotation(sent=frozenset({value}), current=value, accepted=ours))


def _until_sent_everywhere(lock: OriginKey, wait: Wait, else_: str) -> None:
    for _ in range(MOST_LOOKS):
        if lock.is_sent_everywhere():
            return
        wait(LOOKS_EVERY)
    raise AwsError(else_)


def _expect(lock: OriginKey, state: Rotation) -> None:
    if lock.state() != state:
        raise AwsError("somebody else rotates or deploys at the same time; call rotate again when that is done")


def _rotate(options: argparse.Namespace) -> int:
    stack = find_stack(options.stack, aws_client)
    try:
        lock = OriginKey(
            aws_client("ssm"), aws_client("cloudfront"), stack.output("OriginLock"), stack.output("DistributionId")
        )
        with tqdm(unit="look", desc="the CDN takes it over", disable=None) as bar:

            def wait(seconds: float) -> None:
                bar.update()
                time.sleep(seconds)

            rotate(lock, wait=wait, new=lambda: secrets.token_urlsafe(36))
    except (BotoCoreError, ClientError) as error:
        raise AwsError(f"stack {stack.name}: {error}") from error
    except KeyError as error:
        raise ParameterError(f"{stack.name}: {error} is not as it was deployed") from error
    print("done; the value before is accepted until the next rotation")
    return 0


def _headers(config: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The header with the value, of each origin that has it, in a distribution's configuration."""
    for origin in config["Origins"]["Items"]:
        for header in origin.get("CustomHeaders", {}).get("Items", ()):
            if header["HeaderName"].lower() == HEADER:
                yield header
