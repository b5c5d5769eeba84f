"""Every parameter of the site's stack, for `sam deploy`: those that are given, and the defaults of all others.

`sam deploy` keeps the previous value of what it is not told (deploy_context.py, `UsePreviousValue`): a parameter that
is taken out of a list would stay for ever, silently. So a deployment from GitHub says all of them.
"""

import difflib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from local.template import TEMPLATE, load


def every_parameter(declared: Mapping[str, Any], given: Sequence[str]) -> list[str]:
    """`Name="value"` for each of `declared`. `given`: `Name=value`, without quotes.

    Raises ValueError for a name that is not declared, and for what has no `=` in it.
    """
    values = dict(map(_split, given))
    for name in values.keys() - declared.keys():
        near = difflib.get_close_matches(name, declared, 1)
        raise ValueError(
            f"{name} is no parameter" + (f"; did you mean {near[0]}?" if near else f": {', '.join(declared)}")
        )
    return [f'{name}="{values.get(name, one.get("Default", ""))}"' for name, one in declared.items()]


def _split(one: str) -> tuple[str, str]:
    name, equals, value = one.partition("=")
    if not equals:
        raise ValueError(f"«{one}» is not Name=value")
    return name, value.strip('"')


if __name__ == "__main__":
    try:
        print(" ".join(every_parameter(load(TEMPLATE)["Parameters"], sys.argv[1:])))
    except ValueError as error:
        sys.exit(f"parameters: {error}")
