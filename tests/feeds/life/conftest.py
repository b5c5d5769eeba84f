import pytest

from feeds.life.room import Room
from portal.storage.table import Table


@pytest.fixture
def room(table: Table) -> Room:
    return Room(table)
