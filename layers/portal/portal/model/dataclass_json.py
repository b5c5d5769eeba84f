"""Values to what JSON knows, and back: the fields of a dataclass by name, without those that are as in a new one.

Nothing is said of a field here, so that a value that gets one more keeps all of itself on the way. Moments are as in
model.clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from portal.model.clock import from_iso, to_iso

T = TypeVar("T")


class PlainError(ValueError):
    """What came is not what was to be made of it; the message names the field."""


def to_plain(value: object) -> Any:
    """Of a dataclass its fields; of a tuple a list; of a moment its text; plain values stay. Raises TypeError."""
    match value:
        case None | bool() | int() | str():
            return value.value if isinstance(value, StrEnum) else value
        case datetime():
            return to_iso(value)
        case tuple() | list():
            return [to_plain(member) for member in value]
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError(f"nothing plain is known for {type(value).__name__}")
    told = ((one.name, getattr(value, one.name), _default(one)) for one in fields(value))
    return {name: to_plain(member) for name, member, default in told if member != default}


def from_plain(kind: type[T], plain: object) -> T:
    """The `kind` that `to_plain` made `plain` of. Raises PlainError, also for a field that is not known here."""
    made: T = _made(kind, plain, kind.__name__)
    return made


def _default(one: "Field[Any]") -> object:
    return one.default_factory() if one.default_factory is not MISSING else one.default


def _made(kind: Any, plain: Any, name: str) -> Any:
    if get_origin(kind) is UnionType:
        (kind,) = (one for one in get_args(kind) if one is not type(None))
        return None if plain is None else _made(kind, plain, name)
    if get_origin(kind) is tuple:
        return _members(get_args(kind)[0], plain, name)
    if is_dataclass(kind):
        return _fields(kind, plain, name)
    if kind in (datetime, *_enums(kind)):
        return _spoken(kind, plain, name)
    if type(plain) is not kind:
        raise PlainError(f"{name}: is no {kind.__name__}")
    return plain


def _enums(kind: Any) -> tuple[type, ...]:
    return (kind,) if isinstance(kind, type) and issubclass(kind, StrEnum) else ()


def _members(kind: Any, plain: object, name: str) -> tuple[Any, ...]:
    if not isinstance(plain, Sequence) or isinstance(plain, str):
        raise PlainError(f"{name}: is no list")
    return tuple(_made(kind, one, name) for one in plain)


def _fields(kind: Any, plain: object, name: str) -> Any:
    if not isinstance(plain, Mapping):
        raise PlainError(f"{name}: is no object")
    kinds = _kinds(kind)
    if unknown := sorted(plain.keys() - kinds.keys()):
        raise PlainError(f"{name}.{unknown[0]}: is not known here")
    try:
        return kind(**{field: _made(kinds[field], value, f"{name}.{field}") for field, value in plain.items()})
    except TypeError as error:
        raise PlainError(f"{name}: {error}") from error


def _spoken(kind: Any, plain: object, name: str) -> Any:
    try:
        return from_iso(str(plain)) if kind is datetime else kind(plain)
    except ValueError as error:
        raise PlainError(f"{name}: {error}") from error


@lru_cache
def _kinds(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}
