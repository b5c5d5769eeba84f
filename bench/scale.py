"""`make costs`, third: writes docs/scale.md, which limit is met first: arithmetic over what is measured and set.

Sources of AWS's limits: Quotas in Amazon DynamoDB; Lambda quotas; Amazon API Gateway quotas; AWS Systems Manager
quotas; sitemaps.org protocol.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log2
from pathlib import Path
from typing import Any

from bench import explain
from bench.assumed import ASSUMED, MONTH
from bench.capacity import indexes, size_of
from bench.costs import MEMORY, invocation, load_prices
from bench.deployed import deployed
from bench.run import as_table
from bench.sample import article
from bench.units import FILE, Units
from portal.ingest.schedule import FREE_TRIES, LONGEST_BACKOFF
from portal.model.kill_timing import LIST_SECONDS
from portal.model.site_toml.reading import load_site
from portal.queue.messages import AT_A_TIME
from portal.rendering.sitemap import MOST_IN_PART, articles_sitemap
from portal.storage.item_mapping import article_item, from_teaser_item
from portal.storage.leases import IN_A_LIST, LARGEST, LEASE
from portal.web import origin_verify

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "scale.md"
RATE, FEEDS, ARTICLES = 1000, 10_000, 10**8
PARTITION_READS, PARTITION_WRITES = 3000, 1000
"""Units a second that one key of a table may take."""
TABLE_READS, TABLE_WRITES = 12_000, 4_000
"""Units a second that a new table on demand takes at once; it doubles by itself."""
QUOTA, NEW_QUOTA = 1000, 10
"""Concurrent executions of an account, and of a new one."""
PARAMETER_READS = 40
"""Calls a second that read parameters, of an account, all kinds together."""
FETCH_TIMEOUT = 20.0
FEED_ID = 20
"""Characters of a feed's id."""

Section = Iterator[str]


def main() -> None:
    explain(__doc__)
    PAGE.write_text(page(Units.from_json(FILE.read_text(encoding="utf-8"))), encoding="utf-8")


def page(units: Units) -> str:
    return "\n".join([OPENING.format(measured=units.measured), *_readers(units), *_feeds(units), *_articles(units)])


def properties(name: str) -> Mapping[str, Any]:
    """Of a resource of the site's own stack, in prod."""
    return deployed("prod").site.resource(name).properties


def seconds(units: Units, name: str) -> float:
    """How long one execution environment is busy with one page."""
    gb_seconds = invocation(units.pages[name], MEMORY["PagesFunction"])
    return float(gb_seconds / (MEMORY["PagesFunction"] / 1024))


OPENING = """\
# Which limit is met first

Written by `make costs`: arithmetic over what was measured (`bench/units.json`: {measured}), what is
configured (`template.yaml`, prod) and what AWS allows. Three sizes, each far beyond what one regional newspaper has;
at each, what breaks first, and what then.
"""
READERS = """
What then: at {throttle} requests a second the API answers 429 (our own doing, so that a flood costs a bounded
sum) and readers see what the CDN has kept, for a minute: an old page in place of an error is for 5xx only.
Raise `DefaultRouteSettings` in `template.yaml`. A new account has {new_quota} executions at once, enough for
about {new_rate:.0f} requests a second: ask for {quota:,} on the first day. In front of all this stands the CDN:
{rate:,} requests a second past it are more than {views:,.0f} million views a month.

An execution that starts reads the lock once, in as many tries as fit into 1.7 s. One that gets it in none answers
503, in whose place the CDN shows the page that it has; one that knew it goes on with what it knew. Where the log has
`ParameterError` with «Rate exceeded», turn on Parameter Store's higher throughput (Systems Manager, Parameter Store,
Settings), which is billed by the call.
"""
FEED_WORDS = """
How long ingest needs for what falls due in a minute, simulated: {pollers} executions take up to {batch} feeds
each, a feed answers in {fetch:.1f} s, a dead one is given up after {timeout:g} s, and a batch waits for its
slowest. More than 60 s, and the queue grows:

{table}

What then: nothing is lost. A feed that waits longer than its lease ({lease} s) is sent again, and taking it
twice changes nothing. Dead feeds leave the way by themselves: after {tries} failures a feed is asked half as
often each time, down to once in {hours:.0f} hours; that is the difference between the last two columns. If
WorkLateAlarm goes all the same, raise `MaximumConcurrency` in `template.yaml`: it caps how many servers of
agencies are asked at once, AWS allows 1,000.
"""
ARTICLE_WORDS = """
What then: {gigabytes:,.0f} GB cost ${kept:,.0f} a month to keep and ${backed:,.0f} to have back as of any
second; news of years ago can move to a table of the class Standard-IA, which keeps for 40 % of that. Leaving
with so much is a matter for DynamoDB's own export to S3 (docs/leaving.md).
"""


