"""Cold starts: from the start of the process to the first whole answer, compared with a hello of plain `sam build`.

`python bench/cold_start.py` builds the functions for this machine, runs each of them seven times in turns under
Lambda's own runtime client, and prints medians, spread and how they compare to the hello. The table answers at once
with one article and a list, unless `--endpoint` and `--table` name a real one. `--json` for machines.
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from build import artefacts, python313
from local.built import Artefact, Function
from local.events import http_event
from local.functions import MACHINES
from local.runtime_client import install_runtime
from portal.model.article import Article, Dateline, Origin
from portal.storage.item_mapping import article_item

ROOT = Path(__file__).resolve().parents[1]
HELLO = ROOT / "bench" / "peers" / "hello"
VERSIONS = ROOT / "infra" / "build" / "requirements-dev.txt"
SLUG = "veerdienst-vaart-weer"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A function, the event it starts with, and how long it may take, as a part of the hello's time."""

    name: str
    artefact: Artefact
    event: Mapping[str, Any]
    at_most: float | None = None


@dataclass(frozen=True, kw_only=True)
class Result:
    """Milliseconds. `ratio`: the median as a part of the hello's."""

    name: str
    median: float
    fastest: float
    slowest: float
    ratio: float
    at_most: float | None

    @property
    def holds(self) -> bool:
        return self.at_most is None or self.ratio <= self.at_most


def cold_start(subject: Subject, *, python: Path, runtime: Path, environ: Mapping[str, str]) -> float:
    """Milliseconds. Raises SystemExit for an answer that is none: a fast error is no fast start."""
    with Function(subject.artefact, python=python, runtime=runtime, environ=environ) as function:
        started = time.perf_counter()
        answer = function.invoke(subject.event)
        took = (time.perf_counter() - started) * 1000
        if isinstance(answer, dict) and answer.get("statusCode", 200) != 200:
            sys.exit(
                f"{subject.name} answered {answer['statusCode']}: {str(answer.get('body'))[:300]}\n{function.logs()}"
            )
    return took


def measure(
    subjects: Sequence[Subject], *, rounds: int, python: Path, runtime: Path, environ: Mapping[str, str]
) -> list[Result]:
    """In turns, so that whatever else this machine does meets all of them. The first one is the measure."""
    times: dict[str, list[float]] = {subject.name: [] for subject in subjects}
    for number in range(rounds + 1):
        for subject in subjects:
            took = cold_start(subject, python=python, runtime=runtime, environ=environ)
            if number:  # the round before the first one only brings the files into memory
                times[subject.name].append(took)
    medians = {name: statistics.median(took) for name, took in times.items()}
    return [
        Result(
            name=subject.name,
            median=medians[subject.name],
            fastest=min(times[subject.name]),
            slowest=max(times[subject.name]),
            ratio=medians[subject.name] / medians[subjects[0].name],
            at_most=subject.at_most,
        )
        for subject in subjects
    ]


def lay_out_hello(into: Path, python: Path) -> Artefact:
    """What a plain `sam build` makes of it: its packages whole, without bytecode, in the versions that we use too."""
    command = [
        *(str(python313.find_uv()), "pip", "install", "--quiet", "--only-binary", ":all:", "--link-mode", "copy"),
        *("--python", str(python), "--target", str(into), "--requirements", str(HELLO / "requirements.txt")),
        *("--constraints", str(VERSIONS)),
    ]
    subprocess.run(command, check=True)
    (into / "app.py").write_bytes((HELLO / "app.py").read_bytes())
    return Artefact(task=into, layer=None)


