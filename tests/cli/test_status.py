"""status and --version: what a portal is and how it does, on one screen, and a status that a script can go by."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from newsdesk import Desk
from portal.cli import main
from portal.cli.doctor.finding import Level
from portal.cli.status import of_queues
from portal.cli.version import version
from portal.model.clock import system_clock
from portal.model.feed_state import FeedState
from portal.storage.feed_states import FeedStates
from portal.storage.quarantine import Quarantine
from portal.storage.table import Table
from samples import FULL_SITE, NOW, article

if TYPE_CHECKING:
    from botocore.session import Session


@pytest.fixture(autouse=True)
def full_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE", str(FULL_SITE))
    monkeypatch.setenv("PORT", "1")


def status(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, list[str]]]:
    """Exit status, and what is said of each thing."""
    code = main(["status", "--json", *words])
    said: dict[str, list[str]] = {}
    for one in json.loads(capsys.readouterr().out):
        said.setdefault(one["about"], []).append(one["words"])
    return code, said


def test_a_portal_that_is_well(desk: Desk, table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    desk.publish(article(published_at=system_clock()))

    code, said = status(capsys, "--table", table.name)

    assert code == 0
    assert said["feeds"] == ["2, none fails or is quieter than it was"]
    assert (said["waiting"], said["quarantine"]) == (["nothing"], ["nothing"])
    assert said["last news"][0].endswith("Veerpont vaart weer  /nieuws/veerpont-vaart-weer")


def test_a_feed_that_fails_is_wrong_and_one_that_failed_once_is_not(
    states: FeedStates, table: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    states.save(FeedState(feed="anp-buitenland", streak=1, last_error="answered 500", last_error_at=NOW))
    assert status(capsys, "--table", table.name)[0] == 0

    states.save(FeedState(feed="anp-buitenland", streak=3, last_error="answered 500", last_error_at=NOW))
    code, said = status(capsys, "--table", table.name)

    assert code == 1
    assert said["feeds"] == ["failing: anp-buitenland (answered 500)"]


def test_what_waits_and_what_was_refused_is_counted(
    table: Table, quarantine: Quarantine, capsys: pytest.CaptureFixture[str]
) -> None:
    quarantine.catch(b"<html>", feed="wire", name="1.xml", what="x", reasons=["HTML"], now=NOW)

    code, said = status(capsys, "--table", table.name)

    assert code == 0
    assert said["quarantine"] == ["1; portal quarantine"]
    assert said["last news"] == ["none in two months"]


def test_no_portal_is_wrong_and_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 1

    version_line, portal_line = capsys.readouterr().out.splitlines()
    assert version_line.split()[0] == "version"
    assert portal_line.startswith("WRONG portal      no portal runs here on port 1")


def test_a_dead_letter_is_wrong_and_a_message_that_waits_is_not(table: Table, session: "Session") -> None:
    """With the table's moto there are queues too."""
    assert table
    queues: Any = session.create_client("sqs")
    outputs = {name: queues.create_queue(QueueName=name)["QueueUrl"] for name in ("FeedQueueUrl", "FeedDeadLettersUrl")}
    for url in outputs.values():
        queues.send_message(QueueUrl=url, MessageBody="{}")
    outputs |= {"SiteUrl": "https://www.example.nl/", "OldDeadLettersUrl": outputs["FeedQueueUrl"] + "-weg"}

    found = {one.words.partition(":")[0]: one.level for one in of_queues(outputs, lambda _: queues)}

    assert found == {
        "1 in FeedQueue": Level.OK,
        "1 in FeedDeadLetters": Level.PROBLEM,
        "OldDeadLettersUrl could not be looked at": Level.ADVICE,
    }


def git(folder: Path, *words: str) -> str:
    command = [shutil.which("git") or "git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.nl"]
    return subprocess.run([*command, *words], capture_output=True, text=True, check=True).stdout


def test_the_version_names_the_commit_and_what_was_edited_since(tmp_path: Path) -> None:
    number = version(tmp_path)
    assert "(" not in number
    git(tmp_path, "init", "--quiet")
    (tmp_path / "file").write_text("een")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "--quiet", "--message", "een")
    commit = git(tmp_path, "rev-parse", "--short", "HEAD").strip()

    assert version(tmp_path) == f"{number} ({commit})"
    (tmp_path / "file").write_text("twee")
    assert version(tmp_path) == f"{number} ({commit}, edited)"


def test_a_folder_in_somebody_elses_repository_has_no_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "uitgepakt").mkdir()

    assert "(" not in version(tmp_path / "uitgepakt")


def test_version_is_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("regioportaal 0.")
