"""What a call that DynamoDB refuses becomes: a condition that does not hold, a table that is busy, or a failure; and an
answer that is none of DynamoDB's, a failure.

Source: AWS, TransactionCanceledException and TransactionConflictException in the DynamoDB API reference.
"""

import zlib
from typing import Any

from botocore.exceptions import ClientError

from portal.model.errors import StorageError

CONDITION = "ConditionalCheckFailed"
PASSING = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
"""Why a transaction may be canceled that can be done a moment later: another one is at the same item, or the table or
one of its indexes is short of capacity. botocore repeats none of these.
"""


class ConditionFailedError(StorageError):
    """What a write was conditional on no longer holds. `failed`: which items of the transaction, from 0."""

    def __init__(self, failed: tuple[int, ...]) -> None:
        self.failed = failed
        super().__init__(f"condition failed for items {failed}")


class BusyError(StorageError):
    """Nothing was written, for a reason that passes: the same call may succeed a moment later."""


def translated(error: ClientError, call: str, table: str) -> StorageError:
    """What `error` means, which was the answer to `call` (`PutItem`) on `table`."""
    match error.response.get("Error", {}).get("Code", ""):
        case "ConditionalCheckFailedException":
            return ConditionFailedError((0,))
        case "TransactionConflictException":
            return BusyError(f"{call}: {error}")
        case "TransactionCanceledException":
            reasons = [reason.get("Code", "None") for reason in error.response.get("CancellationReasons", [])]
            return _canceled(reasons, call)
        case "ResourceNotFoundException":
            return StorageError(f"{call}: there is no table {table} in this account and region")
    return StorageError(f"{call}: {error}")


def refuse_what_is_no_answer(client: Any) -> None:
    """Lets calls of `client` raise StorageError for a 200 that DynamoDB did not write, or of which a part is missing.

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
        raise StorageError(f"{model.name}: the answer is none of DynamoDB's: {kind or 'it names no type'}")
    if checksum is not None and checksum != str(zlib.crc32(http_response.content)):
        raise StorageError(f"{model.name}: the answer came in parts: its checksum is another")


def _canceled(reasons: list[str], call: str) -> StorageError:
    """A reason that no repetition mends counts most, then a failed condition, then what passes.

    A condition is held against what is written: that another item was busy does not change that it failed, and a
    repetition would find it failed again.
    """
    others = set(reasons) - {"None", CONDITION}
    failed = tuple(place for place, reason in enumerate(reasons) if reason == CONDITION)
    if failed and others <= PASSING:
        return ConditionFailedError(failed)
    kind = BusyError if others and others <= PASSING else StorageError
    return kind(f"{call}: transaction canceled: {reasons}")
