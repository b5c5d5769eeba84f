"""What the command line has to know of a portal that runs here: one small file for each port."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / ".local"


@dataclass(frozen=True, kw_only=True)
class State:
    """`site`: the site.toml in use; `asked_site`: what SITE said, "" for the demo newsroom. `pictures`, `quarantine`:
    the buckets of pictures, and of what was refused.
    """

    port: int
    site: str
    asked_site: str
    endpoint: str
    table: str
    pictures: str
    quarantine: str


def remember(state: State) -> None:
    FOLDER.mkdir(exist_ok=True)
    _path(state.port).write_text(json.dumps(asdict(state)), encoding="utf-8")


def forget(port: int) -> None:
    _path(port).unlink(missing_ok=True)


def recall(port: int) -> State | None:
    """The portal that was last started on `port` and not ended; None where there is none."""
    try:
        return State(**json.loads(_path(port).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _path(port: int) -> Path:
    return FOLDER / f"portal-{port}.json"
