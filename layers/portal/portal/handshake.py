"""What the CDN says so that the functions know it, where that is kept, and how soon they know a new value."""

from collections.abc import Mapping

HEADER = "x-origin-verify"
"""The request header that carries the value."""

PAUSE_SECONDS = 10.0
"""Between two looks at the parameters: whoever guesses must not make us ask for them all day."""

_ACCEPTED = "-accepted"


def kept_under(lock: str) -> tuple[str, str]:
    """The names of two parameters: the value that a deployment gives to the CDN, and what is accepted besides it.

    `lock` names the first, which CloudFormation makes. The second is a list, and a command of ours makes it: whatever
    CloudFormation changes about a parameter of its own, its tags too, it writes the first value of all back
    (aws-cloudformation-resource-providers-ssm, UpdateHandler), and the CDN must be known all the same.
    """
    return lock, lock + _ACCEPTED


def accepted(found: Mapping[str, str], lock: str) -> tuple[str, ...]:
    """The values that open, by the values of both parameters; a deployment's comes first."""
    one, more = kept_under(lock)
    return tuple(value for value in (found.get(one, ""), *found.get(more, "").split(",")) if value)
