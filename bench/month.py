"""A month of a site, line by line: what its readers cause, what its feeds cause, and what is there in any case."""

import re
from collections.abc import Iterator
from math import exp, log

from bench.assumed import ASSUMED, HEAVY, HOURS, LISTS, MONTH
from bench.book import Unit
from bench.costs import MEMORY, Amounts, Line, Load, added, invocation, misses, seen_in
from bench.deployed import alarm_metrics, deployed, keys_asked, metrics, months_kept, polls, snapshots, ticks
from bench.units import Units
from judge.deployment import Deployment
from local.template import ROOT
from portal.ingest.announce import SHOWN_ON
from portal.search import merge_policy

DAY = 86400
KEY_REFRESH = 300
"""Seconds. Source: DynamoDB developer guide, Encryption at rest: How it works."""
FRESH = ROOT / "templates" / "static" / "js" / "fresh.js"


def lines(units: Units, of: Load, there: Deployment | None = None) -> Iterator[Line]:
    """Everything that is billed. `there`: what is deployed, where that is not as usual."""
    there = there or deployed(of.stage)
    found = [*readers(units, of.views), *wire(units, of.feeds, there, months=of.months), *standing(units, of, there)]
    yield from found
    kept = months_kept(there)
    logged = sum(line.amount for line in found if line.price == "log_bytes")
    yield Line("lines of the logs", "log_kept_bytes", logged * kept["IngestLog"])


def amounts(units: Units, of: Load, there: Deployment | None = None) -> Amounts:
    return added(lines(units, of, there))


# --- Readers ----------------------------------------------------------------------------------------------------------


def readers(units: Units, views: int) -> Iterator[Line]:
    """What readers cause in a month."""
    origin = reached(units, views)
    chosen, searched = views * ASSUMED.webmail, views * ASSUMED.searches
    yield from _at_the_cdn(units, views)
    heavy = sum(origin[name] for name in HEAVY) + searched
    light = sum(origin.values()) - sum(origin[name] for name in HEAVY) + chosen
    yield Line("pages and webmail (HttpApi)", "api_requests", light)
    yield Line("searching, feeds, sitemaps (HeavyApi)", "api_requests", heavy)
    yield Line("for readers", "lambda_requests", light + heavy)
    # A function that nobody asked for minutes is gone, and the next request waits for a new one.
    cold = exp(-sum(origin.values()) / MONTH * ASSUMED.idle_seconds)
    for name, number in origin.items():
        page = invocation(units.pages[name], MEMORY["PagesFunction"], cold_ms=cold * units.cold["pages"])
        yield Line("pages", "lambda_gb_seconds", number * page)
        yield Line("pages", "read_units", number * units.pages[name].reads)
        yield Line("lines of requests", "log_bytes", number * units.pages[name].logged)
    choice = invocation(units.webmail, MEMORY["WebmailFunction"], cold_ms=cold * units.cold["webmail"])
    yield Line("webmail", "lambda_gb_seconds", chosen * choice)
    yield Line("lines of requests", "log_bytes", chosen * units.webmail.logged + searched * units.search.logged)
    wait = units.search.gets * ASSUMED.object_ms
    found = searched * invocation(units.search, MEMORY["SearchFunction"], wait_ms=wait)
    yield Line("searching", "lambda_gb_seconds", found)
    yield Line("searching", "read_units", searched * units.search.reads)
    yield Line("searching", "object_reads", searched * units.search.gets)
    yield Line("AWS's lines of requests", "log_bytes", (light + heavy) * (ASSUMED.platform_line + ASSUMED.api_line))


def reached(units: Units, views: int) -> dict[str, float]:
    """By page, the requests that the CDN does not answer."""
    found = {name: misses(views * share, int(units.pages[name].kept), many) for name, share, many in ASSUMED.shares}
    return found | {"recent": misses(_asked_again(views), int(units.pages["recent"].kept), 1)}


