"""From measured units and prices to what a month costs."""

import io
import json
import os
import tomllib
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any

from bench.units import Unit, Units
from local.template import TEMPLATE, load
from portal.feeds.reporting import tell, tell_run
from portal.feeds.reports import Report, Run
from portal.web.counting import count_choice

ROOT = Path(__file__).resolve().parents[1]
PRICES = Path(__file__).with_name("prices.toml")

MONTH = 30 * 86400
FUNCTIONS = (
    *("PagesFunction", "WebmailFunction", "DispatchFunction", "IngestFunction"),
    *("SearchFunction", "IndexFunction"),
)
MEMORY = {name: load(TEMPLATE)["Resources"][name]["Properties"]["MemorySize"] for name in FUNCTIONS}
WEBMAILS = ("one", "two")
"""A site has two as a rule; each is a dimension, and a metric of its own."""


@dataclass(frozen=True, kw_only=True)
class Assumed:
    """What no measurement here can say; each stands in the page with its reason."""

    caches: int = 2
    views_a_visit: int = 3
    shares: tuple[tuple[str, float, int], ...] = (
        ("front", 0.25, 1),
        ("section", 0.12, 7),
        ("region", 0.08, 13),
        ("article", 0.54, 2000),
        ("feed", 0.01, 22),
    )
    webmail: float = 0.01
    searches: float = 0.01
    full_processor_mb: int = 1769
    round_ms: float = 5.0
    write_ms: float = 10.0
    idle_seconds: float = 400.0
    fetch_ms: float = 300.0
    object_ms: float = 25.0
    batch: float = 2.0
    interval: int = 300
    articles_a_day: float = 20.0
    revisions: float = 0.5
    entries: int = 50
    platform_line: int = 500
    api_line: int = 330
    cdn_line: int = 80
    kept_months: int = 3
    cdn_kept_months: int = 1
    served_a_second: int = 10
    stored_months: int = 12


ASSUMED = Assumed()
Amounts = dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Load:
    """A month of a site: views of pages by readers, and feeds."""

    views: int
    feeds: int


def invocation(unit: Unit, memory: int, *, wait_ms: float = 0.0, cold_ms: float = 0.0) -> float:
    """GB-seconds that Lambda bills: the processor's time at the part that this memory gets of it, and the waiting."""
    part = min(1.0, memory / ASSUMED.full_processor_mb)
    return (unit.ms / part + unit.rounds * ASSUMED.round_ms + wait_ms + cold_ms / part) / 1000 * memory / 1024


def misses(views: float, kept: int, addresses: int) -> float:
    """Requests a month that reach the functions, of `views` at `addresses` that a CDN keeps for `kept` seconds.

    A cache asks once a time to live while an address is asked for: at a rate r, r / (1 + r * kept). Which address a
    view is of follows Zipf's law: the n-th is asked for 1/n times as often as the first.
    """
    harmonic = sum(1 / rank for rank in range(1, addresses + 1))
    rates = (views / harmonic / rank / MONTH / ASSUMED.caches for rank in range(1, addresses + 1))
    return sum(rate / (1 + rate * kept) for rate in rates) * MONTH * ASSUMED.caches


def readers(units: Units, views: int) -> Amounts:
    """What readers cause in a month."""
    static = units.static_files / ASSUMED.views_a_visit
    origin = {name: misses(views * share, units.pages[name].kept, many) for name, share, many in ASSUMED.shares}
    webmail = views * ASSUMED.webmail
    # No two readers ask the same: the CDN helps with none of them.
    searches = views * ASSUMED.searches
    asked = sum(origin.values()) + webmail + searches
    sent = sum(units.pages[name].sent * share * views for name, share, _ in ASSUMED.shares)
    sent += searches * units.search.sent
    # A function that nobody asked for minutes is gone, and the next request waits for a new one.
    cold = exp(-sum(origin.values()) / MONTH * ASSUMED.idle_seconds)
    pages = sum(
        number * invocation(units.pages[name], MEMORY["PagesFunction"], cold_ms=cold * units.cold["pages"])
        for name, number in origin.items()
    )
    choices = webmail * invocation(units.webmail, MEMORY["WebmailFunction"], cold_ms=cold * units.cold["webmail"])
    found = searches * invocation(units.search, MEMORY["SearchFunction"], wait_ms=units.search.gets * ASSUMED.object_ms)
    logged = searches * units.search.logged
    logged += sum(number * units.pages[name].logged for name, number in origin.items()) + webmail * units.webmail.logged
    logged += asked * (ASSUMED.platform_line + ASSUMED.api_line)
    requests = views * (1 + static + ASSUMED.webmail + ASSUMED.searches)
    return {
        "cdn_requests": requests,
        "cdn_bytes": sent + views * units.static_bytes / ASSUMED.views_a_visit,
        "api_requests": asked,
        "lambda_requests": asked,
        "lambda_gb_seconds": pages + choices + found,
        "read_units": sum(number * units.pages[name].reads for name, number in origin.items())
        + searches * units.search.reads,
        "object_reads": searches * units.search.gets,
        "log_bytes": logged,
        "object_bytes": requests * ASSUMED.cdn_line * ASSUMED.cdn_kept_months,
    }


