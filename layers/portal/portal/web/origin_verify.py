"""Origin verification, the «origin lock»: only the CDN, which sends a value in a header, may ask the functions for
anything. The value, where it is kept, and how soon the functions know a new one.

API Gateway's own host name is public; whoever found it would go around cache and firewall. CloudFront has no signature
of its own for an HTTP API. Source: AWS, Restrict access to files on custom origins.
"""

import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from time import monotonic

from portal.deadline import Deadline
from portal.model.errors import ParameterError

logger = logging.getLogger("portal")

HEADER = "x-origin-verify"
"""The request header that carries the value."""
KEPT_SECONDS = 300.0
SHARE = 0.5
"""Of what a request has left, for a look at the parameters: where that is in vain, what was known still opens, and the
page has to be made.
"""
PAUSE_SECONDS = 10.0
"""Between two looks at the parameters: whoever guesses must not make us ask for them all day."""
_ACCEPTED = "-accepted"

ReadValues = Callable[[Deadline | None], Sequence[str]]
"""Gives the values that are accepted, by a deadline: the present one, and those before it. Raises ParameterError."""
ReadParameters = Callable[[Sequence[str], Deadline | None], Mapping[str, str]]
"""Gives the parameters of these names that are there, by a deadline. Raises ParameterError."""


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


def origin_lock(name: str, read: ReadParameters) -> "OriginLock | None":
    """The lock whose values `read` finds in the parameters of `name`; None, an open door, where none is configured."""
    if not name:
        return None

    def values(deadline: Deadline | None) -> tuple[str, ...]:
        if not (found := accepted(read(kept_under(name), deadline), name)):
            raise ParameterError(f"{name}: is not there")
        return found

    return OriginLock(values)


class OriginLock:
    """Knows the values, and asks for them again when they are old or when one comes that it does not know.

    So a rotation needs no waiting: the first request with the new value finds it.
    """

    def __init__(self, read: ReadValues, *, monotonic: Callable[[], float] = monotonic) -> None:
        self._read = read
        self._monotonic = monotonic
        self._values: tuple[bytes, ...] = ()
        self._read_at = -KEPT_SECONDS

    def opens_for(self, sent: bytes, *, deadline: Deadline | None = None) -> bool:
        """Whether `sent` is accepted. Raises ParameterError when no value was ever known and none can be read, or not
        before the deadline: then it opens for nobody.
        """
        age = self._monotonic() - self._read_at
        if age >= KEPT_SECONDS or (age >= PAUSE_SECONDS and not self._knows(sent)):
            self._look(deadline)
        return self._knows(sent)

    def key(self) -> str:
        """The present value, for a request that we make to ourselves. Raises ParameterError."""
        self._look(None)
        return self._values[0].decode() if self._values else ""

    def forget(self) -> None:
        """Looks again before it opens for anyone."""
        self._values, self._read_at = (), -KEPT_SECONDS

    def _knows(self, sent: bytes) -> bool:
        return any(hmac.compare_digest(value, sent) for value in self._values)

    def _look(self, deadline: Deadline | None) -> None:
        """What was known goes on holding when nothing can be read: a site must not fall with one more service."""
        try:
            self._values = tuple(value.encode() for value in self._read(deadline and deadline.part(SHARE)) if value)
        except ParameterError as error:
            if not self._values:
                raise
            logger.warning("the values of the lock cannot be read; those that were known hold: %s", error)
        self._read_at = self._monotonic()