def _readers(units: Units) -> Section:
    throttle = properties("HttpApiApiGatewayDefaultStage")["DefaultRouteSettings"]["ThrottlingRateLimit"]
    busy = seconds(units, "article")
    running = max(RATE * busy, RATE / ASSUMED.served_a_second)
    lists = running / LIST_SECONDS
    article = units.pages["article"].reads
    reads = RATE * article
    front = units.pages["front"].reads
    rows = [
        (
            "requests a second, our own throttle",
            f"{throttle:,}",
            f"{RATE:,}",
            f"**first**: {RATE / throttle:.0f} times over",
        ),
        (
            "executions at once, a new account",
            f"{NEW_QUOTA}",
            f"{RATE:,} x {busy * 1000:.1f} ms, each {ASSUMED.served_a_second} a second at most: {running:.0f}",
            "**second**",
        ),
        ("executions at once, the usual quota", f"{QUOTA:,}", f"{running:.0f}", f"{running / QUOTA:.0%}"),
        (
            "read units a second of the table",
            f"{TABLE_READS:,}",
            f"{RATE:,} x {article:g} = {reads:,.0f}",
            f"{reads / TABLE_READS:.0%}",
        ),
        (
            "of one article that everybody reads",
            f"{PARTITION_READS:,}",
            f"{RATE:,} x 0.5 = {RATE / 2:,.0f}",
            f"{RATE / 2 / PARTITION_READS:.0%}",
        ),
        (
            "of one list that everybody reads, kept for 3 s by each execution",
            f"{PARTITION_READS:,}",
            f"{running:.0f} / {LIST_SECONDS:g} s x 0.5 = {lists / 2:.0f}",
            f"{lists / 2 / PARTITION_READS:.1%}",
        ),
        (
            "the same, were it not kept",
            f"{PARTITION_READS:,}",
            f"{RATE:,} x 0.5 = {RATE / 2:,.0f}; the front, {front:g} units in all, {RATE * front:,.0f}",
            f"{RATE * front / TABLE_READS:.0%} of the table",
        ),
        (
            f"reads of the lock a second, kept for {origin_verify.KEPT_SECONDS:g} s by each execution",
            f"{PARAMETER_READS}",
            f"{running:.0f} / {origin_verify.KEPT_SECONDS:g} s = {running / origin_verify.KEPT_SECONDS:.1f}",
            f"{running / origin_verify.KEPT_SECONDS / PARAMETER_READS:.0%}",
        ),
        (
            "the same, in the second in which all executions start",
            f"{PARAMETER_READS}",
            f"{running:.0f}",
            f"{running / PARAMETER_READS:.1f} times over, for that second",
        ),
    ]
    yield f"## {RATE:,} requests a second that the CDN does not answer\n"
    yield from as_table(("limit", "is", "we need", "that is"), rows)
    yield READERS.format(
        throttle=throttle,
        new_quota=NEW_QUOTA,
        new_rate=NEW_QUOTA / max(busy, 1 / ASSUMED.served_a_second),
        quota=QUOTA,
        rate=RATE,
        views=RATE * MONTH / 1e6,
    )


@dataclass(frozen=True)
class Wire:
    """How ingest is set up."""

    pollers: int
    batch: int

    @classmethod
    def configured(cls) -> "Wire":
        queue = properties("IngestFunctionFeeds")
        return cls(pollers=queue["ScalingConfig"]["MaximumConcurrency"], batch=queue["BatchSize"])

    def busy(self, messages: int, *, dead: float, seed: int = 1) -> float:
        """Seconds until `messages` that are there at once have all been dealt with; `dead`: part that never answers."""
        chance = random.Random(seed)  # noqa: S311  a simulation
        free_at = [0.0] * self.pollers
        while messages > 0:
            taken = min(self.batch, messages)
            slowest = max(FETCH_TIMEOUT if chance.random() < dead else ASSUMED.fetch_ms / 1000 for _ in range(taken))
            poller = free_at.index(min(free_at))
            free_at[poller] += slowest + 0.05
            messages -= taken
        return max(free_at)


