"""Plain text, cut to size."""


def shortened(text: str, longest: int) -> str:
    """`text` when it has at most `longest` characters, else its first words and an ellipsis."""
    if len(text) <= longest:
        return text
    words = text[:longest].rpartition(" ")[0] or text[:longest]
    return words.rstrip(" ,;:") + " …"
