"""Parameters that Systems Manager keeps: values that stand in no environment variable and in no log."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from portal.aws.clients import create_client
from portal.model.errors import ParameterError

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient

_CALLS = Config(connect_timeout=2, read_timeout=3)
"""Seconds. Three tries with a growing pause, as for every client: an account has 40 calls a second."""


def read_parameters(names: Sequence[str]) -> dict[str, str]:
    """The values of those of `names` that are there, ten at most. One GetParameters; the first makes a client, 3 ms.

    Raises ParameterError.
    """
    try:
        found = _client().get_parameters(Names=list(names))["Parameters"]
    except (BotoCoreError, ClientError) as error:
        raise ParameterError(f"{', '.join(names)}: {error}") from error
    return {one["Name"]: one["Value"] for one in found}


def read_fields(name: str) -> dict[str, str]:
    """The fields of the parameter `name`, a JSON object of texts, kept encrypted. One GetParameter.

    Under the account's own key (`alias/aws/ssm`) reading needs no permission of KMS: that key's policy lets whoever
    may read the parameter. Raises ParameterError, in whose words no value stands.
    """
    try:
        text = _client().get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    except (BotoCoreError, ClientError) as error:
        raise ParameterError(f"{name}: {error}") from error
    try:
        fields = json.loads(text)
    except ValueError:
        fields = None
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        raise ParameterError(f"{name}: is not a JSON object of texts")
    return fields


def disconnect() -> None:
    """Closes the connections: after a restore from a snapshot they are dead."""
    if _client.cache_info().currsize:
        _client().close()
        _client.cache_clear()


@lru_cache(maxsize=1)
def _client() -> "SSMClient":
    return cast("SSMClient", create_client("ssm", _CALLS))