def _feeds(units: Units) -> Section:
    wire, timeout = Wire.configured(), properties("DispatchFunction")["Timeout"]
    minute = FEEDS / (ASSUMED.interval / 60)
    query = FEEDS * units.known.reads
    pages = query * 4096 / 1e6
    part = MEMORY["DispatchFunction"] / ASSUMED.full_processor_mb
    leasing = minute * units.due.ms / part / 1000 + ASSUMED.write_ms / 1000
    leased, sending = FEED_ID + IN_A_LIST, minute / AT_A_TIME * ASSUMED.write_ms / 1000
    reading = (units.dispatch.ms + FEEDS * units.known.ms) / part / 1000
    rows = [
        (
            "a run of dispatch, reading states",
            f"{timeout} s",
            f"{query:,.0f} units, {pages:.1f} MB, {reading:.1f} s",
            "",
        ),
        (
            "and leasing what is due, and sending it",
            f"{timeout} s",
            f"{minute:,.0f} feeds, in one write: {leasing:.1f} s; {AT_A_TIME} in a message: {sending:.1f} s",
            f"{(reading + leasing + sending) / timeout:.0%} with the above",
        ),
        (
            "bytes of the one item of leases, when all are due at once",
            f"400,000, and ours {LARGEST:,} of ids",
            f"{FEEDS:,} x {leased} = {FEEDS * leased:,}",
            f"**first**: {FEEDS * leased / LARGEST:.0%}; the rest a minute later",
        ),
        (
            "read units a second of the one partition of states",
            f"{PARTITION_READS:,}",
            f"{query:,.0f} in {reading:.1f} s = {query / reading:,.0f}",
            f"{query / reading / PARTITION_READS:.0%}",
        ),
        (
            "write units a second there: a state a look",
            f"{PARTITION_WRITES:,}",
            f"{minute:,.0f} a minute = {minute / 60:.0f}",
            f"{minute / 60 / PARTITION_WRITES:.0%}",
        ),
    ]
    yield f"## {FEEDS:,} feeds, each looked at every {ASSUMED.interval // 60} minutes\n"
    yield from as_table(("limit", "is", "we need", "that is"), rows)
    sizes = (1000, 10_000, 30_000)
    rare = ASSUMED.interval / LONGEST_BACKOFF.total_seconds()
    shares = {"all answer": 0.0, "5% are dead for days": 0.05 * rare, "5% died just now": 0.05}

    def cell(feeds: int, dead: float) -> str:
        return f"{wire.busy(int(feeds / (ASSUMED.interval / 60)), dead=dead):.0f} s"

    simulated = [(f"{feeds:,}", *(cell(feeds, dead) for dead in shares.values())) for feeds in sizes]
    yield FEED_WORDS.format(
        pollers=wire.pollers,
        batch=wire.batch,
        fetch=ASSUMED.fetch_ms / 1000,
        timeout=FETCH_TIMEOUT,
        lease=LEASE.seconds,
        tries=FREE_TRIES,
        hours=LONGEST_BACKOFF.total_seconds() / 3600,
        table="\n".join(as_table(("feeds", *shares), simulated)),
    )


def _articles(units: Units) -> Section:
    years, site = 10, load_site(ROOT / "tests" / "sites" / "full.toml")
    month, day = ARTICLES / years / 12, ARTICLES / years / 365
    item = article_item(article(1, section="buitenland", now=datetime(2026, 11, 24, tzinfo=UTC)))
    row = len(articles_sitemap(site, 1000 * [from_teaser_item(item)])) / 1000
    in_index = ARTICLES * sum(size_of(index.entry(item)) for index in indexes())
    prices = load_prices().price
    rows = [
        (
            "articles in the sitemap of a month",
            f"50,000, and ours {MOST_IN_PART:,}",
            f"{month:,.0f}",
            "by day, then",
        ),
        (
            "of a day, in an answer of Lambda",
            "6 MB",
            f"{day:,.0f} x {row:.0f} = {day * row / 1e6:.1f} MB",
            "**first**",
        ),
        ("sitemaps in the index", "50,000", f"{years} x 365 = {years * 365:,}", f"{years * 365 / 50_000:.0%}"),
        (
            "write units a second of the one list of all",
            f"{PARTITION_WRITES:,}",
            f"{3 * day / 86400:.2f}, with a picture and a correction each",
            f"{3 * day / 86400 / PARTITION_WRITES:.1%}",
        ),
        ("read units for a page of a list", "-", f"{units.pages['section'].reads:g}", "it reads what it shows"),
        ("reads to find a free slug of one headline", "-", f"2 x log2({ARTICLES:,}) = {2 * log2(ARTICLES):.0f}", ""),
    ]
    yield f"## {ARTICLES:,} articles, over {years} years\n"
    yield from as_table(("limit", "is", "we need", "that is"), rows)
    yield ARTICLE_WORDS.format(
        gigabytes=(ARTICLES * units.article_bytes + in_index) / 1e9,
        kept=(ARTICLES * units.article_bytes + in_index) * prices["stored_bytes"],
        backed=ARTICLES * units.article_bytes * prices["backed_up_bytes"],
    )


if __name__ == "__main__":
    main()
