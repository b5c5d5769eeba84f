"""AWS on this machine: DynamoDB and SQS, in a process of their own that ends with its parent.

ministack, from .venv-engine, does a transaction in 2 ms where moto's server takes 30 ms at 400 items and more with each
further one (docs/decisions.md). Started as `python -m local.engine` by `Engine`; listens on loopback only. CALLS_LOG, a
folder: every call that a function makes leaves a line there (calls.py).
"""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from local.calls import noting
from local.environment import CREDENTIALS

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 30.0


class EngineError(Exception):
    """The engine did not start."""


class Engine:
    """A running engine. `endpoint` is where AWS clients find it; `services`: which it has, "" for all that it knows."""

    def __init__(self, services: str = "dynamodb,sqs,s3") -> None:
        self.endpoint = f"http://127.0.0.1:{free_port()}"
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            [str(engine_python()), "-m", "local.engine"],
            env=_environment(self.endpoint, services),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us; we end the engine ourselves
        )
        try:
            self._await_start()
        except EngineError:
            self.stop()
            raise

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()

    def _await_start(self) -> None:
        port = int(self.endpoint.rpartition(":")[2])
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise EngineError(f"the local AWS engine did not start within {STARTS_WITHIN:.0f} s")


def engine_python() -> Path:
    """That of the engine: it pins another botocore than the portal runs on."""
    python = ROOT / ".venv-engine" / "bin" / "python"
    if not python.exists():
        raise EngineError(f"{python} is missing: `make setup` installs the engine there")
    return python


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def create_queue(client: Any, *, visibility_timeout: int, name: str = "ingest") -> str:
    """The URL of a new queue; `visibility_timeout` in seconds."""
    answer = client.create_queue(
        QueueName=f"regioportaal-{name}", Attributes={"VisibilityTimeout": str(visibility_timeout)}
    )
    url: str = answer["QueueUrl"]
    return url


def _environment(endpoint: str, services: str) -> Mapping[str, str]:
    host, _, port = endpoint.removeprefix("http://").partition(":")
    return (
        os.environ
        | CREDENTIALS
        | {
            "PYTHONPATH": str(ROOT / "infra"),
            "BIND_HOST": host,
            "GATEWAY_PORT": port,
            "MINISTACK_HOST": host,
            "SERVICES": services,
            "IOT_MTLS_ENABLED": "0",  # else it listens on every interface, for a service that we do not use
            "PERSIST_STATE": "0",
        }
    )


def _end_with_parent(pipe: IO[bytes]) -> None:
    """Blocks until the other end of `pipe` is gone, also when the parent was killed, then ends this process."""
    pipe.read()
    os._exit(0)


def _main() -> None:
    threading.Thread(target=_end_with_parent, args=(sys.stdin.buffer,), daemon=True).start()
    from ministack import app  # type: ignore[import-not-found]  # noqa: PLC0415  not of this environment

    if log := os.environ.get("CALLS_LOG"):
        app.app = noting(app.app, Path(log) / f"engine-{os.getpid()}.jsonl")
    app.main()


if __name__ == "__main__":
    _main()
