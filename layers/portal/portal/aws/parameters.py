"""Parameters that Systems Manager keeps: values that stand in no environment variable and in no log."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from portal.aws.reading_client import OF_PARAMETERS, OF_PARAMETERS_FOR_READERS, SSM, reading_client
from portal.deadline import Deadline, Threads
from portal.model.errors import CallFailedError, CallRefusedError, DeadlineError, ParameterError

_Ask = Callable[[Sequence[str]], Mapping[str, Any]]

_kept: dict[bool, tuple[_Ask, Callable[[], None]]] = {}
"""By whether a reader waits: how parameters are asked for, and how the connections of that are closed."""


def read_parameters(names: Sequence[str], deadline: Deadline | None = None) -> dict[str, str]:
    """The values of those of `names` that are there, ten at most. One GetParameters.

    With a deadline a reader waits: as many short tries are made as fit before it. Raises ParameterError.
    """
    ask, _ = _asking(reading=bool(deadline))
    try:
        (answer,) = _threads().each(ask, [names], deadline=deadline)
        return {one["Name"]: one["Value"] for one in answer["Parameters"]}
    except (CallFailedError, CallRefusedError, DeadlineError, KeyError) as error:
        raise ParameterError(f"{', '.join(names)}: {error!r}") from error


def fields_in(text: str, name: str) -> dict[str, str]:
    """The fields of a JSON object of texts, the value of `name`. Raises ParameterError, which tells no value."""
    try:
        fields = json.loads(text)
    except ValueError:
        fields = None
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        raise ParameterError(f"{name}: is not a JSON object of texts")
    return fields


def disconnect() -> None:
    """Closes the connections: after a restore from a snapshot they are dead."""
    while _kept:
        _, close = _kept.popitem()[1]
        close()


def _asking(*, reading: bool) -> tuple[_Ask, Callable[[], None]]:
    if reading not in _kept:
        _kept[reading] = _at_once(reading=reading) or _by_botocore(reading=reading)
    return _kept[reading]


def _at_once(*, reading: bool) -> tuple[_Ask, Callable[[], None]] | None:
    """None where the environment does not say as whom to ask."""
    client = reading_client(SSM, os.environ, tries=OF_PARAMETERS_FOR_READERS if reading else OF_PARAMETERS)
    return (lambda names: client.call("GetParameters", {"Names": list(names)}), client.close) if client else None


def _by_botocore(*, reading: bool) -> tuple[_Ask, Callable[[], None]]:
    from portal.aws.parameters_by_botocore import asking  # noqa: PLC0415  readers' functions start without botocore

    return asking(reading=reading)


@lru_cache(maxsize=1)
def _threads() -> Threads:
    """A few: one may be left at a name server that does not answer."""
    return Threads(4, name="parameters")
