"""Who may log in how, by where the newsroom runs: without a provider only on this machine."""

from pathlib import Path

import pytest
from mangum import Mangum

from desk.phone import Phone
from desk.room import SECRET
from portal.desk.app import create_desk_app
from portal.desk.login import LOCAL_DESK
from portal.desk.services import Services
from portal.desk.wiring import Secrets, create_services
from portal.model.errors import ParameterError, SiteError
from portal.model.site_toml.reading import parse_site
from portal.settings import Settings
from portal.storage.table import Table
from reader import Browser, context_of
from running import site_toml

HERE = "http://127.0.0.1:8000"
CHIEFS = '[desk]\nchief = ["group:chief"]\n'
ELSEWHERE = 'issuer = "https://login.schelde.example"\nclient_id = "portaal"\n'
ON_LOOPBACK = 'issuer = "http://127.0.0.1:9000"\nclient_id = "portaal"\n'


@pytest.fixture
def folder(table: Table, tmp_path: Path) -> Path:
    assert table.name == "news"
    return tmp_path


def wired(folder: Path, desk: str, **environ: str) -> tuple[Services, Phone]:
    file = folder / "site.toml"
    file.write_text(site_toml() + desk, encoding="utf-8")
    settings = Settings.from_environ({"TABLE_NAME": "news", "SITE": str(file), "PORTAL_LOCAL_KEY": "k" * 48, **environ})
    context = context_of(settings.site)
    services = create_services(settings, context)
    return services, Phone(Browser(Mangum(create_desk_app(services, context), lifespan="off")))


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"PORTAL_LOCAL_ORIGIN": "http://192.168.1.4:8000"},
        {"PORTAL_LOCAL_ORIGIN": "https://www.schelde.example"},
        {"PORTAL_LOCAL_ORIGIN": HERE, "ORIGIN_LOCK": "/regioportaal/lock"},
        {"PORTAL_LOCAL_ORIGIN": "http://127.0.0.1.kwaad.example:8000"},
    ],
    ids=str,
)
def test_a_deployed_newsroom_without_an_issuer_lets_nobody_in_who_says_they_are_chief(
    folder: Path, environ: dict[str, str]
) -> None:
    services, phone = wired(folder, CHIEFS, **environ)

    answer = phone.send("/redactie/inloggen", {"naam": "Jo", "rol": "chief"})

    assert services.provider is not None
    assert services.site.desk != LOCAL_DESK
    assert answer.status == 405
    assert answer.cookies == []


def test_without_an_issuer_the_login_says_that_it_cannot_be(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    services, phone = wired(folder, CHIEFS)
    assert services.provider

    with pytest.raises(Exception, match="issuer and client_id under"):
        services.provider.begin(onward="/redactie")
    with pytest.raises(Exception, match="issuer and client_id under"):
        services.provider.verified("x.y.z")
    assert phone.ask("GET", "/redactie/inloggen").status == 503
    assert caplog.text.count("issuer and client_id") <= 1


@pytest.mark.parametrize("desk", ["", CHIEFS, CHIEFS + ELSEWHERE])
def test_on_this_machine_people_say_who_they_are(folder: Path, desk: str) -> None:
    services, phone = wired(folder, desk, PORTAL_LOCAL_ORIGIN=HERE)

    phone.log_in("reporter")

    assert services.provider is None
    assert services.site.desk == LOCAL_DESK


def test_a_provider_on_this_machine_is_asked(folder: Path) -> None:
    services, phone = wired(folder, CHIEFS + ON_LOOPBACK, PORTAL_LOCAL_ORIGIN=HERE)

    assert services.provider
    assert services.site.desk.role_of("", ["chief"])
    assert services.site.desk.role_of("", ["editor"]) is None
    assert phone.send("/redactie/inloggen", {"naam": "Jo", "rol": "chief"}).status == 405


def test_an_issuer_needs_who_we_are_to_it() -> None:
    """Else every token of it would be for us, whoever it was made for."""
    with pytest.raises(SiteError, match="client_id"):
        parse_site(site_toml() + CHIEFS + 'issuer = "https://login.schelde.example"\n')


@pytest.mark.parametrize("fields", [{}, {"session_key": "te kort"}, {"client_secret": "x" * 40}])
def test_a_secret_without_a_key_that_is_long_enough_opens_nothing(
    fields: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.desk.wiring.read_secret", lambda _: fields)

    with pytest.raises(ParameterError, match="session_key"):
        Secrets("regioportaal/desk").seal()


def test_a_secret_is_read_once_in_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    moments = iter([1000.0, 1000.0, 1299.0, 1301.0, 1301.0])

    def read(name: str) -> dict[str, str]:
        asked.append(name)
        return {"session_key": SECRET}

    monkeypatch.setattr("portal.desk.wiring.monotonic", lambda: next(moments))
    monkeypatch.setattr("portal.desk.wiring.read_secret", read)
    secrets = Secrets("regioportaal/desk")
    for _ in range(3):
        secrets.seal()

    assert asked == ["regioportaal/desk"] * 2