def wire(units: Units, feeds: int) -> Amounts:
    """What feeds cause in a month: a look at each every `interval`, and what has news in it."""
    runs, looks = MONTH / 60, feeds * MONTH / ASSUMED.interval
    new = feeds * ASSUMED.articles_a_day * 30
    changed = new * ASSUMED.revisions
    again = (new + changed) * ASSUMED.entries
    batches = looks / ASSUMED.batch
    indexed = min(runs, new + changed)
    indexing = MEMORY["IndexFunction"]
    memory, dispatching = MEMORY["IngestFunction"], MEMORY["DispatchFunction"]
    write = ASSUMED.write_ms - ASSUMED.round_ms
    seconds = (
        looks * invocation(units.look, memory)
        + batches * invocation(Unit(ms=0), memory, wait_ms=ASSUMED.fetch_ms)
        + again * invocation(units.again, memory)
        + new * invocation(units.new, memory, wait_ms=write)
        + changed * invocation(units.changed, memory, wait_ms=write)
        + runs * invocation(units.dispatch, dispatching)
        + looks * invocation(units.due, dispatching)
        + runs * invocation(units.index, indexing)
        + indexed * invocation(units.indexed, indexing, wait_ms=2 * ASSUMED.object_ms)
    )
    share = feeds / 100
    by_unit = (
        (units.look, looks),
        (units.again, again),
        (units.new, new),
        (units.changed, changed),
        (units.due, looks),
        (units.index, runs),
        (units.indexed, indexed),
    )
    return {
        "lambda_requests": 2 * runs + batches,
        "lambda_gb_seconds": seconds,
        "read_units": sum(unit.reads * number for unit, number in by_unit)
        + runs * max(1, units.dispatch.reads * share),
        # A run that finds something due writes the item of leases; by `due` it is shared among a hundred feeds.
        "write_units": sum(unit.writes * number for unit, number in by_unit) + min(runs, looks),
        # Sent ten at a time, taken and removed a batch at a time; and Lambda's five pollers ask every 20 seconds.
        "queue_requests": looks / 10 + 2 * batches + 5 * MONTH / 20,
        "log_bytes": sum(unit.logged * number for unit, number in by_unit)
        + runs * units.dispatch.logged
        + (2 * runs + batches) * ASSUMED.platform_line,
        "schedules": 2 * runs,
        "object_reads": runs * units.index.gets + indexed * units.indexed.gets,
        "object_writes": indexed * units.indexed.puts,
        "stored_bytes": new * ASSUMED.stored_months * units.article_bytes * 1.5,
        "backed_up_bytes": new * ASSUMED.stored_months * units.article_bytes,
    }


def standing() -> Amounts:
    """What is there whether anybody comes or not; counted in the templates."""
    found = [one for name in ("observability", "edge") for one in _resources(ROOT / "infra" / f"{name}.yaml")]
    found += _resources(TEMPLATE)
    alarms = [one for one in found if one["Type"] == "AWS::CloudWatch::Alarm"]
    return {
        "alarms": sum(
            max(1, sum("MetricStat" in one for one in alarm["Properties"].get("Metrics", ()))) for alarm in alarms
        ),
        "dashboards": 1,
        "metrics": _told() + sum(one["Type"] == "AWS::Logs::MetricFilter" for one in found),
        "keys": sum(one["Type"] == "AWS::KMS::Key" for one in found),
    }


def _told() -> int:
    """Metrics that the functions write (EMF), counted in what they write: each name under each set of dimensions."""
    os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "Regioportaal/bench")
    with redirect_stdout(io.StringIO()) as written:
        tell(Report(feed="goes"))
        tell_run(Run(sent=(), failing=(), quiet=()))
        for webmail in WEBMAILS:
            count_choice(webmail)
    return sum(_metrics(json.loads(line)) for line in written.getvalue().splitlines())


def _metrics(line: dict[str, Any]) -> int:
    return sum(len(one["Metrics"]) * len(one["Dimensions"]) for one in line["_aws"]["CloudWatchMetrics"])


def _resources(template: Path) -> list[dict[str, Any]]:
    return list(load(template)["Resources"].values())


def amounts(units: Units, of: Load) -> Amounts:
    total: Amounts = {}
    for part in (readers(units, of.views), wire(units, of.feeds), standing()):
        for name, amount in part.items():
            total[name] = total.get(name, 0) + amount
    total["log_kept_bytes"] = total["log_bytes"] * ASSUMED.kept_months
    return total


@dataclass(frozen=True)
class Prices:
    """Dollars for one of each, and how many of each are free."""

    date: str
    region: str
    price: Mapping[str, float]
    free: Mapping[str, float]

    def bill(self, amounts: Amounts, *, free: bool = False) -> dict[str, float]:
        """Dollars by name. With `free`, as if the account had nothing else in it."""
        return {
            name: self.price[name] * max(0.0, amount - (self.free[name] if free else 0))
            for name, amount in amounts.items()
        }


def load_prices() -> Prices:
    rows = tomllib.loads(PRICES.read_text(encoding="utf-8"))
    date, region = str(rows.pop("date")), str(rows.pop("region"))
    price = {name: float(row["price"]) for name, row in rows.items()}
    return Prices(date, region, price, {name: float(row.get("free", 0)) for name, row in rows.items()})
