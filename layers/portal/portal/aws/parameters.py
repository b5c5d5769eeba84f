"""Parameters that Systems Manager keeps: values that stand in no environment variable and in no log."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from portal.aws.clients import SHORT, create_client
from portal.deadline import Deadline, Threads
from portal.model.errors import DeadlineError, ParameterError

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient

_CALLS = Config(connect_timeout=2, read_timeout=3)
"""Seconds. Three tries more with a growing pause, as for every client: an account has 40 calls a second."""


_clients: dict[bool, "SSMClient"] = {}
"""By whether a reader waits for what they ask."""


def read_parameters(names: Sequence[str], deadline: Deadline | None = None) -> dict[str, str]:
    """The values of those of `names` that are there, ten at most. One GetParameters; the first makes a client, 3 ms.

    With a deadline a reader waits: as many short tries are made as fit before it. Raises ParameterError.
    """
    try:
        (answer,) = _threads().each(
            lambda client: client.get_parameters(Names=list(names)),
            [_client(reading=bool(deadline))],
            deadline=deadline,
        )
        return {one["Name"]: one["Value"] for one in answer["Parameters"]}
    except (BotoCoreError, ClientError, DeadlineError, KeyError) as error:
        raise ParameterError(f"{', '.join(names)}: {error!r}") from error


def read_fields(name: str) -> dict[str, str]:
    """The fields of the parameter `name`, a JSON object of texts, kept encrypted. One GetParameter.

    Under the account's own key (`alias/aws/ssm`) reading needs no permission of KMS: that key's policy lets whoever
    may read the parameter. Raises ParameterError, in whose words no value stands.
    """
    try:
        text = _client().get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    except (BotoCoreError, ClientError) as error:
        raise ParameterError(f"{name}: {error}") from error
    except KeyError as error:
        raise ParameterError(f"{name}: the answer is none of Systems Manager's") from error
    return fields_in(text, name)


def fields_in(text: str, name: str) -> dict[str, str]:
    """The fields of a JSON object of texts, which is the value of `name`. Raises ParameterError, likewise."""
    try:
        fields = json.loads(text)
    except ValueError:
        fields = None
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        raise ParameterError(f"{name}: is not a JSON object of texts")
    return fields


def disconnect() -> None:
    """Closes the connections: after a restore from a snapshot they are dead."""
    while _clients:
        _clients.popitem()[1].close()


def _client(*, reading: bool = False) -> "SSMClient":
    if reading not in _clients:
        _clients[reading] = cast("SSMClient", create_client("ssm", SHORT if reading else _CALLS))
    return _clients[reading]


@lru_cache(maxsize=1)
def _threads() -> Threads:
    """A few: one may be left at a name server that does not answer."""
    return Threads(4, name="parameters")
