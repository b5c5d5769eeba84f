"""Secrets that Secrets Manager keeps, and that it can make at random with a stack."""

from botocore.exceptions import BotoCoreError, ClientError

from portal.aws.clients import READING, create_client
from portal.aws.parameters import fields_in
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
    return fields_in(text, name)
