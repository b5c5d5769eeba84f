"""Parameters as botocore reads them: the encrypted ones, and all where the environment does not say as whom to ask."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from portal.aws.clients import SHORT, create_client
from portal.aws.parameters import fields_in
from portal.model.errors import CallFailedError, ParameterError

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient

CALLS = Config(connect_timeout=2, read_timeout=3)
"""Seconds. Three tries more with a growing pause, as for every client: an account has 40 calls a second."""


def read_fields(name: str) -> dict[str, str]:
    """The fields of the parameter `name`, a JSON object of texts, kept encrypted. One GetParameter.

    Under the account's own key (`alias/aws/ssm`) reading needs no permission of KMS: that key's policy lets whoever
    may read the parameter. Raises ParameterError, in whose words no value stands.
    """
    try:
        text = _client(CALLS).get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    except (BotoCoreError, ClientError) as error:
        raise ParameterError(f"{name}: {error}") from error
    except KeyError as error:
        raise ParameterError(f"{name}: the answer is none of Systems Manager's") from error
    return fields_in(text, name)


def asking(*, reading: bool) -> tuple[Callable[[Sequence[str]], Mapping[str, Any]], Callable[[], None]]:
    """How several parameters are asked for, and how the connections of that are closed. The former raises
    CallFailedError.
    """
    client = _client(SHORT if reading else CALLS)

    def ask(names: Sequence[str]) -> Mapping[str, Any]:
        try:
            return client.get_parameters(Names=list(names))
        except (BotoCoreError, ClientError) as error:
            raise CallFailedError(str(error)) from error

    return ask, client.close


def _client(limits: Config) -> "SSMClient":
    return cast("SSMClient", create_client("ssm", limits))
