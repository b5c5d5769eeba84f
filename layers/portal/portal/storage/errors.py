"""What a call that DynamoDB refuses becomes: a condition that does not hold, a table that is busy, or a failure.

Source: AWS, TransactionCanceledException and TransactionConflictException in the DynamoDB API reference.
"""

from portal.model.errors import CallRefusedError, StorageError

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


def translated(error: CallRefusedError, call: str, table: str) -> StorageError:
    """What `error` means, which was the answer to `call` (`PutItem`) on `table`."""
    match error.code:
        case "ConditionalCheckFailedException":
            return ConditionFailedError((0,))
        case "TransactionConflictException":
            return BusyError(f"{call}: {error}")
        case "TransactionCanceledException":
            reasons = [reason.get("Code", "None") for reason in error.answer.get("CancellationReasons", [])]
            return _canceled(reasons, call)
        case "ResourceNotFoundException":
            return StorageError(f"{call}: there is no table {table} in this account and region")
    return StorageError(f"{call}: {error}")


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
