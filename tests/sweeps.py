"""Long sweeps: `make test` runs a sample of each, by a seed; `make prove` runs them whole.

A plug-in of pytest. `@pytest.mark.sweep(6)` on a test with many cases: six of them; with `of="name"` six of all cases
that are marked so. A case that is asked for by its name runs; SEED chooses other samples than those of 1. A sweep
within a test asks `amount(40, whole=300)`.
"""

import os
import random
from collections import defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import settings

IS_WHOLE = os.environ.get("PROVE", "") not in ("", "0")
SEED = os.environ.get("SEED", "1")

# Else hypothesis would choose other cases in each run, and a failure would be of no change.
settings.register_profile("sample", derandomize=not IS_WHOLE)
settings.load_profile("sample")


def amount(sample: int, *, whole: int) -> int:
    """How many of a sweep within a test."""
    return whole if IS_WHOLE else sample


def sampled(names: Sequence[str], most: int, *, of: str) -> frozenset[str]:
    """At most `most` of `names`, the same for a seed wherever it is asked. `of`: which sweep."""
    return frozenset(names if IS_WHOLE else random.Random(f"{SEED} {of}").sample(sorted(names), min(most, len(names))))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "sweep(most, of=None): a sample of its cases runs in `make test`, all in `make prove`"
    )


def pytest_report_header() -> str:
    return "sweeps: whole" if IS_WHOLE else f"sweeps: a sample, SEED={SEED}; `make prove` runs them whole"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if IS_WHOLE or any("::" in one for one in config.args):
        return
    cases: dict[tuple[str, int], list[str]] = defaultdict(list)
    for item in items:
        for mark in item.iter_markers("sweep"):
            of = mark.kwargs.get("of") or item.nodeid.partition("[")[0]
            cases[of, mark.args[0]].append(item.nodeid)
    swept = {name for names in cases.values() for name in names}
    chosen = {name for (of, most), names in cases.items() for name in sampled(names, most, of=of)}
    left = [item for item in items if item.nodeid in swept - chosen]
    items[:] = [item for item in items if item.nodeid not in swept - chosen]
    config.hook.pytest_deselected(items=left)
