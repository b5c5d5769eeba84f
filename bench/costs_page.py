"""`make costs`: writes docs/costs.md, for sites small and large."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from bench import explain
from bench.costs import ASSUMED, Load, Prices, amounts, load_prices, readers, wire
from bench.run import as_table
from bench.units import FILE, Units
from portal.feeds.announcing import SHOWN_ON

PAGE = Path(__file__).resolve().parents[1] / "docs" / "costs.md"
VIEWS = (10**4, 10**6, 10**8)
FEEDS = (10, 100, 1000)
GROUPS = {
    "CloudFront": ("cdn_requests", "cdn_bytes", "object_bytes"),
    "HTTP API": ("api_requests",),
    "Lambda": ("lambda_requests", "lambda_gb_seconds"),
    "DynamoDB, reading": ("read_units",),
    "DynamoDB, writing": ("write_units",),
    "DynamoDB, keeping a year of news": ("stored_bytes", "backed_up_bytes"),
    "queue and schedule": ("queue_requests", "schedules"),
    "the search's segments": ("object_reads", "object_writes"),
    "logs": ("log_bytes", "log_kept_bytes"),
    "alarms, metrics, dashboard, key": ("alarms", "metrics", "dashboards", "keys"),
}
OPENING = """\
# What it costs

Written by `make costs` from what was measured (`bench/units.json`) and from prices (`bench/prices.toml`): do not edit.

US dollars a month without tax, list prices of {region} as of {date}. They were written down by hand, because no price
list could be fetched: check a line before you build on it. The first number is the list price; the second is what is
left when the account has nothing else in it, after what AWS gives every account each month for good.

**Idle**, with ten feeds and no reader: {at_list}, or {after} after what is free.
"""
LEVERS = """
- A page is kept by the CDN for a minute, so of {most:,} views {least_asked:.0%} reach the functions, of {least:,} views
  {most_asked:.0%}: reading gets cheaper the more is read. A page that changes is not thrown out of the CDN,
  it is asked for again after a minute; only for what is killed or withdrawn is the CDN told to forget. That is
  {paths} of the thousand paths a month that AWS gives, and eight for a picture.
- A feed costs {feed} a month, about half of it for looking at it every {interval} seconds whether it has news or not.
  `interval` in site.toml is the lever.
- A large site pays the CDN. CloudFront's flat-rate plans (no overage, a firewall included) may be cheaper: compare.
- Not in it, because they were not measured on AWS: pictures. Making and storing one is about $0.0001 (eight PutObject,
  fourteen writes, a second of 1,536 MB): ten cents for a thousand. What they weigh counts more, because the CDN bills
  bytes: a thumbnail is 4 KB, and the drawings of the demo's whole front are 120 KB; photographs weigh more.
- Nor are SnapStart (a gigabyte kept is about $4 a month), the firewall (an ACL with four rules is about $9 a month,
  and $0.60 a million requests), the domain name, and what an agency asks for its news.
"""
ASSUMPTIONS = """
## What is assumed

- {shares}; {webmail:.0%} of the views go on to webmail, and {searches:.0%} to a search.
  Which address a view is of follows Zipf's law.
- {caches} regional caches of the CDN ask on their own. Readers come evenly over the day: the worst case for a cache.
- A visit has {views_a_visit} views, and fetches style, script and icons once.
- A function gets the part of a processor that its memory is of {full_processor_mb} MB; AWS's is as fast as ours here.
- A round to the table takes {round_ms:g} ms, a write {write_ms:g} ms; a feed's server answers in {fetch_ms:g} ms,
  S3 in {object_ms:g} ms.
- A function that nobody calls for {idle_seconds:g} s is gone.
- A feed is looked at every {interval} s, {batch:g} feeds in an invocation. It has {entries} entries and brings
  {articles_a_day:g} articles a day; {revisions:.0%} of them change once.
- Lambda logs {platform_line} bytes an invocation, the API {api_line} bytes a request, the CDN {cdn_line} (packed).
- An execution environment serves {served_a_second} requests a second at most.
- Logs are kept for {kept_months} months, the CDN's for {cdn_kept_months}; the indexes add half to the table.

