"""Where a built function lies while it runs: as on Lambda, at /var/task and /opt, and read-only.

In a mount namespace of its own, so that nothing of this machine changes. Where the system has none (macOS, or a
container that forbids it) the artefacts are used where they lie, and only paths differ. Source: unshare(1), mount(8).
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TASK, LAYER, RUNTIME = "/var/task", "/opt", "/var/runtime"

_ASIDE = "/mnt"
_COVERED = ("/var", LAYER, _ASIDE)

_LAY_OUT = f"""
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs {_ASIDE}
aside() {{ mkdir {_ASIDE}/"$1"; mount --bind "$2" {_ASIDE}/"$1"; }}
lay() {{ mkdir -p "$2"; mount --bind {_ASIDE}/"$1" "$2"; mount -o remount,bind,ro "$2"; }}
aside task "$1"; aside runtime "$3"; [ -z "$2" ] || aside layer "$2"
mount -t tmpfs tmpfs /var
mount -t tmpfs tmpfs {LAYER}
lay task {TASK}; lay runtime {RUNTIME}; [ -z "$2" ] || lay layer {LAYER}
umount -R {_ASIDE}
shift 3
cd {TASK}
exec "$@"
"""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The folders as the function sees them, and the command that has to stand before its own."""

    task: str
    layer: str | None
    runtime: str
    command: tuple[str, ...] = ()


def lay_out(task: Path, layer: Path | None, runtime: Path, *, python: Path, isolated: bool) -> Layout:
    """As on Lambda where `isolated` is asked for and can be had, else where they lie."""
    covered = any(folder.is_relative_to(_ASIDE) for folder in (task, layer, runtime) if folder)
    if covered or not (isolated and can_isolate(python)):
        return Layout(task=str(task), layer=str(layer) if layer else None, runtime=str(runtime))
    command = (*_unshare(), "sh", "-c", _LAY_OUT, "sh", str(task), str(layer or ""), str(runtime))
    return Layout(task=TASK, layer=LAYER if layer else None, runtime=RUNTIME, command=command)


@lru_cache(maxsize=1)
def can_isolate(python: Path) -> bool:
    """Whether this system lets us, and the interpreter does not lie in what would be covered."""
    covered = any(python.is_relative_to(folder) for folder in _COVERED)
    if covered or sys.platform != "linux" or not shutil.which("unshare"):
        return False
    here = str(Path(__file__).parent)
    command = [*_unshare(), "sh", "-c", _LAY_OUT, "sh", here, here, here, str(python), "-c", ""]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _unshare() -> tuple[str, ...]:
    """Root needs no user namespace; anyone else is root within one."""
    return ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--user", "--map-root-user", "--mount")
