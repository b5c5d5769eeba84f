"""Calls to the table: sent together where they are needed together, counted, and failing in one way."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from random import uniform
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVar, cast

from portal.deadline import Deadline, Threads
from portal.model.errors import CallFailedError, CallRefusedError, DeadlineError, StorageError
from portal.storage.errors import BusyError, ConditionFailedError, translated
from portal.storage.meter import Meter

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
A = TypeVar("A")
B = TypeVar("B")

Item = dict[str, Any]
"""An item as the wire has it: attribute name to typed value, `{"slug": {"S": "…"}}`."""

Answer = Mapping[str, Any]

BY_SECTION = "by-section"
BY_TIME = "by-time"
TOGETHER_AT_MOST = 32
KEYS_AT_A_TIME = 100
"""Keys in one BatchGetItem. Source: AWS, Quotas in Amazon DynamoDB."""
PAUSES = (0.1, 0.2)
"""Seconds, at most, before a call is repeated that met another transaction or a lack of capacity; then it fails."""
LONGEST_PAUSE = 1.0
MOST_IN_VAIN = 4
"""Rounds one after the other in which a BatchGetItem brings nothing."""


@dataclass(frozen=True)
class Call:
    """One call of the DynamoDB API, without the table's name: `Call("get_item", {"Key": …})`.

    Of a BatchGetItem what the table is asked, `Call("batch_get_item", {"Keys": …})`; its answer is for `batch_items`.
    """

    operation: str
    parameters: Mapping[str, Any]

    @property
    def name(self) -> str:
        """`GetItem`"""
        return self.operation.title().replace("_", "")


@dataclass(frozen=True)
class Read(Generic[T_co]):
    """A question to the table, not yet asked: its calls, and how their answers become a value."""

    calls: tuple[Call, ...]
    value: Callable[[Sequence[Answer]], T_co]


def all_of(reads: Sequence[Read[T]]) -> Read[list[T]]:
    """Any number of questions of one kind, as one question."""

    def value(answers: Sequence[Answer]) -> list[T]:
        waiting = iter(answers)
        return [read.value([next(waiting) for _ in read.calls]) for read in reads]

    return Read(tuple(call for read in reads for call in read.calls), value)


def both_of(first: Read[A], second: Read[B]) -> Read[tuple[A, B]]:
    """Two questions as one question."""
    cut = len(first.calls)

    def value(answers: Sequence[Answer]) -> tuple[A, B]:
        return first.value(answers[:cut]), second.value(answers[cut:])

    return Read((*first.calls, *second.calls), value)


def batch_items(answer: Answer) -> tuple[list[Item], list[Item]]:
    """The items that a BatchGetItem brought, and the keys that it left over."""
    items = [item for found in answer["Responses"].values() for item in found]
    left = [key for over in answer.get("UnprocessedKeys", {}).values() for key in over["Keys"]]
    return items, left


class TableClient(Protocol):
    """Of DynamoDB, by the names of its operations (`GetItem`). An answer has `ResponseMetadata`, as botocore's have.

    `call` raises CallRefusedError and CallFailedError.
    """

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Answer: ...

    def close(self) -> None: ...


def wait_up_to(seconds: float) -> None:
    """For a random part of `seconds`: those who met each other do not meet again.

    Source: AWS Architecture Blog, Exponential Backoff And Jitter («full jitter»).
    """
    sleep(uniform(0, seconds))  # noqa: S311  nobody guards a secret with it


class Table:
    """The table behind a client. A Meter counts calls and rounds, for whoever wants to know.

    `wait`: before a call is repeated, for at most so many seconds. Without a deadline (`within`) a call takes as long
    as the client lets it.
    """

    _deadline: Deadline | None = None

    def __init__(
        self, client: "DynamoDBClient | TableClient", name: str, *, wait: Callable[[float], None] = wait_up_to
    ) -> None:
        self.name = name
        self.meter = Meter()
        self._client: Any = client
        self._calls = _by_operation(client)
        self._wait = wait
        self._threads = Threads(TOGETHER_AT_MOST, name="table")

    def within(self, deadline: Deadline | None) -> Self:
        """The same table for one request: whoever asks it waits until `deadline`, then it raises DeadlineError."""
        same = copy(self)
        same._deadline = deadline
        return same

    def disconnect(self) -> None:
        """Closes connections that nobody will answer on any more; the next call opens new ones."""
        self._calls.close()

    def send(self, *calls: Call) -> list[Answer]:
        """The answers to `calls`, in their order, in one round: the calls are under way at the same time.

        Raises StorageError for anything but a failed condition; that one stays a ConditionFailedError.
        """
        return self._together(self._send, calls)

    def every_page(self, query: Call) -> Iterator[Answer]:
        """The pages of a Query in their order: a call, and a round, for each megabyte that it reads."""
        while True:
            (answer,) = self.send(query)
            yield answer
            start = answer.get("LastEvaluatedKey")
            if not start:
                return
            query = Call(query.operation, {**query.parameters, "ExclusiveStartKey": start})

    def _together(self, act: Callable[[Call], A], calls: Sequence[Call]) -> list[A]:
        with self._round(calls):
            return self._threads.each(act, calls, deadline=self._deadline)

    @contextmanager
    def _round(self, calls: Sequence[Call]) -> Iterator[None]:
        started = perf_counter()
        try:
            yield
        finally:
            self.meter.rounds += bool(calls)
            self.meter.calls.update(call.name for call in calls)
            self.meter.seconds += perf_counter() - started

    def attempt(self, *calls: Call) -> list[bool]:
        """Whether the condition of each of `calls` held, in their order, in one round.

        Raises StorageError for anything else that fails.
        """

        def held(call: Call) -> bool:
            try:
                self._send(call)
            except ConditionFailedError:
                return False
            return True

        return self._together(held, calls)

    def transact(self, *writes: Item) -> None:
        """All of `writes` (storage.writes) or none. Raises ConditionFailedError, which says which did not hold."""
        named = [{kind: {"TableName": self.name, **one} for kind, one in write.items()} for write in writes]
        self.send(Call("transact_write_items", {"TransactItems": named}))

    def read(self, read: Read[T]) -> T:
        return read.value(self.send(*read.calls))

    def settle(self, reads: Sequence[Read[T]]) -> list[T | StorageError]:
        """The answer to each of `reads`, in their order, in one round; a StorageError in place of one that failed."""
        calls = [call for read in reads for call in read.calls]
        with self._round(calls):
            answers = iter(self._threads.settle(self._send, calls, deadline=self._deadline))
        return [_value(read, [next(answers) for _ in read.calls]) for read in reads]

    def settle_both(self, first: Read[A], second: Read[B]) -> tuple[A | StorageError, B | StorageError]:
        """Likewise, of two questions of different kinds."""
        one, other = self.settle([cast("Read[Any]", first), cast("Read[Any]", second)])
        return one, other

    def both(self, first: Read[A], second: Read[B]) -> tuple[A, B]:
        """Two questions in one round."""
        return self.read(both_of(first, second))

    def batch_get(self, keys: Sequence[Item], *, consistent: bool = False) -> Iterator[Answer]:
        """The items at `keys` that exist, in no order. One BatchGetItem per hundred, in one round.

        What is left over, by a table that is short of capacity or beyond 16 MB, is asked for in a further round, after
        a pause that doubles. Raises StorageError when that brings nothing four times in a row.
        Source: AWS, BatchGetItem in the DynamoDB API reference («exponential backoff»).
        """
        wanted, pause, in_vain = list(keys), PAUSES[0], 0
        while wanted:
            chunks = [wanted[i : i + KEYS_AT_A_TIME] for i in range(0, len(wanted), KEYS_AT_A_TIME)]
            requests = [{"Keys": chunk, "ConsistentRead": consistent} for chunk in chunks]
            answers = self.send(*(Call("batch_get_item", request) for request in requests))
            left: list[Item] = []
            for answer in answers:
                found, over = batch_items(answer)
                yield from found
                left += over
            in_vain = in_vain + 1 if len(left) == len(wanted) else 0
            if in_vain == MOST_IN_VAIN:
                raise StorageError(f"BatchGetItem: {len(left)} keys were left over {in_vain} times, such as {left[0]}")
            if left:
                self._pause(pause)
            wanted, pause = left, min(2 * pause, LONGEST_PAUSE)

    def _send(self, call: Call) -> Answer:
        """Raises StorageError; what is refused for a reason that passes is repeated twice before."""
        for pause in PAUSES:
            try:
                return self._sent(call)
            except BusyError:
                self._pause(pause)
        return self._sent(call)

    def _pause(self, seconds: float) -> None:
        """Raises DeadlineError instead of sleeping beyond the deadline."""
        if self._deadline and self._deadline.left <= seconds:
            raise DeadlineError(f"the deadline of the request is less than {seconds:g} s away")
        self._wait(seconds)

    def _sent(self, call: Call) -> Answer:
        parameters: Mapping[str, Any] = {"TableName": self.name, **call.parameters}
        match call.operation:
            case "batch_get_item":
                parameters = {"RequestItems": {self.name: call.parameters}}
            case "transact_write_items":
                parameters = call.parameters
        started, request_id = perf_counter(), "-"
        try:
            answer = self._calls.call(call.name, parameters)
            request_id = _request_id(answer)
        except CallRefusedError as error:
            request_id = error.request_id
            raise translated(error, call.name, self.name) from error
        except CallFailedError as error:
            raise StorageError(f"{call.name}: {error}") from error
        finally:
            if self._deadline is None or self._deadline.left:  # else it would stand in the line of another request
                self.meter.note(call.name, perf_counter() - started, request_id)
        return answer


def _by_operation(client: "DynamoDBClient | TableClient") -> TableClient:
    """botocore's speaks through an adapter, which alone imports it."""
    if hasattr(client, "call"):
        return cast("TableClient", client)
    from portal.storage.botocore_client import BotocoreClient  # noqa: PLC0415  readers' functions start without it

    return BotocoreClient(client)


def _value(read: Read[T], answers: Sequence[Answer | StorageError]) -> T | StorageError:
    given: list[Answer] = []
    for answer in answers:
        if isinstance(answer, StorageError):
            return answer
        given.append(answer)
    return read.value(given)


def _request_id(answer: Mapping[str, Any]) -> str:
    """Under which AWS knows the call; an engine that is not AWS may give none."""
    return str(answer.get("ResponseMetadata", {}).get("RequestId", "-"))
