"""Which tests one process runs, and which come first, where pytest runs in several: a plug-in of pytest-xdist.

A file's tests stay together, for they share what they start. Those of one room that start the same costly thing stay
together too: the demo newsroom is made once. What takes long goes first, so that no process ends on it alone.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/quality",)
FIRST = (
    *("tests/quality", "tests/infra/test_rehearsal.py", "tests/infra/test_artefacts.py", "tests/infra/test_changes.py"),
    *("tests/local/test_end_to_end.py", "tests/browser", "tests/ingest/test_day.py", "tests/rendering/test_script.py"),
    *("tests/judge", "tests/infra"),
)
"""Rooms and files, the longest first."""


class ByRoom(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Hands out files, and whole rooms of those in TOGETHER, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((room for room in TOGETHER if _is_in(file, room)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling | None:
    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False  # else by the number of tests, of which the longest have few
    return ByRoom(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _rank(item.nodeid.partition("::")[0]))


def _rank(file: str) -> int:
    return next((rank for rank, one in enumerate(FIRST) if _is_in(file, one)), len(FIRST))


def _is_in(file: str, room: str) -> bool:
    """Of strings: every test of the suite is asked for, in every process, and paths take ten times as long."""
    return file == room or file.startswith(f"{room}/")
