"""A server for each test."""

from collections.abc import Iterator

import pytest

from http_server import Newsroom, open_newsroom


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as opened:
        yield opened
