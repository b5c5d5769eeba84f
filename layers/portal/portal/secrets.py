"""Secrets, as AWS Secrets Manager keeps them: never in an environment variable, never in a log."""

import json
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from portal.clients import create_client
from portal.model.errors import SecretError

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient

_CALLS = Config(connect_timeout=2, read_timeout=3, retries={"mode": "standard", "max_attempts": 2})


def read_secret(arn: str) -> dict[str, str]:
    """The fields of the secret `arn`, a JSON object of texts. One GetSecretValue; the first makes a client, 3 ms.

    Raises SecretError, in whose words no value stands.
    """
    try:
        text = _client().get_secret_value(SecretId=arn)["SecretString"]
    except (BotoCoreError, ClientError, KeyError) as error:
        raise SecretError(f"{arn}: {error}") from error
    try:
        fields = json.loads(text)
    except ValueError:
        fields = None
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        raise SecretError(f"{arn}: is not a JSON object of texts")
    return fields


def disconnect() -> None:
    """Closes the connections: after a restore from a snapshot they are dead."""
    if _client.cache_info().currsize:
        _client().close()
        _client.cache_clear()


@lru_cache(maxsize=1)
def _client() -> "SecretsManagerClient":
    return cast("SecretsManagerClient", create_client("secretsmanager", _CALLS))
