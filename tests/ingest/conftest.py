"""What tests of ingest start from."""

import pytest

from ingest.world import World
from portal.storage.quarantine import Quarantine
from portal.storage.table import Table


@pytest.fixture
def world(table: Table, quarantine: Quarantine) -> World:
    return World(table=table, quarantine=quarantine)
