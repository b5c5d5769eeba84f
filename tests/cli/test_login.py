"""Logins of feeds: kept where ingest looks for them, asked for by whoever needs them, and told to nobody."""

import io
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from local.template import TEMPLATE, load
from portal.aws import parameters
from portal.cli import main, where
from portal.http.request import Login
from portal.ingest.logins import Logins, keep, prefix_of
from portal.model.errors import LoginError
from portal.model.feed import Feed
from portal.storage.feed_states import FeedStates
from portal.storage.table import Table
from running import FeedServer, rss

if TYPE_CHECKING:
    from botocore.session import Session

FEED = Feed(id="anp", url="https://feeds.example/anp.xml", section="goes", secret="anp")
KRANT = Login(user="krant", password='ses"am \\ é')
SITE = """
[site]
name = "De Schelde"
origin = "https://www.schelde.example"
description = "Nieuws langs het water"
contact = "redactie@schelde.example"

[[sections]]
slug = "goes"
name = "Goes"

[[feeds]]
id = "anp"
url = "{url}"
section = "goes"
secret = "anp"
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where logins are kept on this machine."""
    path = tmp_path / ".local" / "logins.toml"
    for module in ("portal.cli.where", "portal.cli.login"):
        monkeypatch.setattr(f"{module}.LOGINS", path)
    monkeypatch.setattr(where, "LOCAL", path.parent)
    return path


@pytest.fixture
def store(session: "Session") -> Iterator[Any]:
    """Parameter Store."""
    parameters.disconnect()
    with mock_aws():
        yield session.create_client("ssm")
    parameters.disconnect()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_what_was_kept_is_found_and_nobody_else_may_read_it(file: Path) -> None:
    keep(file, "anp", KRANT)
    keep(file, "gemeente", Login(user="wij", password="x"))
    keep(file, "anp", KRANT)

    assert Logins(file=file).of(FEED) == KRANT
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert re.findall(r"^\[.+\]$", file.read_text("utf-8"), re.MULTILINE) == ["[anp]", "[gemeente]"]


def test_a_feed_that_asks_for_nothing_needs_none(file: Path) -> None:
    assert Logins(file=file).of(Feed(id="x", url="https://feeds.example/x", section="goes")) is None


@pytest.mark.parametrize(
    ("text", "mode", "reason"),
    [
        (None, 0o600, "does not stand in"),
        ('[gemeente]\nusername = "wij"', 0o600, "does not stand in"),
        ('[anp]\nusername = "krant"\npassword = "sesam"', 0o640, "others can read .*; chmod 600 "),
        ('[anp]\nusername = "krant"\npassword = "sesam"', 0o604, "others can read .*; chmod 600 "),
        ('[anp]\nusername = "krant"', 0o600, "has no 'password'"),
        ('[anp]\nusername = ""\npassword = "sesam"', 0o600, "has no 'username'"),
        ('anp = "sesam"', 0o600, "anp is no table of texts"),
        ("[anp]\npassword = 1", 0o600, "anp is no table of texts"),
        ("[anp]\nsesam", 0o600, "cannot be read"),
    ],
)
def test_one_that_is_not_at_hand_is_named_and_no_word_of_it_told(
    file: Path, text: str | None, mode: int, reason: str
) -> None:
    if text is not None:
        file.parent.mkdir()
        file.write_text(text)
        file.chmod(mode)

    with pytest.raises(LoginError, match=f"https://feeds.example/anp.xml: its login anp.*{reason}") as refused:
        Logins(file=file).of(FEED)

    assert refused.value.remedy == "portal login anp"
    assert "sesam" not in str(refused.value)


def test_a_deployed_portals_is_read_from_its_stack_and_a_stack_is_needed_for_it(store: Any) -> None:
    store.put_parameter(
        Name="/regioportaal/proef/feeds/anp", Value='{"username": "krant", "password": "x"}', Type="SecureString"
    )

    assert Logins(prefix=prefix_of("proef")).of(FEED) == Login(user="krant", password="x")
    with pytest.raises(LoginError, match="ParameterNotFound") as unknown:
        Logins(prefix=prefix_of("elders")).of(FEED)
    assert unknown.value.remedy == "portal login anp --stack elders"
    with pytest.raises(LoginError, match="kept with its stack, which was not named") as nowhere:
        Logins().of(FEED)
    assert nowhere.value.remedy == "name its stack too, with --stack"


def test_the_commands_and_the_functions_look_in_one_place() -> None:
    told = load(TEMPLATE)["Resources"]["IngestFunction"]["Properties"]["Environment"]["Variables"]["FEED_LOGINS"]

    assert told == {"Fn::Sub": prefix_of("${AWS::StackName}")}


def test_login_keeps_what_is_typed_here(file: Path, typed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    typed("krant\nsesam\n")

    assert main(["login", "anp"]) == 0
    assert Logins(file=file).of(FEED) == Login(user="krant", password="sesam")
    assert "sesam" not in capsys.readouterr().out


@pytest.mark.usefixtures("store")
def test_login_keeps_what_is_typed_for_a_stack(file: Path, typed: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for password in ("oud", "nieuw"):
        typed(f"krant\n{password}\n")
        assert main(["login", "anp", "--stack", "proef"]) == 0
        assert "`portal feeds check --stack proef` tries it" in capsys.readouterr().out

    assert Logins(prefix=prefix_of("proef")).of(FEED) == Login(user="krant", password="nieuw")
    assert not file.exists()


@pytest.mark.parametrize(("name", "text"), [("anp", "krant\n"), ("anp", "\nsesam\n"), ("../x", "krant\nsesam\n")])
def test_what_is_no_login_is_refused(file: Path, typed: Any, name: str, text: str) -> None:
    typed(text)

    assert main(["login", name]) == 2
    assert not file.exists()


def test_a_file_that_is_none_of_ours_is_left_as_it_is(
    file: Path, typed: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    file.parent.mkdir()
    file.write_text("kapot")
    typed("krant\nsesam\n")

    assert main(["login", "anp"]) == 1
    assert "cannot be read" in capsys.readouterr().err
    assert file.read_text() == "kapot"


@pytest.fixture
def feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FeedServer]:
    """A server with a feed behind a login, which a site.toml names."""
    with FeedServer(bodies={"/anp.xml": rss(("Achter slot", "<p>Van de bron.</p>"))}).running() as server:
        site = tmp_path / "site.toml"
        site.write_text(SITE.format(url="https://feeds.example/anp.xml"))
        monkeypatch.setenv("SITE", str(site))
        monkeypatch.setenv("PORT", "1")
        yield server


@pytest.mark.usefixtures("file", "feeds", "store")
@pytest.mark.parametrize("words", [["doctor"], ["feeds", "check"]])
def test_without_a_portal_a_login_of_this_machine_is_asked_for_and_never_aws(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setattr("portal.ingest.logins.read_fields", lambda _: pytest.fail("AWS was asked"))

    assert main(words) == 1

    assert "its login anp: does not stand in" in (said := capsys.readouterr().out)
    assert "portal login anp" in said
    assert "in a browser" not in said


@pytest.mark.usefixtures("file", "feeds", "store")
def test_a_login_that_is_not_at_hand_is_no_failure_of_a_deployed_feed(
    table: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    before = FeedStates(table).all()

    assert main(["ingest", "anp", "--table", "news"]) == 1
    assert "name its stack too, with --stack" in capsys.readouterr().out
    assert main(["ingest", "anp", "--table", "news", "--stack", "proef"]) == 1
    assert "portal login anp --stack proef" in capsys.readouterr().out
    assert FeedStates(table).all() == before == {}
