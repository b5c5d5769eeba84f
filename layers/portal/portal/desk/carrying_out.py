"""Doing what a person decided, and telling the CDN where something goes: for a form and for a program alike."""

import logging
from datetime import datetime

from portal.desk.services import Services
from portal.ingest.announce import AnnounceError
from portal.lifecycle.authority import Authority
from portal.lifecycle.event import Event, Withdrawn
from portal.lifecycle.outcome import Outcome, Transition
from portal.lifecycle.state import Hidden
from portal.storage import article_queries

logger = logging.getLogger("portal")


def carry_out(services: Services, slug: str, event: Event, authority: Authority) -> Transition:
    """What came of `event` on what stands at `slug`; a refusal changes nothing, and says why."""
    made = services.store.change(slug, event, authority, services.clock)
    if isinstance(made.after, Hidden) and made.outcome is Outcome.DONE:
        tell_cdn(services, slug, made.at)
    if isinstance(event, Withdrawn) and made.outcome is Outcome.DONE:
        article_queries.wait_no_more(services.table, slug)  # who asked for this has it
    return made


def tell_cdn(services: Services, slug: str, at: datetime) -> None:
    """That the article at `slug` is gone, and with it whatever page shows it. It is gone also where the CDN cannot be
    told: what that keeps ends within two minutes.
    """
    try:
        services.announcer.withdrawn(slug, at)
    except AnnounceError:
        logger.exception("the CDN was not told of %s", slug)