class Aws(BaseHTTPRequestHandler):
    """DynamoDB and SQS that answer at once: our start is measured, not theirs."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps(_aws_answer(self.headers["X-Amz-Target"].rpartition(".")[2], asked)).encode()
        self.send_response_only(200)
        self.send_header("Content-Type", self.headers["Content-Type"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
        pass


def _aws_answer(operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    match operation:
        case "GetItem" if asked["Key"]["pk"]["S"].startswith("ARTICLE#"):
            return {"Item": article_item(_article(0))}
        case "Query" if "IndexName" in asked:
            items = [article_item(_article(number)) for number in range(min(asked.get("Limit", 8), 40))]
            return {"Items": items, "Count": len(items), "ScannedCount": len(items)}
        case "Query":
            return {"Items": [], "Count": 0, "ScannedCount": 0}
        case "SendMessageBatch":
            sent = [{"Id": entry["Id"], "MessageId": entry["Id"], "MD5OfMessageBody": ""} for entry in asked["Entries"]]
            return {"Successful": sent, "Failed": []}
    return {}


def _article(number: int) -> Article:
    return Article(
        slug=SLUG if number == 0 else f"{SLUG}-{number}",
        headline=f"Veerdienst vaart weer na storm ({number})",
        lead="De veerboot vaart sinds vanochtend weer volgens de dienstregeling, meldt de rederij.",
        section="buitenland",
        published_at=datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=7 * number + 1),
        dateline=Dateline(place="VLISSINGEN", sources=("Eigen nieuws",)),
        body_html="<p>Reizigers moesten twee dagen omrijden door de tunnel.</p>" * 12,
        origin=Origin(feed="anp-buitenland", entry=str(number)),
        fingerprint="0",
    )


def _table(results: Sequence[Result]) -> str:
    lines = [f"{'cold start':<12}{'median ms':>10}{'fastest':>9}{'slowest':>9}{'ratio':>7}{'at most':>9}"]
    for result in results:
        bound = "" if result.at_most is None else f"{result.at_most:.2f} {'' if result.holds else 'NOT HELD'}"
        lines.append(
            f"{result.name:<12}{result.median:>10.0f}{result.fastest:>9.0f}{result.slowest:>9.0f}"
            f"{result.ratio:>7.2f}{bound:>9}"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--path", default=f"/nieuws/{SLUG}", help="the page that `pages` starts with")
    parser.add_argument("--endpoint", help="of DynamoDB and SQS; without it, one that answers at once")
    parser.add_argument("--table", default="cold-start")
    parser.add_argument("--build", type=Path, help="artefacts for this machine; without it, they are built now")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    python = python313.find()
    runtime = install_runtime(python)
    aws = ThreadingHTTPServer(("127.0.0.1", 0), Aws)
    threading.Thread(target=aws.serve_forever, daemon=True).start()
    endpoint = options.endpoint or f"http://127.0.0.1:{aws.server_address[1]}"
    environ = {
        "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
        "AWS_ENDPOINT_URL_SQS": endpoint,
        "TABLE_NAME": options.table,
        "QUEUE_URL": f"{endpoint}/000000000000/feeds",
        "POWERTOOLS_METRICS_NAMESPACE": "Regioportaal",
    }
    with tempfile.TemporaryDirectory() as scratch:
        built = options.build or Path(scratch) / "build"
        if not options.build:
            artefacts.build_all(built, arch=MACHINES[platform.machine()], python=python)
        page, webmail = http_event("GET", options.path, [], b""), http_event("GET", "/webmail", [], b"")
        form = http_event("GET", "/zoeken", [], b"")
        subjects = [
            Subject(name="hello", artefact=lay_out_hello(Path(scratch) / "hello", python), event=page),
            Subject(name="pages", artefact=Artefact.of(built, "PagesFunction"), event=page, at_most=0.2),
            Subject(name="webmail", artefact=Artefact.of(built, "WebmailFunction"), event=webmail, at_most=0.2),
            Subject(name="dispatch", artefact=Artefact.of(built, "DispatchFunction"), event={}, at_most=0.2),
            Subject(name="search, its form", artefact=Artefact.of(built, "SearchFunction"), event=form, at_most=0.2),
        ]
        results = measure(subjects, rounds=options.rounds, python=python, runtime=runtime, environ=environ)
    print(json.dumps([asdict(result) for result in results], indent=2) if options.json else _table(results))


if __name__ == "__main__":
    main()
