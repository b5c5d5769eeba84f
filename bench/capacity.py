"""What calls of the table cost in read and write units, by DynamoDB's own rules: the local engine does not say.

Source: AWS, DynamoDB read and write operations (capacity unit consumption); DynamoDB item sizes and formats.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil
from threading import Lock
from time import thread_time
from typing import Any

from local.template import table_definition
from portal.storage.table import Item

READ_UNIT = 4096
WRITE_UNIT = 1024
KEYS = ("pk", "sk")


def size_of(item: Item) -> int:
    """Bytes of an item: names and values."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: Mapping[str, Any]) -> int:
    match value:
        case {"S": str(text)}:
            size = len(text.encode())
        case {"N": str(number)}:
            size = (len(number.strip("-").replace(".", "")) + 1) // 2 + 1
        case {"SS": list(texts)}:
            size = sum(len(text.encode()) for text in texts)
        case {"L": list(inner)}:
            size = 3 + sum(1 + _size(one) for one in inner)
        case {"M": dict(inner)}:
            size = 3 + sum(1 + len(name.encode()) + _size(one) for name, one in inner.items())
        case {"BOOL": _} | {"NULL": _}:
            size = 1
        case _:
            raise ValueError(f"a kind of value that the portal does not store: {value!r}")
    return size


@dataclass(frozen=True)
class Index:
    """Which items stand in it, and with what."""

    keys: frozenset[str]
    projected: frozenset[str] | None

    def entry(self, item: Item) -> Item:
        """What the index has of `item`; nothing where it lacks a key."""
        if not self.keys <= item.keys():
            return {}
        return item if self.projected is None else {name: item[name] for name in item if name in self.projected}


def indexes() -> list[Index]:
    """Those of the table in the template."""
    found = []
    for one in table_definition("any").get("GlobalSecondaryIndexes", ()):
        keys = frozenset(str(key["AttributeName"]) for key in one["KeySchema"])
        projection = one["Projection"]
        names = keys | set(KEYS) | set(projection.get("NonKeyAttributes", ()))
        found.append(Index(keys, None if projection["ProjectionType"] == "ALL" else frozenset(names)))
    return found


def write_units(old: Item, new: Item, found: Iterable[Index], *, transaction: bool) -> int:
    """Units of a write that leaves `new` where `old` was; either may be nothing."""
    units = _units(max(size_of(old), size_of(new))) * (2 if transaction else 1)
    for index in found:
        before, after = index.entry(old), index.entry(new)
        if before == after:
            continue
        same_key = before and after and all(before[key] == after[key] for key in index.keys)
        sizes = [max(size_of(before), size_of(after))] if same_key else [size_of(one) for one in (before, after) if one]
        units += sum(_units(size) for size in sizes)
    return units


def _units(size: int) -> int:
    return max(1, ceil(size / WRITE_UNIT))


@dataclass
class Ledger:
    """Writes down what each call of a client costs.

    `looker`: a second client, which looks at items before and after. `seconds`: of a processor, spent in here.
    `is_counting`: else it looks away, and costs nothing.
    """

    client: Any
    looker: Any
    table: str
    reads: float = 0.0
    writes: float = 0.0
    calls: int = 0
    seconds: float = 0.0
    is_counting: bool = True
    _lock: Any = field(default_factory=Lock)
    _indexes: list[Index] = field(default_factory=indexes)

    def __post_init__(self) -> None:
        events = self.client.meta.events
        events.register("before-parameter-build.dynamodb", self._before)
        events.register("after-call.dynamodb", self._after)

    def clear(self) -> None:
        self.reads, self.writes, self.calls, self.seconds = 0.0, 0.0, 0, 0.0

    def _before(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        if not self.is_counting:
            return
        started = thread_time()
        context["asked"] = params
        context["old"] = [(key, self._look(key)) for key in _written(model.name, params)]
        with self._lock:
            self.seconds += thread_time() - started

    def _after(self, parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        if not self.is_counting:
            return
        started, asked = thread_time(), context["asked"]
        reads = sum(_read_units(model.name, asked, parsed, self.table))
        written = () if "Error" in parsed else context["old"]
        transaction = model.name == "TransactWriteItems"
        writes = sum(write_units(old, self._look(key), self._indexes, transaction=transaction) for key, old in written)
        with self._lock:  # calls are made side by side
            self.calls += 1
            self.reads += reads
            self.writes += writes
            self.seconds += thread_time() - started

    def _look(self, key: Item) -> Item:
        found: Item = self.looker.get_item(TableName=self.table, Key=key, ConsistentRead=True).get("Item", {})
        return found


def _read_units(name: str, asked: Mapping[str, Any], answer: Mapping[str, Any], table: str) -> Iterator[float]:
    if name == "BatchGetItem":
        asked = asked["RequestItems"][table]
        found = [[item] for item in answer.get("Responses", {}).get(table, ())]
        found += [[]] * (len(asked["Keys"]) - len(found))
    elif name == "GetItem":
        found = [[answer["Item"]] if "Item" in answer else []]
    elif name == "Query":
        found = [answer.get("Items", [])]
    else:
        return
    for items in found:
        pages = max(1, ceil(sum(map(size_of, items)) / READ_UNIT))
        yield pages if asked.get("ConsistentRead") else pages / 2


def _written(name: str, asked: Mapping[str, Any]) -> list[Item]:
    """Keys of what the call writes, or looks at in a transaction, which costs the same."""
    match name:
        case "PutItem":
            return [_key(asked["Item"])]
        case "UpdateItem" | "DeleteItem":
            return [asked["Key"]]
        case "TransactWriteItems":
            acts = [(kind, act) for one in asked["TransactItems"] for kind, act in one.items()]
            return [_key(act["Item"]) if kind == "Put" else act["Key"] for kind, act in acts]
    return []


def _key(item: Item) -> Item:
    return {name: item[name] for name in KEYS}
