"""Runs a built function as Lambda does: Lambda's own runtime client, in a process of its own, under Python 3.13.

What `sam build` left is used as it lies there, and cannot be written to. Not Lambda: memory, processor and permissions
are those of this machine.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from local.environment import CREDENTIALS
from local.events import Reply, http_event, reply
from local.isolation import Layout, lay_out
from local.runtime_api import EndedError, RuntimeApi
from local.runtime_client import install_runtime

ROOT = Path(__file__).resolve().parents[2]
ENDS_WITHIN = 2.0


@dataclass(frozen=True, kw_only=True)
class Artefact:
    """A built function. `layer`: what lies under /opt, None without layers."""

    task: Path
    layer: Path | None
    handler: str = "app.handler"

    @classmethod
    def of(cls, build: Path, name: str) -> Self:
        """As `sam build` lays them out: `of(Path(".aws-sam/build"), "PagesFunction")`."""
        return cls(task=build / name, layer=build / "DependenciesLayer")


class Function:
    """One execution environment of a built function: started by the first event, or again by one after a failure.

    `timeout` in seconds, for an invocation with its cold start. `isolated`: laid out as on Lambda and read-only, where
    this system can. `tell` gets each line that the function writes. A context manager: at its end the process is gone.
    """

    def __init__(
        self,
        artefact: Artefact,
        *,
        python: Path,
        runtime: Path,
        environ: Mapping[str, str],
        timeout: float = 30,
        isolated: bool = False,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        self._timeout = timeout
        self._tell = tell
        self._lines: list[str] = []
        self._running: _Running | None = None
        self._cwd = artefact.task
        layout = lay_out(artefact.task, artefact.layer, runtime, python=python, isolated=isolated)
        # -S: packages that happen to be installed for this Python must not hide that an artefact lacks them.
        self._command = [*layout.command, str(python), "-S", "-m", "awslambdaric", artefact.handler]
        self._environ = _surroundings(artefact, layout) | CREDENTIALS | dict(environ)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def invoke(self, event: Any) -> Any:
        """What the handler returns. One event at a time, as on Lambda. Raises FunctionError."""
        if self._running and self._running.process.poll() is not None:
            self.close()
        self._running = self._running or self._start()
        try:
            return json.loads(self._running.api.send(json.dumps(event).encode(), timeout=self._timeout))
        except EndedError as error:
            self.close()
            raise EndedError(f"{error}\n{self.logs()[-4000:]}".rstrip()) from None

    def request(
        self, method: str, target: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Reply:
        """As a request that came through API Gateway."""
        return reply(self.invoke(http_event(method, target, (headers or {}).items(), body)))

    def logs(self) -> str:
        """All that the function has written so far."""
        return "".join(self._lines)

    def close(self) -> None:
        if self._running is None:
            return
        running, self._running = self._running, None
        running.process.terminate()
        try:
            running.process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            running.process.kill()
            running.process.wait()
        running.reader.join(ENDS_WITHIN)
        running.api.close()

    def _start(self) -> "_Running":
        """A Runtime API for each process: what an earlier one left unanswered cannot reach the next."""
        api = RuntimeApi()
        process = subprocess.Popen(
            self._command,
            cwd=self._cwd,
            env=self._environ | {"AWS_LAMBDA_RUNTIME_API": api.address},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C is for us; we end the function ourselves
        )
        reader = threading.Thread(target=self._read, args=(process, api), daemon=True)
        reader.start()
        return _Running(process=process, api=api, reader=reader)

    def _read(self, process: "subprocess.Popen[str]", api: RuntimeApi) -> None:
        """Until the process ends; then whoever waits for it hears so."""
        with cast("IO[str]", process.stdout) as lines:
            for line in lines:
                self._lines.append(line)
                if self._tell:
                    self._tell(line)
        api.all_failed(EndedError(f"the process ended with {process.wait()}"))


@dataclass(frozen=True, kw_only=True)
class _Running:
    process: "subprocess.Popen[str]"
    api: RuntimeApi
    reader: threading.Thread


def _surroundings(artefact: Artefact, layout: Layout) -> dict[str, str]:
    """What Lambda sets itself. Source: AWS, Defined runtime environment variables."""
    layer = [f"{layout.layer}/python/lib/python3.13/site-packages", f"{layout.layer}/python"] if layout.layer else []
    return {
        "PATH": os.defpath,
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "AWS_LAMBDA_FUNCTION_NAME": artefact.task.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_LAMBDA_LOG_LEVEL": "INFO",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "LAMBDA_TASK_ROOT": layout.task,
        "_HANDLER": artefact.handler,
        "PYTHONPATH": os.pathsep.join([layout.task, *layer, layout.runtime]),
        "PYTHONDONTWRITEBYTECODE": "1",  # as on Lambda, whose disk is read-only
    }


class Pool:
    """As many environments as there are events at once, up to `most`; one that is free is used before a new one."""

    def __init__(self, make: Callable[[], Function], *, most: int) -> None:
        self._make = make
        self._room = threading.Semaphore(most)
        self._idle: list[Function] = []
        self._all: list[Function] = []

    def call(self, event: Any) -> Any:
        """What the handler returns. May come from many threads. Raises FunctionError."""
        with self._room:
            function = self._idle.pop() if self._idle else self._new()
            try:
                return function.invoke(event)
            finally:
                self._idle.append(function)

    def close(self) -> None:
        for function in self._all:
            function.close()

    def _new(self) -> Function:
        function = self._make()
        self._all.append(function)
        return function


def main(arguments: list[str]) -> None:
    """`python -m local.built FUNCTION PATH`: one GET to a function of .aws-sam/build, in this environment."""
    from build import python313  # noqa: PLC0415  only the command looks for one

    name, target = arguments
    python = python313.find()
    artefact = Artefact.of(ROOT / ".aws-sam" / "build", name)
    environ = {key: value for key, value in os.environ.items() if key.startswith(("AWS_", "TABLE_", "QUEUE_", "SITE"))}
    with Function(artefact, python=python, runtime=install_runtime(python), environ=environ, isolated=True) as function:
        answer = function.request("GET", target)
        print(answer.status, *(f"{header}: {value}" for header, value in answer.headers), "", sep="\n")
        print(answer.body.decode("utf-8", "replace"))


if __name__ == "__main__":
    main(sys.argv[1:])
