"""`make costs`, first: the units that AWS bills, measured: what a page, a look at a feed and an article cost, before
any price. Writes bench/units.json.
"""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import explain, indexing, reading, writing
from bench.book import Unit
from bench.sample import table
from local.doors import ROOT
from portal.model.site_toml.reading import load_site

FILE = Path(__file__).with_name("units.json")
BUSY = 0.5
"""Processes that want a processor, for each there is: with more, the milliseconds say more of the machine."""
NAMES = (
    *("webmail", "look", "new", "again", "changed", "pictured", "picture", "dispatch", "known", "leased", "due"),
    *("search", "index", "tidied", "indexed", "more", "merged"),
)


@dataclass(frozen=True, kw_only=True)
class Units:
    """All of it, with where and when. `load`: of the machine (os.getloadavg, a minute), before and after.

    `look`: at a feed that has not changed; `new`, `again`, `changed`: an entry of one that has; `pictured`: what an
    image adds to a new one; `picture`: making and storing it. `dispatch`: a run without feeds; `known`: what each feed
    adds to it; `leased`, `due`: the first that is due, and each further one. `search`: a question that nobody asked
    before, warm. `index`: a run that finds nothing changed; `tidied`: what the one that compares the bucket adds;
    `indexed`: what one with a change adds, `more`: each further change; `merged`: an article in a segment that is made
    of others.
    `article_bytes`: in the table, without the indexes; `segment_bytes`: in the search's index; `picture_sizes`: bytes
    by file; `cold`: milliseconds of a cold start, by function.
    """

    date: str
    machine: str
    cores: int
    load: Sequence[float]
    pages: Mapping[str, Unit]
    webmail: Unit
    look: Unit
    new: Unit
    again: Unit
    changed: Unit
    pictured: Unit
    picture: Unit
    dispatch: Unit
    known: Unit
    leased: Unit
    due: Unit
    search: Unit
    index: Unit
    tidied: Unit
    indexed: Unit
    more: Unit
    merged: Unit
    article_bytes: int
    segment_bytes: int
    picture_sizes: Mapping[str, int]
    static_bytes: int
    static_files: int
    cold: Mapping[str, float]

    @classmethod
    def from_json(cls, text: str) -> "Units":
        row = json.loads(text)
        row |= {name: Unit(**row[name]) for name in NAMES}
        return cls(**row | {"pages": {name: Unit(**unit) for name, unit in row["pages"].items()}})

    @property
    def measured(self) -> str:
        """When and where, in a line."""
        busy = " to ".join(f"{load:.1f}" for load in self.load)
        return f"{self.date}, {self.machine}; measured at load {busy} on {self.cores} cores"


def main() -> None:
    explain(__doc__)
    os.environ["POWERTOOLS_METRICS_NAMESPACE"] = "Regioportaal/bench"
    os.environ["POWERTOOLS_SERVICE_NAME"] = "bench"
    before = os.getloadavg()[0]
    found, cold = _found(), _cold()
    load, cores = (before, os.getloadavg()[0]), os.cpu_count() or 1
    if too_busy(load, cores):
        print(
            f"bench: load {load[0]:.1f} to {load[1]:.1f} on {cores} cores: milliseconds are too high", file=sys.stderr
        )
    units = Units(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=f"Python {platform.python_version()} on {platform.machine()}",
        cores=cores,
        load=[round(one, 1) for one in load],
        cold=cold,
        **found,
    )
    FILE.write_text(json.dumps(asdict(units), indent=1) + "\n", encoding="utf-8")


def too_busy(load: tuple[float, float], cores: int) -> bool:
    """Whether others wanted more than half of the processors; at the end one process of the load is ours."""
    return max(load[0], load[1] - 1) > BUSY * cores


def _found() -> dict[str, Any]:
    site = load_site(ROOT / "tests" / "sites" / "full.toml")
    with table() as full, table() as empty, table() as pictured:
        readers = reading.measured(full, site)
        looks, article_bytes = writing.looks(empty, site)
        runs = writing.runs(empty)
        pictures = writing.pictures(pictured, site, looks["new"])
        searching, segment_bytes = indexing.measured(full, site)
    of_pictures = {"pictured": pictures.pictured, "picture": pictures.picture, "picture_sizes": pictures.sizes}
    weights = {"article_bytes": article_bytes, "segment_bytes": segment_bytes}
    return {**vars(readers), **looks, **runs, **searching, **of_pictures, **weights}


def _cold() -> dict[str, float]:
    command = [sys.executable, "-m", "bench.cold_start", "--json"]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return {row["name"]: round(row["median"]) for row in json.loads(done.stdout)}


if __name__ == "__main__":
    main()
