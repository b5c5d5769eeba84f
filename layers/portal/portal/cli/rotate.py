"""rotate: a new secret for CDN and functions, which know each other at every moment of it.

The secret has two fields, and the functions accept both: `current`, and `previous` while a rotation is under way. So
each step leaves a site that works, and a rotation that was broken off goes on where it was. One at a time: a second one
that finds the first under way joins it, and the last step is taken only when secret and CDN agree.
"""

import argparse
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from tqdm import tqdm

from portal.cli.doctor.stack import find_stack
from portal.cli.where import aws_client
from portal.handshake import HEADER, PAUSE_SECONDS
from portal.model.errors import AwsError, SecretError

LOOKS_EVERY = 10.0
UNTIL_KNOWN = PAUSE_SECONDS + 5
"""Seconds after which every function would find a new value on meeting it: none looks twice within the pause."""
MOST_LOOKS = 180


def add_commands(commands: Any) -> None:
    rotate = commands.add_parser("rotate", help="give CDN and functions of a deployed stack a new shared secret")
    rotate.add_argument("--stack", required=True, metavar="NAME")
    rotate.set_defaults(run=_rotate)


@dataclass(frozen=True)
class Lock:
    """The two sides that share the secret. Raises ClientError and BotoCoreError as they come."""

    secrets: Any
    cdn: Any
    arn: str
    distribution: str

    def fields(self) -> dict[str, str]:
        text = self.secrets.get_secret_value(SecretId=self.arn)["SecretString"]
        fields: dict[str, str] = json.loads(text)
        return fields

    def keep(self, *, current: str, previous: str) -> None:
        text = json.dumps({"current": current, "previous": previous})
        self.secrets.put_secret_value(SecretId=self.arn, SecretString=text)

    def sent(self) -> str:
        """What the CDN sends."""
        value: str = _header(self.cdn.get_distribution_config(Id=self.distribution)["DistributionConfig"])[
            "HeaderValue"
        ]
        return value

    def send(self, value: str) -> None:
        """The CDN sends `value` from now on; it takes some minutes until it does so everywhere."""
        found = self.cdn.get_distribution_config(Id=self.distribution)
        _header(found["DistributionConfig"])["HeaderValue"] = value
        self.cdn.update_distribution(
            Id=self.distribution, IfMatch=found["ETag"], DistributionConfig=found["DistributionConfig"]
        )

    def is_sent_everywhere(self) -> bool:
        status: str = self.cdn.get_distribution(Id=self.distribution)["Distribution"]["Status"]
        return status == "Deployed"


def rotate(lock: Lock, *, wait: Callable[[float], None], new: Callable[[], str]) -> None:
    """Four steps, each of which may be the last of an earlier call. `wait` is told for how many seconds.

    Raises AwsError when the CDN does not get ready, or somebody else rotates at the same time; then nothing is broken,
    and both values still hold.
    """
    fields = lock.fields()
    if not fields.get("previous"):
        fields = {"current": new(), "previous": fields["current"]}
        lock.keep(**fields)
        wait(UNTIL_KNOWN)
        fields = lock.fields()
    if lock.sent() != fields["current"]:
        lock.send(fields["current"])
    for _ in range(MOST_LOOKS):
        if lock.is_sent_everywhere():
            break
        wait(LOOKS_EVERY)
    else:
        raise AwsError("the CDN is not ready yet; call rotate again later, until then both values hold")
    if lock.fields()["current"] != fields["current"] or lock.sent() != fields["current"]:
        raise AwsError("somebody else rotates at the same time; call rotate again when that is done, both values hold")
    lock.keep(current=fields["current"], previous="")


def _rotate(options: argparse.Namespace) -> int:
    stack = find_stack(options.stack, aws_client)
    lock = Lock(
        secrets=aws_client("secretsmanager"),
        cdn=aws_client("cloudfront"),
        arn=stack.outputs["OriginLockArn"],
        distribution=stack.outputs["DistributionId"],
    )
    try:
        with tqdm(unit="look", desc="the CDN takes it over", disable=None) as bar:

            def wait(seconds: float) -> None:
                bar.update()
                time.sleep(seconds)

            rotate(lock, wait=wait, new=lambda: secrets.token_urlsafe(36))
    except (BotoCoreError, ClientError) as error:
        raise AwsError(f"stack {stack.name}: {error}") from error
    except (ValueError, KeyError, StopIteration) as error:
        raise SecretError(f"{stack.name}: secret or header {HEADER} is not as it was deployed") from error
    print("done: within five minutes the old value opens nothing any more")
    return 0


def _header(config: dict[str, Any]) -> dict[str, str]:
    """The header with the secret, in a distribution's configuration. Raises StopIteration where there is none."""
    return next(
        header
        for origin in config["Origins"]["Items"]
        for header in origin.get("CustomHeaders", {}).get("Items", ())
        if header["HeaderName"].lower() == HEADER
    )
