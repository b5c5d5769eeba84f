"""The life of a story ends the same on both engines."""

import pytest

from engines import client_of_each as client
from ingest.life.room import Room
from portal.storage.table import Table

__all__ = ["client"]


@pytest.fixture
def room(table: Table) -> Room:
    return Room(table)
