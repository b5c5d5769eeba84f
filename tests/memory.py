"""What Python's collector of garbage looks through while tests run: a plug-in of pytest."""

import gc

import pytest

THRESHOLD = 10_000
"""New objects, beyond those that went, at which it looks among the new ones; 700 is Python's own."""


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """The tests and all that they imported stay to the end, a million objects: looking through them again and again
    took a sixth of a worker's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(THRESHOLD)
