"""What no measurement here can say about a month of a site; docs/costs.md names each of them."""

from dataclasses import dataclass

MONTH = 30 * 86400
"""Seconds."""
HOURS = MONTH / 3600


@dataclass(frozen=True, kw_only=True)
class Assumed:
    """Readers, feeds and machines as they are taken to be.

    `caches`: regional caches of the CDN, which ask on their own. `shares`: of the views each kind of page, and how many
    addresses it has. `seen_seconds`: for how long a visit has a list in sight. `pictured`: part of the articles with an
    image; `shown`: images in a list. `trouble`: part of the hours in which a metric of faults is sent. `batch`: feeds
    in an invocation; `entries`: in a feed; `revisions`: part of the articles that change, once. `asking_bytes`: sent to
    a feed's server to ask, with TLS. `platform_line`, `api_line`, `cdn_line`: bytes logged by AWS for an invocation, a
    request to the API, one to the CDN (packed). `connections`: to the table that are in use at any time.
    `artefact_bytes`: of a deployment, in SAM's bucket. `refusals`: documents kept in quarantine, a feed and day;
    `refused_bytes`: of one, packed. `editors`: in the newsroom, who ask for `desk_pages` each a day; a page takes
    `desk_ms` of a processor, `desk_rounds` to the table and `desk_reads` of its units; `desk_starts`: functions that
    start a day, and `desk_cold_ms` what a start takes. `log_ms`: to read an access log of a thousand lines, and
    `counting_cold_ms` for the start of what does; `counted_units`: of the table, for a row of 400 articles.
    """

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
    seen_seconds: float = 180.0
    pictured: float = 0.5
    shown: int = 9
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
    asking_bytes: int = 3000
    platform_line: int = 550
    api_line: int = 330
    cdn_line: int = 80
    cdn_files_an_hour: int = 12
    served_a_second: int = 10
    trouble: float = 0.02
    mails: int = 20
    kills: int = 3
    connections: int = 12
    deployments: int = 12
    artefact_bytes: float = 55e6
    refusals: float = 0.1
    refused_bytes: int = 50_000
    editors: int = 10
    desk_pages: int = 200
    desk_ms: float = 40.0
    desk_rounds: float = 3.0
    desk_reads: float = 60.0
    desk_starts: int = 30
    desk_cold_ms: float = 2000.0
    log_ms: float = 40.0
    counting_cold_ms: float = 500.0
    counted_units: int = 28


ASSUMED = Assumed()
LISTS = ("front", "section", "region")
"""Of `shares`, the pages that ask for what came in since."""
HEAVY = ("feed",)
"""Of `shares`, what comes by the API of what costs more than a page; searching does as well."""
