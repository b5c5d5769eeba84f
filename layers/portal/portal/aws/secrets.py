"""Secrets that Secrets Manager keeps, and that it can make at random with a stack."""

import json

from botocore.exceptions import BotoCoreError, ClientError

from portal.aws.clients import READING, create_client
from portal.model.errors import ParameterError


def read_secret(name: str) -> dict[str, str]:
    """The fields of the secret `name` (its name or ARN), a JSON object of texts. One GetSecretValue.

    Raises ParameterError, in whose words no value stands.
    """
    try:
        text = create_client("secretsmanager", READING).get_secret_value(SecretId=name)["SecretString"]
    except (BotoCoreError, ClientError) as error:
        raise ParameterError(f"{name}: {error}") from error
    except KeyError as error:
        raise ParameterError(f"{name}: the answer is none of Secrets Manager's") from error
    try:
        fields = json.loads(text)
    except ValueError:
        fields = None
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        raise ParameterError(f"{name}: is not a JSON object of texts")
    return fields
