"""Compiles every module of a folder. Runs under Python 3.13: `python3.13 bytecode.py FOLDER PREFIX`.

/var/task and /opt cannot be written to: without bytecode in the artefact every cold start compiles hundreds of
modules, which takes longer than all else together. By hashes, because SAM gives every file a date of 1980, and bytecode
that goes by dates is ignored; unchecked, because what lies there stays as it was built: a cold start would read and
hash every source.

PREFIX is where the folder will lie (`/var/task`): it stands in tracebacks, and no path of this machine does.
What comes out depends on the sources alone. Python marks in the bytecode which strings were shared by then, so
every process gets a fixed share of the modules, in a fixed order, on whatever machine.
"""

import py_compile
import subprocess
import sys
from pathlib import Path

SHARES = 4


def compile_share(root: Path, prefix: str, share: int) -> None:
    """Raises PyCompileError for a module that is not Python 3.13."""
    for module in sorted(root.rglob("*.py"))[share::SHARES]:
        py_compile.compile(
            str(module),
            dfile=f"{prefix}/{module.relative_to(root).as_posix()}",
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )


def compile_all(root: str, prefix: str) -> int:
    """The number of shares that failed; each has written on stderr what and why."""
    shares = [subprocess.Popen([sys.executable, "-I", __file__, root, prefix, str(share)]) for share in range(SHARES)]
    return sum(share.wait() != 0 for share in shares)


if __name__ == "__main__":
    if len(sys.argv) == 4:
        compile_share(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
    else:
        sys.exit(compile_all(sys.argv[1], sys.argv[2]))
