"""Ingest with the real effects in it, for the front door and for the command line."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache, partial

from portal.aws.bucket import Bucket
from portal.http.fetch import fetch
from portal.http.response import Fetched, NotModified, Validators
from portal.ingest.announce import Announcer
from portal.ingest.delivered_file import Deliveries
from portal.ingest.isolation.supervisor import parse_isolated
from portal.ingest.logins import Logins
from portal.ingest.poll import LONGEST_LOOK, Fetch, Ingest, Parse
from portal.ingest.report import Report
from portal.ingest.run_scheduled import ActionRunner
from portal.ingest.store_entries import Intake, Progress, unheard
from portal.ingest.worker import Worker
from portal.model.clock import Clock, system_clock
from portal.model.feed import Feed
from portal.model.site import Site
from portal.settings import Settings
from portal.storage.article_store import ArticleStore
from portal.storage.feed_states import FeedStates
from portal.storage.locks import NamedLocks
from portal.storage.quarantine import Quarantine
from portal.storage.scheduled_actions import ScheduledActions
from portal.storage.table import Table


def create_ingest(
    settings: Settings,
    table: Table,
    *,
    longest_look: float = LONGEST_LOOK,
    host_wait: float = 0.0,
    progress: Progress = unheard,
) -> Ingest:
    return ingest_over(
        table,
        settings.site,
        quarantine=quarantine_of(settings, table),
        fetch=feed_fetcher(settings),
        clock=system_clock,
        longest_look=longest_look,
        host_wait=host_wait,
        progress=progress,
    )


def ingest_over(
    table: Table,
    site: Site,
    *,
    fetch: Fetch,
    clock: Clock,
    quarantine: Quarantine | None = None,
    parse: Parse = parse_isolated,
    longest_look: float = LONGEST_LOOK,
    host_wait: float = 0.0,
    progress: Progress = unheard,
) -> Ingest:
    """An Ingest on `table`, with any server and any clock. `longest_look`: seconds; see ingest.poll. `host_wait`:
    seconds that a feed waits for its turn at a host; see storage.locks. Without `quarantine` no document is kept.
    """
    return Ingest(
        site,
        intake=Intake(site, store=store_of(table, site), clock=clock, progress=progress),
        states=FeedStates(table),
        quarantine=quarantine or Quarantine(table),
        fetch=fetch,
        lock=NamedLocks(table, clock, longest_wait=host_wait).held,
        clock=clock,
        parse=parse,
        longest_look=longest_look,
    )


def quarantine_of(settings: Settings, table: Table) -> Quarantine:
    """What was refused, with the bucket that `settings` name; of a portal whose bucket is not known, the rows alone."""
    if not settings.quarantine_bucket:
        return Quarantine(table)
    return Quarantine(table, cache(lambda: Bucket(settings.s3_in_passing(), settings.quarantine_bucket)))


def create_worker(
    settings: Settings,
    *,
    tell: Callable[[Report, str], None],
    longest_look: float = LONGEST_LOOK,
    host_wait: float = 0.0,
    progress: Progress = unheard,
) -> Worker:
    """What does the work of a message."""
    table = Table(settings.dynamodb(), settings.table_name)
    ingest = create_ingest(settings, table, longest_look=longest_look, host_wait=host_wait, progress=progress)
    has_drop = any(feed.folder for feed in settings.site.feeds)
    return Worker(
        site=settings.site,
        ingest=ingest,
        drop=Deliveries(settings.site, settings.s3() if has_drop else None, ingest),
        actions=create_action_runner(settings, table),
        tell=tell,
    )


def create_action_runner(settings: Settings, table: Table) -> ActionRunner:
    store, actions = store_of(table, settings.site), ScheduledActions(table)
    return ActionRunner(store, actions, announcer=create_announcer(settings), clock=system_clock, site=settings.site)


def store_of(table: Table, site: Site) -> ArticleStore:
    """Articles as `site` wants them kept."""
    kept = timedelta(days=site.keep_revisions) if site.keep_revisions else None
    return ArticleStore(table, taken=site.taken_slugs, kept=kept)


def create_announcer(settings: Settings) -> Announcer:
    return Announcer(
        origin=settings.site.origin,
        topic=settings.news_topic,
        distribution=settings.distribution,
        is_local=settings.local_origin is not None,
        sns=settings.sns() if settings.news_topic else None,
        cdn=settings.cloudfront() if settings.distribution else None,
    )


def feed_fetcher(settings: Settings) -> Fetch:
    """Asks servers as ingest does, with the login of a feed that has one."""
    is_local = settings.local_origin is not None
    get = partial(fetch, allow_loopback=is_local, user_agent=settings.user_agent)
    logins = logins_of(settings)

    def asked(feed: Feed, url: str, validators: Validators) -> Fetched | NotModified:
        return get(url, validators=validators, login=logins.of(feed))

    return asked


def logins_of(settings: Settings) -> Logins:
    return Logins(file=settings.logins_file, prefix=settings.feed_logins)