def _asked_again(views: float) -> float:
    """How often open lists ask what came in since: as often as their script says, while they are in sight."""
    every = re.search(r"setInterval\(ask, (\d+)\)", FRESH.read_text(encoding="utf-8"))
    if not every:
        raise ValueError(f"{FRESH.name} no longer says how often it asks")
    return _lists(views) / ASSUMED.views_a_visit * ASSUMED.seen_seconds * 1000 / int(every[1])


def _lists(views: float) -> float:
    return sum(share * views for name, share, _ in ASSUMED.shares if name in LISTS)


def _at_the_cdn(units: Units, views: int) -> Iterator[Line]:
    visits, again = views / ASSUMED.views_a_visit, _asked_again(views)
    chosen, searched = views * ASSUMED.webmail, views * ASSUMED.searches
    small, large = (units.picture_sizes[name] for name in ("320.webp", "640.webp"))
    thumbs, whole = _lists(views) * ASSUMED.shown * ASSUMED.pictured, views * ASSUMED.pictured
    by_function = views + visits * units.static_files + again + chosen + searched
    yield Line("pages, webmail, searches", "cdn_requests", views + chosen + searched)
    yield Line("style, script, icons", "cdn_requests", visits * units.static_files)
    yield Line("/actueel.json of open lists", "cdn_requests", again)
    yield Line("pictures", "cdn_requests", thumbs + whole)
    yield Line("addresses in one spelling", "edge_runs", by_function)
    sent = sum(units.pages[name].sent * share * views for name, share, _ in ASSUMED.shares)
    yield Line(
        "pages, webmail, searches", "cdn_bytes", sent + searched * units.search.sent + chosen * units.webmail.sent
    )
    yield Line("style, script, icons", "cdn_bytes", visits * units.static_bytes)
    yield Line("/actueel.json of open lists", "cdn_bytes", again * units.pages["recent"].sent)
    yield Line("pictures", "cdn_bytes", thumbs * small + whole * large)
    yield Line("pictures that the CDN does not have", "object_reads", misses(thumbs + whole, DAY, 2000))
    logged = by_function + thumbs + whole
    yield Line("the CDN's access logs", "object_bytes", logged * ASSUMED.cdn_line * _cdn_months())
    yield Line("the CDN's access logs", "object_writes", min(logged, ASSUMED.cdn_files_an_hour * HOURS))


def _cdn_months() -> float:
    return months_kept(deployed("prod"))["AccessLogs"]


# --- Feeds ------------------------------------------------------------------------------------------------------------


def wire(units: Units, feeds: int, there: Deployment | None = None, *, months: int = 12) -> Iterator[Line]:
    """What feeds cause in a month: a look at each every `interval`, and what has news in it."""
    run = ticks(there or deployed("prod"))
    looks = feeds * MONTH / ASSUMED.interval
    new = feeds * ASSUMED.articles_a_day * 30
    changed, pictures = new * ASSUMED.revisions, new * ASSUMED.pictured
    sending = min(looks, run["DispatchFunction"])
    dispatched, indexed = run["DispatchFunction"], min(run["IndexFunction"], new + changed)
    by_act: tuple[tuple[str, str, Unit, float, float], ...] = (
        ("looking at feeds", "Ingest", units.look, looks, 0),
        ("known entries of feeds with news", "Ingest", units.again, (new + changed) * ASSUMED.entries, 0),
        ("new articles", "Ingest", units.new, new, _writing()),
        ("images of new articles", "Ingest", units.pictured, pictures, 0),
        ("changed articles", "Ingest", units.changed, changed, _writing()),
        ("the schedule's look at all feeds", "Dispatch", units.dispatch, dispatched, 0),
        ("the schedule's look at all feeds", "Dispatch", units.known, feeds * dispatched, 0),
        ("feeds that are due", "Dispatch", units.leased, sending, 0),
        ("feeds that are due", "Dispatch", units.due, looks - sending, 0),
        ("pictures", "Pictures", units.picture, pictures, ASSUMED.fetch_ms + units.picture.puts * ASSUMED.object_ms),
        (
            "the index, without a change",
            "Index",
            units.index,
            run["IndexFunction"],
            units.index.gets * ASSUMED.object_ms,
        ),
        ("the index, compared with its bucket", "Index", units.tidied, HOURS, ASSUMED.object_ms),
        ("the index, with a change", "Index", units.indexed, indexed, 2 * ASSUMED.object_ms),
        ("the index, with a change", "Index", units.more, new + changed - indexed, 0),
        ("the index, segments that become one", "Index", units.merged, new * levels(new * months), 0),
    )
    for what, function, unit, number, wait in by_act:
        megabytes = MEMORY[f"{function}Function"]
        yield Line(what, "lambda_gb_seconds", number * invocation(unit, megabytes, wait_ms=wait))
        yield from _of_table_and_bucket(what, unit, number)
        yield Line(what, "log_bytes", number * unit.logged)
    batches = looks / ASSUMED.batch
    waiting = batches * invocation(Unit(ms=0), MEMORY["IngestFunction"], wait_ms=ASSUMED.fetch_ms)
    yield Line("waiting for feeds' servers", "lambda_gb_seconds", waiting)
    yield from _invoked({"ingest": batches, "pictures": pictures})
    yield Line("asking feeds' servers", "sent_bytes", (looks + pictures) * ASSUMED.asking_bytes)
    # A run sends ten at most in a request, and one request at least; each batch is taken, and then removed.
    yield Line("messages of FeedQueue", "queue_requests", max(looks / 10, sending) + 2 * batches)
    yield Line(
        "messages of PictureQueue", "queue_requests", max(pictures / 10, min(pictures, dispatched)) + 2 * pictures
    )
    yield from _stored(units, new * months, pictures * months, months)
    yield from _refused(feeds, there or deployed("prod"))


