"""What IAM would say: whether a policy allows an action on a resource.

Source: IAM user guide, policy evaluation logic; condition operators. An operator that is not known here is an error, so
that no policy is believed that was not understood.
"""

import fnmatch
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

Context = Mapping[str, str]
"""Condition keys and their values; a key that is not there is not in the request."""


@dataclass(frozen=True)
class Request:
    """`action` on `resource`, an ARN or `*`."""

    action: str
    resource: str
    context: Context = field(default_factory=dict)


def is_allowed(statements: Iterable[Mapping[str, Any]], request: Request) -> bool:
    """An explicit deny wins; nothing is allowed that no statement allows."""
    effects = {one["Effect"] for one in statements if _applies(one, request)}
    return effects == {"Allow"}


def matches(pattern: str, value: str) -> bool:
    """As IAM matches: `*` any characters, also `/` and `:`, `?` one."""
    return _compiled(pattern).fullmatch(value) is not None


@lru_cache(maxsize=1000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))


def _applies(statement: Mapping[str, Any], request: Request) -> bool:
    """By its actions first: most statements are of others."""
    return (
        any(matches(pattern.lower(), request.action.lower()) for pattern in many(statement["Action"]))
        and _is_of(statement, request.resource)
        and all(_holds(name, keys, request.context) for name, keys in statement.get("Condition", {}).items())
    )


def _is_of(statement: Mapping[str, Any], resource: str) -> bool:
    if "Resource" in statement:
        return any(matches(pattern, resource) for pattern in many(statement["Resource"]))
    return not any(matches(pattern, resource) for pattern in many(statement.get("NotResource", [])))


def _holds(operator: str, keys: Mapping[str, Any], context: Context) -> bool:
    quantifier, _, bare = operator.rpartition(":")
    name, if_exists = bare.removesuffix("IfExists"), bare.endswith("IfExists") or quantifier == "ForAllValues"
    given_by = {key.lower(): value for key, value in context.items()}
    for key, wanted in keys.items():
        given = given_by.get(key.lower())
        if name == "Null":
            if (given is None) != (str(wanted).lower() == "true"):
                return False
        elif given is None:
            if not (if_exists or name in NEGATED):
                return False
        elif not OPERATORS[name](given, [str(one) for one in many(wanted)]):
            return False
    return True


OPERATORS = {
    "Bool": lambda given, wanted: given.lower() in (one.lower() for one in wanted),
    "ArnEquals": lambda given, wanted: any(matches(one, given) for one in wanted),
    "StringEquals": lambda given, wanted: given in wanted,
    "StringNotEquals": lambda given, wanted: given not in wanted,
    "StringLike": lambda given, wanted: any(matches(one, given) for one in wanted),
    "StringNotLike": lambda given, wanted: not any(matches(one, given) for one in wanted),
    "ArnNotEquals": lambda given, wanted: not any(matches(one, given) for one in wanted),
    "ArnNotLike": lambda given, wanted: not any(matches(one, given) for one in wanted),
    "StringEqualsIgnoreCase": lambda given, wanted: given.lower() in (one.lower() for one in wanted),
    "StringNotEqualsIgnoreCase": lambda given, wanted: given.lower() not in (one.lower() for one in wanted),
    "ArnLike": lambda given, wanted: any(matches(one, given) for one in wanted),
}
NEGATED = frozenset({"ArnNotEquals", "ArnNotLike", "StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike"})


def is_everybody(statement: Mapping[str, Any]) -> bool:
    """Whether its principal is whoever asks."""
    principal = statement.get("Principal")
    return principal == "*" or (isinstance(principal, Mapping) and many(principal.get("AWS", [])) == ["*"])


def many(value: Any) -> list[Any]:
    """One, or several, of what a policy may have either of."""
    return value if isinstance(value, list) else [value]
