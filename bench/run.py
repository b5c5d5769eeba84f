"""`make bench`: measures everything in one run and writes bench/report.md."""

import json
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import explain, ingest, pages

REPORT = Path(__file__).with_name("report.md")
ROOT = Path(__file__).resolve().parents[1]
SIZES = (100, 10_000)


def main() -> None:
    explain(__doc__)
    parts = [
        ("warm", warm),
        ("cold start", cold),
        ("parse", parsing),
        ("ingest", fetching),
        ("table calls", calling),
        ("bytes", weighing),
    ]
    print("bench: six parts, about two minutes, longer on a busy machine", flush=True)
    lines = [
        "# Measured",
        "",
        (
            f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()} on {platform.machine()}. "
            "Times in milliseconds, median (fastest to slowest); what counts is the ratio within the run."
        ),
        "",
    ]
    for name, part in parts:
        print(f"bench: {name} …", flush=True)
        started = time.perf_counter()
        lines += [*part(), ""]
        print(f"bench: {name}, {time.perf_counter() - started:.0f} s", flush=True)
    REPORT.write_text("\n".join(lines), encoding="utf-8")
    print(REPORT.read_text(encoding="utf-8"))


def warm() -> list[str]:
    timings, waited = pages.warm()
    own = timings["article"].median - waited
    ratio = own / timings["hello"].median
    rows = [
        ("FastAPI + Mangum hello", str(timings["hello"]), "1"),
        (f"article, of which {waited:.2f} is the table's", str(timings["article"]), ""),
        ("article without the table's time", f"{own:.2f}", f"{ratio:.2f} (at most 3)"),
    ]
    return ["## A warm article through the handler", "", *as_table(("", "ms", "ratio"), rows)]


def cold() -> list[str]:
    command = [sys.executable, "-m", "bench.cold_start", "--json"]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    rows = [
        (
            row["name"],
            f"{row['median']:.0f} ({row['fastest']:.0f} to {row['slowest']:.0f})",
            f"{row['ratio']:.2f}" + (f" (at most {row['at_most']})" if row["at_most"] else ""),
        )
        for row in json.loads(done.stdout)
    ]
    return [
        "## A cold start, from the start of the process to the whole answer",
        "",
        *as_table(("", "ms", "ratio"), rows),
    ]


def parsing() -> list[str]:
    rows = []
    for name, (size, timings) in ingest.parsing().items():
        ours, theirs = timings["portal"], timings["feedparser"]
        speed = f"{ours.median / size * 1e6:.0f} (at most 50)"
        ratio = f"{theirs.median / ours.median:.1f} (at least 4)"
        rows.append((name, f"{size / 1e6:.2f}", str(ours), speed, str(theirs), ratio, str(timings["one new"])))
    heads = ("feed of", "MB", "parse and clean", "ms a MB", "feedparser 6", "ratio", "one entry new")
    return ["## Feeds as six systems write them", "", *as_table(heads, rows)]


def fetching() -> list[str]:
    rows = []
    for name, (report, calls, seconds) in ingest.fetches().items():
        entries = report.stored + report.updated + report.unchanged
        asked = ", ".join(f"{count} {call}" for call, count in sorted(calls.items()))
        rate = f"{entries / seconds:.0f}" if entries else "-"
        rows.append((name, f"{report.stored} / {report.updated} / {report.unchanged}", asked, rate))
    heads = ("feed of 268 entries", "stored / updated / unchanged", "calls", "entries a second")
    return ["## One fetch, on the local engine", "", *as_table(heads, rows)]


def calling() -> list[str]:
    found = {size: pages.calls(size) for size in SIZES}
    rows = [(path, *(found[size][path] for size in SIZES)) for path in found[SIZES[0]]]
    heads = ("page", *(f"{size} articles" for size in SIZES))
    return ["## Calls of the table", "", *as_table(heads, rows)]


def weighing() -> list[str]:
    rows = [(name, str(plain), str(packed)) for name, (plain, packed) in pages.weights().items()]
    return ["## Bytes", "", *as_table(("", "plain", "gzip"), rows)]


def as_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


if __name__ == "__main__":
    main()
