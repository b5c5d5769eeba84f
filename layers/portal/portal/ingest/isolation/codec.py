"""A Document as JSON and back. What comes back is trusted in nothing: each value has the type that its field has.

Not pickle: whoever takes over the process that parses would have the one that reads its answer too.
Source: Python, pickle, «Restricting globals».
"""

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from portal.model.article import Document


def encode(document: Document) -> bytes:
    """UTF-8, in which half a surrogate pair, which XML cannot hold and JSON can, is written as it is."""
    plain = _to_plain(document)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def decode_document(payload: bytes) -> Document:
    """Raises ValueError for everything that `encode` does not write."""
    try:
        document: Document = _from_plain(Document, json.loads(payload.decode("utf-8", "surrogatepass")))
    except (RecursionError, OverflowError) as error:
        raise ValueError(str(error)) from error
    return document


def _to_plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_to_plain(one) for one in value]
    if is_dataclass(value):
        return [_to_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.value if isinstance(value, Enum) else value


def _from_plain(type_: Any, value: Any) -> Any:
    """`value` as `type_`: a dataclass, a tuple of any length, an optional value, an enum, a datetime or a plain one."""
    origin = get_origin(type_)
    if origin in (Union, UnionType):
        (inner,) = (one for one in get_args(type_) if one is not type(None))
        return None if value is None else _from_plain(inner, value)
    if origin is tuple:
        return tuple([_from_plain(get_args(type_)[0], one) for one in _checked(list, value)])
    if is_dataclass(type_):
        return _object(type_, _checked(list, value))
    if issubclass(type_, Enum):
        return type_(value)
    if type_ is datetime:
        return _moment(_checked(str, value))
    return _checked(type_, value)


def _object(type_: Any, values: list[Any]) -> Any:
    of = _types_of(type_)
    return type_(**{name: _from_plain(inner, value) for (name, inner), value in zip(of, values, strict=True)})


@lru_cache
def _types_of(type_: type[Any]) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(type_)
    return tuple((field.name, hints[field.name]) for field in fields(type_))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() is None:
        raise ValueError(f"{text!r} has no time zone")
    return moment.astimezone(UTC)


def _checked(type_: type[Any], value: Any) -> Any:
    """Exactly that type: True is no number here."""
    if type(value) is not type_:
        raise ValueError(f"{type(value).__name__}, not {type_.__name__}")
    return value
