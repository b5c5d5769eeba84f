"""botocore's client of DynamoDB, as the table calls it: by the name of an operation, failing in one way."""

import zlib
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.model.errors import CallFailedError, CallRefusedError


class BotocoreClient:
    """Around `client`, whose answers it looks at from now on."""

    def __init__(self, client: Any) -> None:
        self.client = client
        _refuse_what_is_no_answer(client)

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """As ReadingClient.call."""
        try:
            answer: Mapping[str, Any] = getattr(self.client, _method(operation))(**parameters)
        except ClientError as error:
            said = error.response
            id_ = str(said.get("ResponseMetadata", {}).get("RequestId", "-"))
            code = said.get("Error", {}).get("Code", "")
            raise CallRefusedError(code, str(error), answer=said, request_id=id_) from error
        except BotoCoreError as error:
            raise CallFailedError(str(error)) from error
        return answer

    def close(self) -> None:
        self.client.close()


def _method(operation: str) -> str:
    """`TransactWriteItems`: `transact_write_items`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation)[1:]


def _refuse_what_is_no_answer(client: Any) -> None:
    """Lets calls of `client` raise CallFailedError for a 200 that DynamoDB did not write, or that is not whole.

    botocore takes what it cannot read for an empty answer, and «no such item» is an empty answer: a page would be 404.
    Its tries end with a broken answer as if it were whole. Source: AWS, DynamoDB low-level API (content type) and
    Programmatic error handling (x-amz-crc32); botocore, parsers, JSON; retries, RetryDDBChecksumError.
    """
    client.meta.events.register("after-call.dynamodb", _refuse, unique_id="refuse-what-is-no-answer")


def _refuse(http_response: Any, model: Any, **_: object) -> None:
    headers = http_response.headers
    kind, checksum = headers.get("content-type", ""), headers.get("x-amz-crc32")
    if http_response.status_code != 200:
        return
    if not kind.startswith("application/x-amz-json"):
        raise CallFailedError(f"{model.name}: the answer is none of DynamoDB's: {kind or 'it names no type'}")
    if checksum is not None and checksum != str(zlib.crc32(http_response.content)):
        raise CallFailedError(f"{model.name}: the answer came in parts: its checksum is another")
