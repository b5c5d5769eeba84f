"""Built functions under Lambda's own runtime client."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local.built import Artefact, Function, Pool
from local.isolation import can_isolate
from local.runtime_api import EndedError, FunctionError
from samples import FULL_SITE

pytestmark = pytest.mark.built

NO_AWS = {
    "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:9",
    "AWS_ENDPOINT_URL_SQS": "http://127.0.0.1:9",
    "SITE": str(FULL_SITE),
}

HANDLER = """
import os, time
print("loaded")
def handler(event, context):
    match event:
        case "raise": raise KeyError("place")
        case "sleep": time.sleep(30)
        case "exit": os._exit(3)
    return {"event": event, "left": context.get_remaining_time_in_millis(), "pid": os.getpid()}
"""


@pytest.fixture
def function(tmp_path: Path, python: Path, runtime: Path) -> Function:
    (tmp_path / "app.py").write_text(HANDLER)
    return Function(Artefact(task=tmp_path, layer=None), python=python, runtime=runtime, environ={}, timeout=6)


def test_an_environment_serves_one_event_after_another(function: Function) -> None:
    with function:
        first, second = function.invoke("a"), function.invoke({"b": [1]})

        assert (first["event"], second["event"]) == ("a", {"b": [1]})
        assert first["pid"] == second["pid"]
        assert 0 < first["left"] <= 6000
        assert function.logs().count("loaded") == 1


def test_an_exception_is_reported_and_the_environment_stays(function: Function) -> None:
    with function:
        before = function.invoke("a")
        with pytest.raises(FunctionError, match="KeyError: 'place'"):
            function.invoke("raise")

        assert function.invoke("b")["pid"] == before["pid"]


@pytest.mark.parametrize(("event", "reason"), [("sleep", "timed out after 6 s"), ("exit", "the process ended with 3")])
def test_after_a_lost_environment_the_next_event_meets_a_new_one(function: Function, event: str, reason: str) -> None:
    with function:
        before = function.invoke("a")
        with pytest.raises(EndedError, match=reason):
            function.invoke(event)

        assert function.invoke("b")["pid"] != before["pid"]


def test_a_function_that_does_not_load_says_why(tmp_path: Path, python: Path, runtime: Path) -> None:
    (tmp_path / "app.py").write_text("import nowhere_to_be_found")
    artefact = Artefact(task=tmp_path, layer=None)

    with (
        Function(artefact, python=python, runtime=runtime, environ={}) as broken,
        pytest.raises(EndedError, match=r"did not start: .*No module named 'nowhere_to_be_found'"),
    ):
        broken.invoke({})


def test_the_built_pages_answer(by_sam: Path, python: Path, runtime: Path) -> None:
    artefact = Artefact.of(by_sam, "PagesFunction")

    with Function(artefact, python=python, runtime=runtime, environ=NO_AWS | {"TABLE_NAME": "articles"}) as pages:
        robots = pages.request("GET", "/robots.txt")

    assert robots.status == 200
    assert b"Sitemap: " in robots.body


def test_the_built_webmail_answers_without_a_table(by_sam: Path, python: Path, runtime: Path) -> None:
    with Function(
        Artefact.of(by_sam, "WebmailFunction"), python=python, runtime=runtime, environ={"SITE": str(FULL_SITE)}
    ) as webmail:
        form = webmail.request("GET", "/webmail")

    assert form.status == 200
    assert "Kies je webmail" in form.body.decode()


def test_the_built_ingest_takes_an_empty_batch(by_sam: Path, python: Path, runtime: Path) -> None:
    artefact = Artefact.of(by_sam, "IngestFunction")

    with Function(artefact, python=python, runtime=runtime, environ=NO_AWS | {"TABLE_NAME": "articles"}) as ingest:
        assert ingest.invoke({"Records": []}) == {"batchItemFailures": []}


def test_the_built_dispatch_starts_and_meets_a_table_that_is_not_there(
    by_sam: Path, python: Path, runtime: Path
) -> None:
    artefact = Artefact.of(by_sam, "DispatchFunction")

    with (
        Function(artefact, python=python, runtime=runtime, environ=NO_AWS | {"TABLE_NAME": "articles"}) as dispatch,
        pytest.raises(FunctionError, match="StorageError"),
    ):
        dispatch.invoke({})


def test_it_lies_as_on_lambda_and_cannot_be_written_to(tmp_path: Path, python: Path, runtime: Path) -> None:
    task, layer = tmp_path / "task", tmp_path / "layer"
    (layer / "python").mkdir(parents=True)
    (layer / "python" / "shared.py").write_text("import sys\nHERE = __file__")
    task.mkdir()
    (task / "app.py").write_text(LOOKS_AROUND)
    if not can_isolate(python):
        pytest.skip("this system has no mount namespaces for us")
    artefact = Artefact(task=task, layer=layer)

    with Function(artefact, python=python, runtime=runtime, environ={}, isolated=True) as function:
        found = function.invoke({})

    assert found == {
        "task": "/var/task/app.py",
        "layer": "/opt/python/shared.py",
        "root": "/var/task",
        "written": [],
        "beside": ["runtime", "task"],
    }


LOOKS_AROUND = """
import os
import shared

def handler(event, context):
    written = []
    for folder in ("/var/task", "/opt", "/var/runtime"):
        try:
            open(f"{folder}/x", "w").close()
            written.append(folder)
        except OSError:
            pass
    return {
        "task": __file__,
        "layer": shared.HERE,
        "root": os.environ["LAMBDA_TASK_ROOT"],
        "written": written,
        "beside": sorted(os.listdir("/var")),
    }
"""


def test_an_environment_that_is_free_is_used_before_a_new_one(tmp_path: Path, python: Path, runtime: Path) -> None:
    (tmp_path / "app.py").write_text(HANDLER)
    artefact = Artefact(task=tmp_path, layer=None)
    pool = Pool(lambda: Function(artefact, python=python, runtime=runtime, environ={}), most=2)

    one_by_one = {pool.call(event)["pid"] for event in "abc"}
    with ThreadPoolExecutor(6) as threads:
        together = {answer["pid"] for answer in threads.map(pool.call, "defghi")}
    pool.close()

    assert len(one_by_one) == 1
    assert one_by_one < together
    assert len(together) == 2


def test_a_snapshot_of_the_built_pages_holds_a_page(by_sam: Path, python: Path, runtime: Path) -> None:
    """Without a table it cannot: then the release goes on all the same, and says so."""
    artefact = Artefact.of(by_sam, "PagesFunction")
    environ = NO_AWS | {"TABLE_NAME": "articles", "AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}

    with Function(artefact, python=python, runtime=runtime, environ=environ) as pages:
        robots = pages.request("GET", "/robots.txt")

    lines = [json.loads(line) for line in pages.logs().splitlines()]  # all of them: it has ended
    assert robots.status == 200
    assert [(line["path"], line["status"]) for line in lines if line["message"] == "request"] == [
        ("/", 503),
        ("/robots.txt", 200),
    ]
