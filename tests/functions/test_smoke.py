"""The door that tries a release: over a loopback server that is Lambda, with pages behind it, and CodeDeploy."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import unquote

import pytest
from botocore.session import get_session

from functions.test_doors import Handler, door, queue_url, table
from newsdesk import Desk
from portal.aws import parameters
from portal.storage.table import Table
from samples import article

__all__ = ["queue_url", "table"]

RELEASE = "arn:aws:lambda:eu-central-1:123456789012:function:proef-Pages:7"
HOOK = {"DeploymentId": "d-1", "LifecycleEventHookExecutionId": "hook-1"}


def serve(server: HTTPServer) -> None:
    """In this thread, with the event loop that Lambda's main thread has."""
    with closing(asyncio.new_event_loop()) as loop:
        asyncio.set_event_loop(loop)
        server.serve_forever(poll_interval=0.01)


@dataclass
class Aws:
    """Lambda and CodeDeploy. `release` answers events; None: it crashes."""

    release: Handler | None
    asked: list[str] = field(default_factory=list)
    told: list[dict[str, str]] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator[str]:
        aws = self

        class Requests(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.headers.get("X-Amz-Target"):
                    aws.told.append(body)
                    self.answer({})
                elif aws.release is None:
                    self.answer({"errorType": "Runtime.ImportModuleError"}, {"X-Amz-Function-Error": "Unhandled"})
                else:
                    aws.asked.append(f"{unquote(self.path).split('/')[3]} {body['rawPath']}")
                    self.answer(aws.release(body, None))

            def answer(self, body: object, headers: dict[str, str] | None = None) -> None:
                self.send_response(200)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: Any) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Requests)
        with server, ThreadPoolExecutor(1) as thread:
            thread.submit(serve, server)
            try:
                yield f"http://127.0.0.1:{server.server_port}"
            finally:
                server.shutdown()


@pytest.fixture
def locked(table: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """A table, and a lock that pages ask for."""
    store: Any = get_session().create_client("ssm")
    store.put_parameter(Name="/proef/lock", Value="sesam", Type="String")
    monkeypatch.setenv("ORIGIN_LOCK", "/proef/lock")
    parameters.disconnect()
    yield table
    parameters.disconnect()


def tried(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What CodeDeploy is told."""
    monkeypatch.setenv("AWS_SDK_UA_APP_ID", "smoke")
    monkeypatch.setenv("RELEASE", RELEASE)
    with aws.running() as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", address)
        monkeypatch.setenv("AWS_ENDPOINT_URL_CODEDEPLOY", address)
        door("smoke")(HOOK, None)
    return aws.told


def verdict(status: str) -> list[dict[str, str]]:
    return [{"deploymentId": "d-1", "lifecycleEventHookExecutionId": "hook-1", "status": status}]


def test_a_release_that_makes_pages_behind_its_lock_is_let_in(locked: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    Desk(locked).publish(article())
    aws = Aws(door("pages"))

    assert tried(aws, monkeypatch) == verdict("Succeeded")
    path = aws.asked[2].removeprefix(f"{RELEASE} ")
    assert aws.asked[:2] == [f"{RELEASE} /", f"{RELEASE} /feeds/alles.json"]
    assert path.endswith("/veerpont-vaart-weer")


@pytest.mark.usefixtures("locked")
def test_a_site_without_news_has_no_article_to_try(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tried(Aws(door("pages")), monkeypatch) == verdict("Succeeded")


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize(
    ("release", "reason"),
    [
        (None, "Runtime.ImportModuleError"),
        (lambda *_: {"statusCode": 500, "body": ""}, "/ answers 500"),
        (lambda *_: {"statusCode": 200, "body": "<!doctype html><p>Half"}, "/ is no whole page"),
        (lambda *_: {}, "/ answers None"),
        (lambda *_: {"statusCode": 200, "body": None}, "TypeError"),
        (
            lambda event, _: {"statusCode": 200, "body": "</html>" if event["rawPath"] == "/" else "no JSON"},
            "JSONDecode",
        ),
    ],
    ids=["crashes", "fails", "half a page", "nonsense", "a body that is none", "a feed that is none"],
)
def test_a_release_that_does_not_is_held_back_and_the_log_says_why(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, release: Handler | None, reason: str
) -> None:
    assert tried(Aws(release), monkeypatch) == verdict("Failed")
    assert reason in caplog.text


def test_an_article_that_cannot_be_shown_holds_the_release_back(
    locked: Table, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    Desk(locked).publish(article())
    whole = door("pages")

    def broken(event: dict[str, Any], context: None) -> Any:
        return {"statusCode": 404} if event["rawPath"].endswith("vaart-weer") else whole(event, context)

    assert tried(Aws(broken), monkeypatch) == verdict("Failed")
    assert "vaart-weer answers 404" in caplog.text


def test_without_a_lock_it_asks_without_a_key(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    monkeypatch.delenv("ORIGIN_LOCK", raising=False)

    assert tried(Aws(door("pages")), monkeypatch) == verdict("Succeeded")


def test_a_lock_that_cannot_be_read_is_said_and_not_kept_silent(
    table: Table,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """CodeDeploy would wait an hour for a hook that crashed."""
    monkeypatch.setenv("ORIGIN_LOCK", "/regioportaal/weg/origin-lock")
    parameters.disconnect()

    assert tried(Aws(door("pages")), monkeypatch) == verdict("Failed")
    assert "origin-lock" in caplog.text
