"""Values out of JSON that may hold anything: one of the wrong type is as one that is not there."""

from portal.feeds.parsing.text import without_controls


def text(value: object) -> str:
    """A string as it stands, a number as its digits (ids are sometimes numbers), anything else as nothing."""
    if isinstance(value, str):
        return without_controls(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def record(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def records(value: object) -> list[dict[str, object]]:
    """The objects of a list, or of an object by name (ninjs 1 has associations so)."""
    found = list(value.values()) if isinstance(value, dict) else as_list(value)
    return [one for one in found if isinstance(one, dict)]
