"""The newsroom's provider: its client secret is kept beside the key of sessions; the doctor sees whether it answers."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws

from portal.cli import login, main
from portal.cli.doctor.desk import of_desk
from portal.cli.doctor.finding import Level
from portal.cli.stack import Stack
from portal.model.desk import Desk, DeskRole
from portal.model.errors import FetchError

if TYPE_CHECKING:
    from botocore.session import Session

ISSUER = "https://login.example.nl"
DESK = Desk(issuer=ISSUER, client_id="krant", members=((DeskRole.CHIEF, frozenset({"chef@krant.example"})),))
SAID = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/auth",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
    "code_challenge_methods_supported": ["S256"],
}


def stack(desk: str = "openid", **outputs: str) -> Stack:
    return Stack(name="proef", status="UPDATE_COMPLETE", outputs=outputs, parameters={"Desk": desk}, resources={})


@pytest.fixture
def secrets(session: "Session") -> Iterator[Any]:
    """Secrets Manager."""
    with mock_aws():
        yield session.create_client("secretsmanager")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def standing(monkeypatch: pytest.MonkeyPatch, one: Stack) -> None:
    monkeypatch.setattr(login, "find_stack", lambda _name, _client: one)


def test_the_client_secret_is_kept_and_everybody_stays_logged_in(
    secrets: Any, typed: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {"session_key": "k" * 64, "client_secret": ""}
    arn = secrets.create_secret(Name="DeskSecret-1", SecretString=json.dumps(before))["ARN"]
    standing(monkeypatch, stack(DeskSecret=arn))
    typed("sesam \n")

    assert main(["login", "--desk", "--stack", "proef"]) == 0

    kept = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
    assert kept == before | {"client_secret": "sesam"}
    said = capsys.readouterr()
    assert "sesam" not in said.out + said.err


@pytest.mark.parametrize("text", ['{"client_secret": ""}', "[]", "geheim"])
def test_what_is_no_secret_of_the_newsroom_is_left_as_it_is(
    secrets: Any, typed: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    arn = secrets.create_secret(Name="DeskSecret-1", SecretString=text)["ARN"]
    standing(monkeypatch, stack(DeskSecret=arn))
    typed("sesam\n")

    assert main(["login", "--desk", "--stack", "proef"]) != 0

    assert secrets.get_secret_value(SecretId=arn)["SecretString"] == text
    assert "geheim" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "refused",
    [
        (["--desk"], stack(), "--desk goes with --stack"),
        (["anp", "--desk", "--stack", "proef"], stack(), "with no feed's name"),
        (["--desk", "--stack", "proef"], stack("off"), "has no newsroom: deploy it with Desk=openid"),
        (["--desk", "--stack", "proef"], stack("cognito", DeskSecret="x", DeskIssuer="y"), "without a secret"),
        (["--desk", "--stack", "proef"], stack(DeskSecret="x"), "there is no client secret in that"),
        ([], stack(), "whose login?"),
    ],
)
def test_what_cannot_be_kept_is_said(
    typed: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    refused: tuple[list[str], Stack, str],
) -> None:
    arguments, one, said = refused
    standing(monkeypatch, one)
    typed("\n")

    assert main(["login", *arguments]) != 0
    assert said in capsys.readouterr().err


def asked(desk: Desk, one: Stack | None = None, **said: Any) -> list[tuple[Level, str]]:
    def read(address: str) -> bytes:
        assert address == f"{ISSUER}/.well-known/openid-configuration"
        return json.dumps(SAID | said).encode()

    return [(found.level, found.words) for found in of_desk(desk, one, read)]


def test_a_provider_that_answers_as_site_toml_calls_it_is_well() -> None:
    assert asked(DESK, stack()) == asked(DESK) == [(Level.OK, f"people log in at {ISSUER}")]
    assert asked(Desk()) == asked(Desk(), stack("off")) == []
    assert asked(Desk(), stack("cognito", DeskIssuer=ISSUER)) == [(Level.OK, f"people log in at {ISSUER}")]


@pytest.mark.parametrize(
    ("desk", "one", "said", "words"),
    [
        (DESK, stack(), {"issuer": f"{ISSUER}/"}, f"the provider at {ISSUER} calls itself {ISSUER}/"),
        (DESK, stack(), {"token_endpoint": None}, "names no token_endpoint"),
        (DESK, stack(), {"jwks_uri": "http://x"}, "names no jwks_uri"),
        (DESK, stack(), {"code_challenge_methods_supported": ["plain"]}, "does not say that it knows PKCE"),
        (DESK, stack("off"), {}, "people for a newsroom that is off"),
        (replace(DESK, issuer=""), stack(), {}, "has no provider to log in at"),
        (Desk(), stack(), {}, "lets nobody in"),
        (
            replace(DESK, issuer="https://elders.nl"),
            stack("cognito", DeskIssuer=ISSUER),
            {},
            "site.toml is https://elders.nl",
        ),
    ],
)
def test_what_keeps_people_out_is_said(desk: Desk, one: Stack, said: dict[str, Any], words: str) -> None:
    found = [text for level, text in asked(desk, one, **said) if level is not Level.OK]

    assert [words in text for text in found] == [True]


def test_a_provider_that_does_not_answer_is_a_problem() -> None:
    def away(address: str) -> bytes:
        raise FetchError(address, "did not answer in time")

    for read in (away, lambda _: b"<html>", lambda _: b"[]"):
        (found,) = of_desk(DESK, None, read)
        assert found.level is Level.PROBLEM
