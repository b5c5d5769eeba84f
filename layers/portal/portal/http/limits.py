"""How much of an answer is taken, and how long it may take."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FetchLimits:
    """Seconds and bytes. `wire` counts what comes in, `body` what is left after decompression."""

    total: float = 20
    connect: float = 5
    read: float = 10
    wire: int = 20_000_000
    body: int = 20_000_000
    ratio: int = 200
    redirects: int = 10


LIMITS = FetchLimits()
