"""Plain text, cut to size, and names in a row."""

from collections.abc import Sequence


def shortened(text: str, longest: int) -> str:
    """`text` when it has at most `longest` characters, else its first words and an ellipsis."""
    if len(text) <= longest:
        return text
    words = text[:longest].rpartition(" ")[0] or text[:longest]
    return words.rstrip(" ,;:") + " …"


def listed(names: Sequence[str]) -> str:
    """As a sentence lists them: `A`, `A en B`, `A, B en C`."""
    return " en ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
