"""The newsroom in a test, with a person in it."""

import pytest

from desk.phone import Phone
from desk.room import Room
from portal.model.desk import DeskRole
from portal.storage.quarantine import Quarantine
from portal.storage.table import Table


@pytest.fixture
def room(table: Table, quarantine: Quarantine) -> Room:
    return Room(table=table, quarantine=quarantine)


@pytest.fixture
def editor(room: Room) -> Phone:
    return room.phone(DeskRole.EDITOR)


@pytest.fixture
def reporter(room: Room) -> Phone:
    return room.phone(DeskRole.REPORTER, "Bo Wiel")