## The prices
"""


def main() -> None:
    explain(__doc__)
    PAGE.write_text(page(Units.from_json(FILE.read_text(encoding="utf-8")), load_prices()), encoding="utf-8")


def page(units: Units, prices: Prices) -> str:
    return "\n".join(
        [
            _opening(units, prices),
            *_bills(units, prices),
            *_where(units, prices),
            *_measured(units),
            *_assumed(prices),
            "",
        ]
    )


def _opening(units: Units, prices: Prices) -> str:
    idle = amounts(units, Load(views=0, feeds=10))
    at_list, after = (_money(sum(prices.bill(idle, free=free).values())) for free in (False, True))
    return OPENING.format(region=prices.region, date=prices.date, at_list=at_list, after=after)


def _bills(units: Units, prices: Prices) -> Iterator[str]:
    def cell(views: int, feeds: int) -> str:
        found = amounts(units, Load(views=views, feeds=feeds))
        return " / ".join(_money(sum(prices.bill(found, free=free).values())) for free in (False, True))

    heads = ("views of pages", *(f"{feeds:,} feeds" for feeds in FEEDS))
    rows = ((f"{views:,}", *(cell(views, feeds) for feeds in FEEDS)) for views in VIEWS)
    yield from ("## A month", "", *as_table(heads, rows), "")


def _where(units: Units, prices: Prices) -> Iterator[str]:
    loads = [Load(views=views, feeds=feeds) for views, feeds in zip(VIEWS, FEEDS, strict=True)]
    bills = [prices.bill(amounts(units, load)) for load in loads]
    heads = ("at list price", *(f"{load.views:,} views, {load.feeds:,} feeds" for load in loads))
    rows = ((group, *(_money(sum(bill[name] for name in names)) for bill in bills)) for group, names in GROUPS.items())
    yield from ("## Where the money goes", "", *as_table(heads, rows))
    asked = {views: readers(units, views)["api_requests"] / views for views in VIEWS}
    one_more = [sum(prices.bill(wire(units, feeds)).values()) for feeds in (1000, 1100)]
    yield LEVERS.format(
        most=VIEWS[-1],
        least=VIEWS[0],
        least_asked=asked[VIEWS[-1]],
        most_asked=asked[VIEWS[0]],
        feed=_money((one_more[1] - one_more[0]) / 100),
        interval=ASSUMED.interval,
        paths=len(SHOWN_ON),
    )


def _measured(units: Units) -> Iterator[str]:
    words = f"Measured on {units.date}, {units.machine}; `ms` is time of a processor, without waiting."
    yield from ("## The units", "", words, "")
    acts = {**{f"page: {name}": unit for name, unit in units.pages.items()}, "webmail": units.webmail}
    acts |= {
        "a look at a feed that has not changed": units.look,
        "an entry that is known, in a feed that has changed": units.again,
        "an entry that is new": units.new,
        "an entry that has changed": units.changed,
        "a run of dispatch, 100 feeds": units.dispatch,
        "each feed that is due in it": units.due,
        "a search": units.search,
        "a run of the index without changes": units.index,
        "what a run with a change adds": units.indexed,
    }
    heads = ("", "ms", "rounds", "read units", "write units", "bytes sent", "bytes logged")
    rows = ((name, one.ms, one.rounds, one.reads, one.writes, one.sent, one.logged) for name, one in acts.items())
    yield from as_table(heads, ((name, *(f"{value:g}" for value in values)) for name, *values in rows))
    cold = ", ".join(f"{name} {ms:.0f} ms" for name, ms in units.cold.items() if name != "hello")
    static = f"style, script and icons are {units.static_bytes:,} bytes in {units.static_files} files"
    yield f"\nAn article takes {units.article_bytes:,} bytes of the table; {static}."
    yield f"A cold start, to the whole answer: {cold}."


def _assumed(prices: Prices) -> Iterable[str]:
    shares = ", ".join(f"{name} {share:.0%} ({many:,})" for name, share, many in ASSUMED.shares)
    yield ASSUMPTIONS.format(**{**vars(ASSUMED), "shares": f"Views, and addresses they are of: {shares}"})
    rows = ((name, price, prices.free[name]) for name, price in prices.price.items())
    heads = ("", "dollars for one", "free each month")
    yield from as_table(heads, ((name, f"{price:.4g}", f"{free:,.0f}" if free else "") for name, price, free in rows))


def _money(dollars: float) -> str:
    return f"${dollars:,.2f}" if dollars < 100 else f"${dollars:,.0f}"


if __name__ == "__main__":
    main()
