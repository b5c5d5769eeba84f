"""Doing what a person decided, and telling the CDN where something goes: for a form and for a program alike."""

import logging

from portal.desk.services import Services
from portal.ingest.announce import AnnounceError
from portal.lifecycle.authority import Authority
from portal.lifecycle.event import Event
from portal.lifecycle.outcome import Outcome, Transition
from portal.lifecycle.state import Hidden

logger = logging.getLogger("portal")


def carry_out(services: Services, slug: str, event: Event, authority: Authority) -> Transition:
    """What came of `event` on what stands at `slug`; a refusal changes nothing, and says why.

    The article is gone also where the CDN cannot be told: what that keeps of it ends within two minutes.
    """
    made = services.store.change(slug, event, authority, services.clock)
    if isinstance(made.after, Hidden) and made.outcome is Outcome.DONE:
        try:
            services.announcer.withdrawn(slug, made.at)
        except AnnounceError:
            logger.exception("the CDN was not told of %s", slug)
    return made
