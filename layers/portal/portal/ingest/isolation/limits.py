"""What one document may take of the machine, and one process that parses them."""

from dataclasses import asdict, dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class ParseLimits:
    """Of one document: `processor` and `wall` in seconds, `memory` and `answer` in bytes.

    An honest document of 20 MB, the largest that is read, with ten thousand items takes 2.6 to 4 s of a processor and
    176 MB, and 255 MB where one emoji in it makes each character four bytes; what is hostile and stays within every
    limit of the parsers takes less. `wall` is for what waits instead of working, and for a function that has 0.36 of a
    processor, to which 4 s are 11. `memory` is on top of what the process has when it is ready, 35 MB; the system
    counts what was asked for, not what is used. `answer`: the parsed document as JSON, 19 MB of those.

    Of the process: after so many `documents`, or when it has grown by so many bytes (`growth`), another takes its
    place. `turn`: seconds for which a document waits until the process is free; no time of its own. `start`: seconds
    until a process must be ready.
    """

    processor: float = 6.0
    wall: float = 18.0
    memory: int = 288 * MEGABYTE
    answer: int = 24 * MEGABYTE
    documents: int = 500
    growth: int = 48 * MEGABYTE
    turn: float = 20.0
    start: float = 20.0

    def to_plain(self) -> dict[str, float | int]:
        return asdict(self)
