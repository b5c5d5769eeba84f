"""An Ingest with the real effects in it, for the front door and for the command line."""

from functools import partial

from portal.feeds.fetch import fetch
from portal.feeds.ingest import Ingest
from portal.model.clock import system_clock
from portal.settings import Settings
from portal.storage.desk import Desk
from portal.storage.feed_states import FeedStates
from portal.storage.table import Table


def user_agent(settings: Settings) -> str:
    """Who asks, and whom to write to when it is too much."""
    return f"Regioportaal/0.1 (+{settings.site.origin}; {settings.site.contact})"


def create_ingest(settings: Settings) -> Ingest:
    table = Table(settings.dynamodb(), settings.table_name)
    is_local = settings.local_origin is not None
    get = partial(fetch, allow_loopback=is_local, user_agent=user_agent(settings))
    return Ingest(
        settings.site,
        desk=Desk(table),
        states=FeedStates(table),
        fetch=lambda url, validators: get(url, validators=validators),
        clock=system_clock,
    )
