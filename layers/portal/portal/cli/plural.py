"""Numbers with what is counted, as commands tell them."""


def several(number: int, one: str, many: str = "") -> str:
    """`1 problem`, `2 problems`; `many` where it is not formed by an s."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
