from collections.abc import Iterator

import pytest
from botocore.session import Session

from pictures.darkroom import Darkroom
from portal.storage.table import Table
from running import FeedServer


@pytest.fixture
def agency() -> Iterator[FeedServer]:
    with FeedServer().running() as server:
        yield server


@pytest.fixture
def room(table: Table, agency: FeedServer, session: Session) -> Darkroom:
    return Darkroom.over(table, agency, session)