def _writing() -> float:
    """Milliseconds that a write waits for longer than a read."""
    return ASSUMED.write_ms - ASSUMED.round_ms


def _of_table_and_bucket(what: str, unit: Unit, number: float) -> Iterator[Line]:
    table = {"read_units": unit.reads, "write_units": unit.writes}
    bucket = {"object_reads": unit.gets, "object_writes": unit.puts}
    yield from (Line(what, price, number * of_one) for price, of_one in (table | bucket).items() if of_one)


def _invoked(numbers: dict[str, float]) -> Iterator[Line]:
    for name, number in numbers.items():
        yield Line(name, "lambda_requests", number)
        yield Line("Lambda's lines of invocations", "log_bytes", number * ASSUMED.platform_line)


def levels(articles: float) -> float:
    """How often an article is indexed again as its segment becomes part of a larger one (search/merge_policy.py)."""
    most = min(articles, merge_policy.LARGEST)
    return max(0.0, log(most / merge_policy.OPEN_UNTIL, merge_policy.TOGETHER)) if most else 0.0


def _refused(feeds: int, there: Deployment) -> Iterator[Line]:
    """In the bucket of quarantine, which forgets; of the table, a row and the item of the day."""
    refused = feeds * ASSUMED.refusals * 30
    yield Line("refused documents", "write_units", 2 * refused)
    yield Line("refused documents", "object_writes", refused)
    yield Line("refused documents", "object_bytes", refused * ASSUMED.refused_bytes * months_kept(there)["Quarantine"])


def _stored(units: Units, articles: float, pictures: float, months: int) -> Iterator[Line]:
    kept, table = f"{months} months of" if months > 1 else "a month of", articles * units.article_bytes
    yield Line(f"{kept} news in the table", "stored_bytes", table)
    yield Line(f"{kept} news in its indexes", "stored_bytes", table / 2)
    yield Line(f"{kept} news, to be had back", "backed_up_bytes", table)
    yield Line(f"{kept} pictures", "object_bytes", pictures * sum(units.picture_sizes.values()))
    yield Line(f"{kept} the index", "object_bytes", articles * units.segment_bytes)


# --- What is there ----------------------------------------------------------------------------------------------------


