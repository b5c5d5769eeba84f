"""A paragraph while it is being written: text and inline elements in, clean inline markup out."""


class Line:
    """Blanks between pieces are folded, and inline elements open only when text follows. `opened`: names and start
    tags.
    """

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.opened: list[tuple[str, str]] = []
        self.space = False
        self.breaks = 0

    def write(self, text: str, wanted: list[tuple[str, str]], *, breaks: str = "<br>") -> None:
        shared = 0
        if self.opened:
            for mine, theirs in zip(self.opened, wanted, strict=False):
                if mine is not theirs:
                    break
                shared += 1
            self._close(shared)
        if self.parts:
            if self.breaks:
                self.parts.append(breaks)
            elif self.space or text[0] == " ":
                self.parts.append(" ")
        for element in wanted[shared:]:
            self.opened.append(element)
            self.parts.append(element[1])
        self.parts.append(text.strip(" "))
        self.space, self.breaks = text[-1] == " ", 0

    def take(self) -> str:
        self._close(0)
        written = "".join(self.parts)
        self.parts.clear()
        return written

    def _close(self, depth: int) -> None:
        while len(self.opened) > depth:
            self.parts.append(f"</{self.opened.pop()[0]}>")
