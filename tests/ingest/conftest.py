"""What tests of ingest start from."""

import pytest

from ingest.world import World
from portal.storage.table import Table


@pytest.fixture
def world(table: Table) -> World:
    return World(table=table)
