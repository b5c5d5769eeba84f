"""The operator's command line, where it meets what it cannot work with: one line, and what to do."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]  # botocore asks it

import pytest

from local.engine import free_port
from local.template import Template
from portal.cli import where
from samples import ROOT


def portal(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return subprocess.run(
        [sys.executable, "-m", "portal", *arguments],
        env={**inherited, "AWS_EC2_METADATA_DISABLED": "true", "HOME": "/nonexistent", **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=ROOT,
    )


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, "You must specify a region"),
        ({"AWS_REGION": "eu-west-1", "AWS_PROFILE": "onbekend"}, "onbekend"),
        ({"AWS_DEFAULT_REGION": "eu-west-1", "AWS_ENDPOINT_URL_DYNAMODB": "niks"}, "Invalid endpoint: niks"),
    ],
)
def test_aws_that_cannot_be_asked_is_said_in_one_line(environ: dict[str, str], words: str) -> None:
    done = portal("feeds", "--table", "news", **environ)

    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr
    assert "AWS_REGION" in done.stderr


@pytest.mark.parametrize("words", [("doctor", "--stack", ""), ("rotate", "--stack", " "), ("feeds", "--table", "")])
def test_an_empty_name_is_no_other_portal(words: tuple[str, ...]) -> None:
    done = portal(*words)

    assert done.returncode == 2
    assert done.stderr.endswith(f"argument {words[1]}: the name is empty\n")


def test_the_region_is_taken_from_where_every_tool_of_aws_looks() -> None:
    """Neither sam nor botocore does by itself, and would go to another region than the CLI."""
    done = portal("doctor", "--stack", "x", AWS_REGION="eu-nergens-1", AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x")

    assert "eu-nergens-1" in done.stderr


def test_a_stack_says_where_its_table_and_what_it_refused_are(expanded: Template) -> None:
    outputs = {name: f"value of {name}" for name in expanded["Outputs"]}

    settings = where.deployed("regioportaal-prod", outputs)

    assert settings.table_name == "value of TableName"
    assert settings.quarantine_bucket == "value of QuarantineBucket"
    assert expanded["Outputs"]["QuarantineBucket"]["Value"] == {"Fn::GetAtt": ["Storage", "Outputs.QuarantineBucket"]}


def test_a_portal_that_ended_without_saying_so_is_no_portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = {"asked_site": "", "site": "x", "table": "x", "endpoint": f"http://127.0.0.1:{free_port()}"}
    (tmp_path / "portal-8000.json").write_text(json.dumps(state))
    monkeypatch.setattr(where, "LOCAL", tmp_path)

    with pytest.raises(where.NoPortalError, match="has ended without saying so; start it again with `make run`"):
        where._local_settings({})


@pytest.mark.parametrize(
    ("environ", "no_proxy"),
    [
        ({}, "127.0.0.1,localhost"),
        ({"NO_PROXY": "intranet.example"}, "intranet.example,127.0.0.1,localhost"),
        ({"no_proxy": "intranet.example", "NO_PROXY": "x"}, "intranet.example,127.0.0.1,localhost"),
        ({"NO_PROXY": "*"}, "*"),
    ],
)
def test_this_machine_joins_those_that_no_proxy_leads_to(environ: dict[str, str], no_proxy: str) -> None:
    said = where.past_proxies(environ)

    assert said == {"no_proxy": no_proxy, "NO_PROXY": no_proxy}
    assert proxy_bypass_environment("127.0.0.1:8000", {"no": no_proxy})
