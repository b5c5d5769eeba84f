"""Secrets, over moto."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.session import get_session
from moto import mock_aws

from portal import secrets
from portal.model.errors import SecretError


@pytest.fixture
def manager() -> Iterator[Any]:
    secrets._client.cache_clear()
    with mock_aws():
        yield get_session().create_client("secretsmanager")
    secrets._client.cache_clear()


def test_the_fields_of_a_secret(manager: Any) -> None:
    arn = manager.create_secret(Name="deur", SecretString='{"current": "sesam", "previous": ""}')["ARN"]

    assert secrets.read_secret(arn) == {"current": "sesam", "previous": ""}


@pytest.mark.parametrize("text", ["sesam", '["sesam"]', '{"current": 1}'])
def test_a_secret_in_another_form_is_refused_without_telling_it(manager: Any, text: str) -> None:
    manager.create_secret(Name="deur", SecretString=text)

    with pytest.raises(SecretError, match=r"^deur: is not a JSON object of texts$"):
        secrets.read_secret("deur")


@pytest.mark.usefixtures("manager")
def test_a_secret_that_is_not_there_is_named() -> None:
    with pytest.raises(SecretError, match=r"weg: .*ResourceNotFoundException"):
        secrets.read_secret("weg")