def standing(units: Units, of: Load, there: Deployment) -> Iterator[Line]:
    """What is there whether anybody comes or not; counted in the templates."""
    yield from (Line(name, "alarms", number) for name, number in alarm_metrics(there).items())
    yield from (Line(name, "metrics", number * _hours(name, of)) for name, number in metrics(there).items())
    yield Line("dashboards", "dashboards", sum(1 for _ in there.of_kind("AWS::CloudWatch::Dashboard")))
    yield from (Line(f"polls of {queue}", "queue_requests", number) for queue, number in polls(there).items())
    for function, number in ticks(there).items():
        yield Line(function.removesuffix("Function").lower(), "schedules", number)
        yield from _invoked({function.removesuffix("Function").lower(): number})
    yield from counting(ticks(there).get("PageviewsFunction", 0), files=0)
    asked = len(keys_asked(there)) * ASSUMED.connections * MONTH / KEY_REFRESH
    yield Line("the table's key", "key_requests", asked)
    files = len(units.picture_sizes)
    yield Line("kills", "invalidations", ASSUMED.kills * (len(SHOWN_ON) + files))
    yield Line("alarms and kills", "notices", ASSUMED.mails + ASSUMED.kills)
    yield Line("alarms and kills", "mails", ASSUMED.mails + ASSUMED.kills)
    yield Line("artefacts of deployments", "object_bytes", ASSUMED.deployments * ASSUMED.artefact_bytes)
    secrets = sum(1 for _ in there.of_kind("AWS::SecretsManager::Secret"))
    yield from [Line("the newsroom's secret", "secrets", secrets)] if secrets else []
    yield Line("snapshots (SnapStart)", "snapshot_gb_seconds", 2 * snapshots(there) * MONTH)


def newsroom() -> Iterator[Line]:
    """What editors cause in a month, beside what stands there."""
    pages, starts = ASSUMED.editors * ASSUMED.desk_pages * 30, ASSUMED.desk_starts * 30
    memory, page = MEMORY["DeskFunction"], Unit(ms=ASSUMED.desk_ms, rounds=ASSUMED.desk_rounds)
    for price in ("cdn_requests", "edge_runs", "api_requests", "lambda_requests"):
        yield Line("the newsroom", price, pages)
    yield Line("the newsroom", "lambda_gb_seconds", pages * invocation(page, memory))
    yield Line("the newsroom's starts", "lambda_gb_seconds", starts * invocation(Unit(ms=ASSUMED.desk_cold_ms), memory))
    yield Line("the newsroom", "read_units", pages * ASSUMED.desk_reads)
    yield Line("lines of requests", "log_bytes", pages * (ASSUMED.platform_line + ASSUMED.api_line))
    # A function keeps the secret for five minutes.
    yield Line("the newsroom's secret", "secret_requests", starts + MONTH / 300)


def counting(runs: float, *, files: int) -> Iterator[Line]:
    """What it costs to count what was read, `runs` times a month, of `files` access logs each, which are read twice."""
    what, memory = "counting what is read", MEMORY["PageviewsFunction"]
    wait = 2 * files * ASSUMED.object_ms
    unit = Unit(ms=2 * files * ASSUMED.log_ms, rounds=4 if files else 1)
    worked = invocation(unit, memory, wait_ms=wait, cold_ms=ASSUMED.counting_cold_ms) if runs else 0
    yield Line(what, "lambda_gb_seconds", runs * worked)
    yield Line(what, "object_writes", runs)  # a list of the bucket has the price of a write
    yield Line(what, "object_reads", runs * 2 * files)
    yield Line(what, "read_units", runs * (2 + (ASSUMED.counted_units * 26 if files else 0)))
    yield Line(what, "write_units", runs * (4 * ASSUMED.counted_units if files else 0))


def _hours(metric: str, of: Load) -> float:
    """The part of the month's hours in which it is sent: for these it is paid for. Raises KeyError for one unheard of.

    Source: Amazon CloudWatch pricing, Metrics («prorated by the hour and metered only when you send metrics»).
    """
    new = of.feeds * ASSUMED.articles_a_day * 30
    choices = of.views * ASSUMED.webmail / 2
    faults = dict.fromkeys(("PersonNeeded", "WorkLate", "ReadersRefused", "ReleaseFailed"), ASSUMED.trouble)
    sent = {"FeedsInTrouble": 1.0, "EntriesStored": seen_in(new, HOURS), "WebmailChosen": seen_in(choices, HOURS)}
    return (faults | sent)[metric]
