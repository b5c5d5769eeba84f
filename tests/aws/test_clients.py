"""Clients of AWS: what botocore's own session would do for them, ours does too."""

from pathlib import Path
from typing import Any

import pytest
from botocore.handlers import BUILTIN_HANDLERS
from botocore.session import Session, get_session

from build.trimming import OPERATIONS
from portal.aws import clients


@pytest.fixture
def session() -> Session:
    return clients._session.__wrapped__()


def test_clients_are_made_of_the_services_that_the_layer_describes() -> None:
    assert OPERATIONS.keys() == clients.SERVICES


@pytest.mark.parametrize("service", sorted(clients.SERVICES))
def test_a_client_meets_the_handlers_that_botocores_own_session_has_for_it(session: Session, service: str) -> None:
    whole = get_session()
    hyphened = whole.get_service_model(service).service_id.hyphenize()
    known = [event for event, *_ in BUILTIN_HANDLERS]
    operations = {part for event in known for part in event.split(".")[2:3] if event.split(".")[1] == hyphened}

    for stage in {event.partition(".")[0] for event in known} - {"docs"}:
        for operation in operations | {"Anything"}:
            event = f"{stage}.{hyphened}.{operation}"
            assert handlers_of(session, event) == handlers_of(whole, event), event


def handlers_of(session: Session, event: str) -> list[Any]:
    """Those of botocore: what others of this process register with every session is none."""
    found = session.get_component("event_emitter")._emitter._handlers.prefix_search(event)
    return [one for one in found if one.__module__.startswith("botocore")]


def test_credentials_of_the_environment_are_taken_as_botocore_takes_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {"ACCESS_KEY_ID": "a", "SECRET_ACCESS_KEY": "b", "SESSION_TOKEN": "c"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)

    ours, botocores = clients._session.__wrapped__().get_credentials(), get_session().get_credentials()

    assert ours
    assert botocores
    assert ours.get_frozen_credentials() == botocores.get_frozen_credentials()
    assert ours.token == "c"


def test_without_them_botocore_looks_where_it_always_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A snapshot of Lambda's gets them from an address, and others when they end."""
    kept = tmp_path / "credentials"
    kept.write_text("[default]\naws_access_key_id = d\naws_secret_access_key = e\n")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(kept))

    found = clients._session.__wrapped__().get_credentials()

    assert found
    assert found.access_key == "d"
