"""`make costs`, second: writes docs/costs.md, for sites small and large."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bench import explain
from bench.assumed import ASSUMED, HOURS
from bench.costs import Line, Load, Prices, added, load_prices
from bench.costs_words import ACTS, ASSUMPTIONS, CHOICES, LEVERS, OPENING
from bench.deployed import STAGES, deployed
from bench.month import amounts, counting, lines, newsroom, readers, wire
from bench.run import as_table
from bench.units import FILE, NAMES, Units
from judge.deployment import templates
from judge.names import dig
from judge.stack import Stack
from portal.ingest.announce import SHOWN_ON

PAGE = Path(__file__).resolve().parents[1] / "docs" / "costs.md"
VIEWS = (10**4, 10**6, 10**8)
FEEDS = (10, 100, 1000)
IDLE = {stage: Load(views=0, feeds=10, stage=stage, months=1) for stage in STAGES}
"""In the first month: what is kept of news costs more with each further one."""
GROUPS = {
    "CloudFront": ("cdn_requests", "cdn_bytes", "edge_runs", "invalidations"),
    "HTTP API": ("api_requests",),
    "Lambda": ("lambda_requests", "lambda_gb_seconds", "snapshot_gb_seconds", "sent_bytes"),
    "DynamoDB, reading": ("read_units",),
    "DynamoDB, writing": ("write_units",),
    "DynamoDB, keeping a year of news": ("stored_bytes", "backed_up_bytes", "key_requests"),
    "queues, schedule, mail": ("queue_requests", "schedules", "notices", "mails"),
    "S3: pictures, the search's segments, access logs, artefacts": ("object_bytes", "object_reads", "object_writes"),
    "logs": ("log_bytes", "log_kept_bytes"),
    "alarms, metrics, dashboard": ("alarms", "metrics", "dashboards"),
}
OF_A_FEED = {
    "look": ("looking at feeds", "feeds that are due", "feeds' servers", "messages of FeedQueue", "ingest"),
    "pictures": ("pictures", "images of new articles", "messages of PictureQueue"),
}
"""Of what a feed causes, by the end of what it is for."""
FIELDS = ("ms", "rounds", "reads", "writes", "gets", "puts", "sent", "logged")
BY_CHOICE = ("web_acls", "web_acl_rules", "web_acl_requests", "secrets", "secret_requests", "people")
"""Prices of what no site has without having asked for it, beside those that are nought in the groups."""


def main() -> None:
    explain(__doc__)
    PAGE.write_text(page(Units.from_json(FILE.read_text(encoding="utf-8")), load_prices()), encoding="utf-8")


def page(units: Units, prices: Prices) -> str:
    return "\n".join(
        [
            _opening(units, prices),
            *_idle(units, prices),
            *_bills(units, prices),
            *_where(units, prices),
            *_choices(units, prices),
            *_measured(units),
            *_assumed(prices),
            "",
        ]
    )


def _opening(units: Units, prices: Prices) -> str:
    first, second = (_both(units, prices, replace(IDLE["prod"], months=months)) for months in (1, 2))
    rows = (
        (stage, *(" / ".join(map(_money, _both(units, prices, replace(load, months=months)))) for months in (1, 12)))
        for stage, load in IDLE.items()
    )
    return OPENING.format(
        region=prices.region,
        date=prices.date,
        idle="\n".join(as_table(("", "in the first month", "with a year of news"), rows)),
        more=" / ".join(_money(more - less) for more, less in zip(second, first, strict=True)),
        feeds=IDLE["dev"].feeds,
        articles=IDLE["dev"].feeds * ASSUMED.articles_a_day * 30,
    )


def _both(units: Units, prices: Prices, of: Load) -> tuple[float, float]:
    """At list price, and after what is free."""
    found = amounts(units, of)
    return prices.sum(found), prices.sum(found, free=True)


def _idle(units: Units, prices: Prices) -> Iterator[str]:
    """A row for each price, with what it is paid for."""
    of = {stage: list(lines(units, idle)) for stage, idle in IDLE.items()}
    total = {stage: added(iter(found)) for stage, found in of.items()}
    heads = ("", "what for", "amount", "price of one", "at list price", "after what is free")
    yield from as_table(heads, _idle_rows(of, total, prices))
    yield ""


def _idle_rows(
    of: dict[str, list[Line]], total: dict[str, dict[str, float]], prices: Prices
) -> Iterator[Sequence[str]]:
    for price in prices.price:
        both = [total[stage].get(price, 0.0) for stage in STAGES]
        if not any(both):
            continue
        list_price, after = ([prices.bill({price: one}, free=free)[price] for one in both] for free in (False, True))
        left = _each(map(_money, after))
        shown = f"**{left}**" if any(f"{one:.2f}" != "0.00" for one in after) else left
        amount, at_list = _each(map(_number, both)), _each(map(_money, list_price))
        yield price, _parts(of["prod"], price), amount, f"{prices.price[price]:.4g}", at_list, shown
    sums = [_each(_money(prices.sum(total[stage], free=free)) for stage in STAGES) for free in (False, True)]
    yield "**sum**", "", "", "", *(f"**{one}**" for one in sums)


def _parts(found: Iterable[Line], price: str) -> str:
    """What there is of it in prod, the largest part first."""
    parts: dict[str, float] = {}
    for line in found:
        if line.price == price and line.amount:
            parts[line.what] = parts.get(line.what, 0.0) + line.amount
    return ", ".join(
        f"{what} {_number(part)}" for what, part in sorted(parts.items(), key=lambda one: (-one[1], one[0]))
    )


def _bills(units: Units, prices: Prices) -> Iterator[str]:
    def cell(views: int, feeds: int) -> str:
        found = amounts(units, Load(views=views, feeds=feeds))
        return " / ".join(_money(prices.sum(found, free=free)) for free in (False, True))

    heads = ("views of pages", *(f"{feeds:,} feeds" for feeds in FEEDS))
    rows = ((f"{views:,}", *(cell(views, feeds) for feeds in FEEDS)) for views in VIEWS)
    yield from ("## A month of prod", "", *as_table(heads, rows), "")


def _where(units: Units, prices: Prices) -> Iterator[str]:
    loads = [Load(views=views, feeds=feeds) for views, feeds in zip(VIEWS, FEEDS, strict=True)]
    bills = [prices.bill(amounts(units, load)) for load in loads]
    heads = ("at list price", *(f"{load.views:,} views, {load.feeds:,} feeds" for load in loads))
    rows = (
        (group, *(_money(sum(bill.get(name, 0.0) for name in names)) for bill in bills))
        for group, names in GROUPS.items()
    )
    yield from ("## Where the money goes", "", *as_table(heads, rows))
    asked = {views: 100 * added(readers(units, views))["api_requests"] / views for views in VIEWS}
    feed = prices.sum(added(wire(units, 1100))) - prices.sum(added(wire(units, 1000)))
    of_one = {what: prices.sum(added(_some(wire(units, 100), names))) / 100 for what, names in OF_A_FEED.items()}
    yield LEVERS.format(
        most=VIEWS[-1],
        least=VIEWS[0],
        least_asked=asked[VIEWS[-1]],
        most_asked=asked[VIEWS[0]],
        feed=_money(feed / 100),
        look=_money(of_one["look"]),
        pictures=_money(of_one["pictures"]),
        paths=len(SHOWN_ON),
        files=len(units.picture_sizes),
        interval=ASSUMED.interval,
    )


def _some(found: Iterable[Line], names: Iterable[str]) -> Iterator[Line]:
    """Those whose name ends with one of `names`."""
    return (line for line in found if line.what.endswith(tuple(names)))


def _choices(units: Units, prices: Prices) -> Iterator[str]:
    yield CHOICES
    usual = prices.sum(amounts(units, IDLE["prod"]))

    def more(**choice: str) -> str:
        return _money(prices.sum(amounts(units, IDLE["prod"], deployed("prod", chosen=choice))) - usual)

    firewall = Stack("firewall", templates().us_east_1, {"Firewall": "on"}, "us-east-1")
    (acl,) = (one for one in firewall.resources.values() if one.kind == "AWS::WAFv2::WebACL")
    rules, asked = len(dig(acl.properties, "Rules")), _money(10**6 * prices.price["web_acl_requests"])
    rows = (
        ("a dashboard (`Dashboard=on`); an account's first three are free", more(Dashboard="on")),
        ("snapshots of pages (`SnapStart=on`), for the present version and the one before", more(SnapStart="on")),
        ("the alarm on the CDN (`DistributionId` of infra/us-east-1.yaml)", _money(prices.price["alarms"])),
        (
            f"the firewall, with {rules} rules (`Firewall=on`); and {asked} a million requests",
            _money(prices.price["web_acls"] + rules * prices.price["web_acl_rules"]),
        ),
        ("a bucket for deliveries (`Delivery=on`), but for what lies in it for a month", more(Delivery="on")),
        (
            "the newsroom (`Desk=openid`), while nobody is there: a secret, and a look at the CDN's logs each hour",
            more(Desk="openid"),
        ),
        ("the newsroom with a login of its own (`Desk=cognito`): likewise, for 10,000 people", more(Desk="cognito")),
        (
            f"{ASSUMED.editors} editors in it, beside what they write and what readers of that cost",
            _money(prices.sum(added(newsroom()))),
        ),
        (
            f"what readers read, counted each hour (`Pageviews=on`), of {ASSUMED.cdn_files_an_hour} logs of the CDN",
            _money(prices.sum(added(counting(HOURS, files=ASSUMED.cdn_files_an_hour)))),
        ),
        ("a budget that warns (`MonthlyBudget`)", more(MonthlyBudget="25")),
    )
    yield from (*as_table(("", "more"), rows), "")


def _measured(units: Units) -> Iterator[str]:
    yield from ("## The units", "", f"Measured on {units.measured}; `ms` is time of a processor, without waiting.", "")
    acts = {f"page: {name}": unit for name, unit in units.pages.items()}
    acts |= {ACTS[name]: getattr(units, name) for name in NAMES}
    heads = ("", "ms", "rounds", "read units", "write units", "S3 read", "S3 written", "bytes sent", "bytes logged")
    rows = ((name, *(f"{getattr(one, field):g}" for field in FIELDS)) for name, one in acts.items())
    yield from as_table(heads, rows)
    cold = ", ".join(f"{name} {ms:.0f} ms" for name, ms in units.cold.items() if name != "hello")
    static = f"style, script and icons are {units.static_bytes:,} bytes in {units.static_files} files"
    pictures = f"a picture is {sum(units.picture_sizes.values()):,} bytes in {len(units.picture_sizes)} files"
    yield f"\nAn article takes {units.article_bytes:,} bytes of the table and {units.segment_bytes:,} of the index;"
    yield f"{pictures}; {static}."
    yield f"A cold start, to the whole answer: {cold}."


def _assumed(prices: Prices) -> Iterable[str]:
    shares = ", ".join(f"{name} {share:.0%} ({many:,})" for name, share, many in ASSUMED.shares)
    yield ASSUMPTIONS.format(
        **{**vars(ASSUMED), "months": Load.months, "shares": f"Views, and addresses they are of: {shares}"}
    )
    rows = ((name, price, prices.free[name]) for name, price in prices.price.items())
    heads = ("", "dollars for one", "free each month")
    yield from as_table(heads, ((name, f"{price:.4g}", f"{free:,.0f}" if free else "") for name, price, free in rows))


def _each(shown: Iterable[str]) -> str:
    """Of both stages, once where they are the same."""
    return " / ".join(dict.fromkeys(shown))


def _number(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:.3g}"


def _money(dollars: float) -> str:
    return f"${dollars:,.2f}" if dollars < 100 else f"${dollars:,.0f}"


if __name__ == "__main__":
    main()
