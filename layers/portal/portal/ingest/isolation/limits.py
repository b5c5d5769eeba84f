"""What one document may take of the machine, and one process that parses them."""

from dataclasses import asdict, dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class ParseLimits:
    """Of one document: `processor` and `wall` in seconds, `memory` and `answer` in bytes.

    An honest document of 10 MB, the largest that is read, takes 0.5 s of a processor and 60 MB; what is hostile and
    stays within every limit of the parsers 1 s and 139 MB. `wall` is for what waits instead of working, and for a
    function that has 0.3 of a processor. `memory` is on top of what the process has when it is ready, 35 MB; the system
    counts what was asked for, not what is used. `answer`: the parsed document as JSON.

    Of the process: after so many `documents`, or when it has grown by so many bytes (`growth`), another takes its
    place. `turn`: seconds for which a document waits until the process is free; no time of its own. `start`: seconds
    until a process must be ready.
    """

    processor: float = 2.0
    wall: float = 12.0
    memory: int = 192 * MEGABYTE
    answer: int = 16 * MEGABYTE
    documents: int = 500
    growth: int = 48 * MEGABYTE
    turn: float = 20.0
    start: float = 20.0

    def to_plain(self) -> dict[str, float | int]:
        return asdict(self)
