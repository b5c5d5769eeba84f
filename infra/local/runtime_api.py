"""Runs a built function as Lambda does: Lambda's own runtime client, in a process of its own, under Python 3.13.

What `sam build` left is used as it lies there. This end is the Runtime API: the server that the client asks for events.
Source: AWS, Using the Lambda runtime API for custom runtimes (2018-06-01).

Not Lambda: memory, processor, disk and permissions are those of this machine.
"""

import hashlib
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from build import packages
from local.environment import CREDENTIALS
from local.events import Reply, http_event, reply

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = ("awslambdaric", "simplejson", "snapshot-restore-py")
ENDS_WITHIN = 2.0
ARN = "arn:aws:lambda:eu-central-1:000000000000:function:local"
PREFIX = "/2018-06-01/runtime/"


class FunctionError(Exception):
    """What Lambda reports as an error of the function: its handler raised."""


class EndedError(FunctionError):
    """It did not start, ended or took too long: the next event meets a new environment."""


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


@dataclass(frozen=True)
class Invocation:
    """One event on its way. `id`: as the function sees it in its context."""

    payload: bytes
    deadline: float
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    answer: "Future[bytes]" = field(default_factory=Future)


class Function:
    """One execution environment of a built function: started by the first event, or again by one after a failure.

    `timeout` in seconds, for an invocation with its cold start. A context manager: at its end the process is gone.
    """

    def __init__(
        self, artefact: Artefact, *, python: Path, runtime: Path, environ: Mapping[str, str], timeout: float = 30
    ) -> None:
        self._artefact = artefact
        self._python = python
        self._timeout = timeout
        self._logs = tempfile.TemporaryFile()  # noqa: SIM115  closed by close()
        self._running: tuple[subprocess.Popen[bytes], _Server] | None = None
        path = [artefact.task, *([artefact.layer / "python"] if artefact.layer else []), runtime]
        self._environ = (
            {"PATH": os.defpath, "LANG": "en_US.UTF-8", "TZ": ":UTC"}
            | CREDENTIALS
            | dict(environ)
            | {
                "AWS_LAMBDA_FUNCTION_NAME": artefact.task.name,
                "AWS_LAMBDA_FUNCTION_VERSION": "1",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
                "AWS_LAMBDA_LOG_FORMAT": "JSON",
                "AWS_LAMBDA_LOG_LEVEL": "INFO",
                "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
                "LAMBDA_TASK_ROOT": str(artefact.task),
                "_HANDLER": artefact.handler,
                "PYTHONPATH": os.pathsep.join(map(str, path)),
                "PYTHONDONTWRITEBYTECODE": "1",  # as on Lambda, whose disk is read-only
            }
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def invoke(self, event: Any) -> Any:
        """What the handler returns. One event at a time, as on Lambda. Raises FunctionError."""
        self._running = self._running or self._start()
        _, server = self._running
        try:
            return json.loads(server.send(json.dumps(event).encode(), timeout=self._timeout))
        except EndedError as error:
            self._end()
            raise EndedError(f"{error}\n{self.logs()[-4000:]}".rstrip()) from None

    def request(
        self, method: str, target: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Reply:
        """As a request that came through API Gateway."""
        return reply(self.invoke(http_event(method, target, (headers or {}).items(), body)))

    def logs(self) -> str:
        """All that the function has written so far."""
        self._logs.seek(0)
        return self._logs.read().decode("utf-8", "replace")

    def close(self) -> None:
        self._end()
        self._logs.close()

    def _start(self) -> "tuple[subprocess.Popen[bytes], _Server]":
        """A server for each process: what an earlier one left unanswered cannot reach the next."""
        server = _Server()
        process = subprocess.Popen(
            # -S: packages that happen to be installed for this Python must not hide that an artefact lacks them.
            [str(self._python), "-S", "-m", "awslambdaric", self._artefact.handler],
            cwd=self._artefact.task,
            env=self._environ | {"AWS_LAMBDA_RUNTIME_API": server.address},
            stdin=subprocess.DEVNULL,
            stdout=self._logs,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for us; we end the function ourselves
        )
        threading.Thread(
            target=lambda: server.all_failed(EndedError(f"the process ended with {process.wait()}")), daemon=True
        ).start()
        return process, server

    def _end(self) -> None:
        if self._running is None:
            return
        (process, server), self._running = self._running, None
        process.terminate()
        try:
            process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        server.close()


class _Server:
    """The Runtime API on a free port of loopback."""

    def __init__(self) -> None:
        self._events: queue.Queue[Invocation | None] = queue.Queue()
        self._waiting: dict[str, Invocation] = {}
        self._http = _QuietServer(("127.0.0.1", 0), self._handler())
        self.address = f"127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def send(self, payload: bytes, *, timeout: float) -> bytes:
        """The answer to one event. Raises FunctionError."""
        invocation = Invocation(payload, deadline=time.time() + timeout)
        self._waiting[invocation.id] = invocation
        self._events.put(invocation)
        try:
            return invocation.answer.result(timeout)
        except FutureTimeoutError:
            raise EndedError(f"timed out after {timeout:g} s") from None

    def answered(self, invocation_id: str, payload: bytes) -> None:
        if invocation := self._waiting.pop(invocation_id, None):
            invocation.answer.set_result(payload)

    def failed(self, invocation_id: str, error: FunctionError) -> None:
        if invocation := self._waiting.pop(invocation_id, None):
            invocation.answer.set_exception(error)

    def all_failed(self, error: EndedError) -> None:
        for invocation_id in list(self._waiting):
            self.failed(invocation_id, error)

    def close(self) -> None:
        self._events.put(None)
        self._http.shutdown()
        self._http.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else every call waits 40 ms for an acknowledgement
            wbufsize = -1  # headers and body leave together

            def do_GET(self) -> None:
                invocation = api._events.get()
                if invocation is None:
                    self.close_connection = True
                    return
                self._send(
                    200,
                    invocation.payload,
                    {
                        "Lambda-Runtime-Aws-Request-Id": invocation.id,
                        "Lambda-Runtime-Deadline-Ms": str(int(invocation.deadline * 1000)),
                        "Lambda-Runtime-Invoked-Function-Arn": ARN,
                    },
                )

            def do_POST(self) -> None:
                payload = self.rfile.read(int(self.headers["Content-Length"] or 0))
                match self.path.removeprefix(PREFIX).split("/"):
                    case ["invocation", invocation_id, "response"]:
                        api.answered(invocation_id, payload)
                    case ["invocation", invocation_id, "error"]:
                        api.failed(invocation_id, FunctionError(_sentence(payload)))
                    case ["init", "error"]:
                        api.all_failed(EndedError(f"did not start: {_sentence(payload)}"))
                self._send(202, b'{"status":"OK"}', {})

            def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
                self.send_response_only(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                self.wfile.flush()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
                pass

        return Handler


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A process that was ended leaves its connection as it is: nothing to tell."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _sentence(payload: bytes) -> str:
    """`KeyError: 'x'`, of an error report."""
    try:
        report = json.loads(payload)
        return f"{report['errorType']}: {report['errorMessage']}"
    except (ValueError, KeyError, TypeError):
        return payload.decode("utf-8", "replace")


def install_runtime(python: Path, into: Path = ROOT / ".local") -> Path:
    """The folder with Lambda's runtime client for `python`, pinned by the lock of the development packages.

    Installed once, from the network; compiled, as it is on Lambda.
    """
    pins = packages.part(ROOT / "infra" / "build" / "requirements-dev.txt", RUNTIME)
    folder = into / f"runtime-{hashlib.sha256(pins.encode()).hexdigest()[:12]}"
    if folder.is_dir():
        return folder
    into.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into) as scratch:
        lock = Path(scratch) / "requirements.txt"
        lock.write_text(pins, "utf-8")
        ready = Path(scratch) / "runtime"
        packages.install(lock, ready, python=python)
        bytecode = ROOT / "infra" / "build" / "bytecode.py"
        subprocess.run([str(python), "-I", str(bytecode), str(ready), "/var/runtime"], check=True)
        if not folder.is_dir():  # else another process was faster
            shutil.move(ready, folder)
    return folder


def main(arguments: list[str]) -> None:
    """`python -m local.runtime_api FUNCTION PATH`: one GET to a function of .aws-sam/build, in this environment."""
    from build import python313  # noqa: PLC0415  only the command looks for one

    name, target = arguments
    python = python313.find()
    artefact = Artefact.of(ROOT / ".aws-sam" / "build", name)
    environ = {key: value for key, value in os.environ.items() if key.startswith(("AWS_", "TABLE_", "QUEUE_", "SITE"))}
    with Function(artefact, python=python, runtime=install_runtime(python), environ=environ) as function:
        answer = function.request("GET", target)
        print(answer.status, *(f"{header}: {value}" for header, value in answer.headers), "", sep="\n")
        print(answer.body.decode("utf-8", "replace"))


if __name__ == "__main__":
    main(sys.argv[1:])
