"""The folder that a publisher edits: that of a site.toml, with the files of the standard one for what it lacks."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

NEEDED = ("brand.css", "logo.svg", "paginas")
"""What pages cannot do without; of icons there are standard ones in templates/."""


class Folder(Protocol):
    """What leads from a name to a file or a folder: a Path does."""

    def __truediv__(self, name: str, /) -> Path: ...


@dataclass(frozen=True)
class SiteFolder:
    """`own` is the folder of a site.toml, `standard` the one that is built."""

    own: Path
    standard: Path

    def __truediv__(self, name: str) -> Path:
        found = self.own / name
        return self.standard / name if name in NEEDED and not found.exists() else found

    def __str__(self) -> str:
        return str(self.own)

    @property
    def borrowed(self) -> tuple[str, ...]:
        """What is that of the standard folder."""
        return tuple(name for name in NEEDED if self / name != self.own / name)
