"""What is due to an article at a moment, done: an embargo ends, a licence runs out, a kill is announced."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from portal.ingest.announce import Announcer
from portal.lifecycle.authority import SCHEDULE
from portal.lifecycle.event import EmbargoEnded, Event, LeftAlone, LicenceExpired
from portal.lifecycle.outcome import Outcome, Transition
from portal.lifecycle.state import Copy, Hidden, KnownEntry, Published
from portal.lifecycle.transition import transition
from portal.model.article import Origin
from portal.model.clock import Clock, to_iso
from portal.model.errors import NotYetError, StorageError
from portal.model.kill_timing import LISTS_ARE_OLD
from portal.model.scheduled_action import Act, ScheduledAction
from portal.model.site import Site
from portal.storage.article_store import TRIES, ArticleStore, LostRaceError
from portal.storage.entries import known_entry
from portal.storage.scheduled_actions import ScheduledActions

logger = logging.getLogger("portal")

MOST_WAIT = 5.0
"""Seconds that a message may come too early: a clock that is a little off is not worth another minute."""


class ActionRunner:
    """Does what is due. At-least-once: running an action twice is safe, and one that fails is due again."""

    def __init__(
        self,
        store: ArticleStore,
        actions: ScheduledActions,
        *,
        announcer: Announcer,
        clock: Clock,
        site: Site | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._actions = actions
        self._announcer = announcer
        self._clock = clock
        self._site = site
        self._wait = wait

    def run(self, action: ScheduledAction) -> None:
        """Raises StorageError and AnnounceError; then it is due again."""
        early = (action.at - self._clock()).total_seconds()
        if early > MOST_WAIT:
            return
        if early > 0:
            self._wait(early)
        match action.act:
            case Act.RELEASE:
                self._release(action)
            case Act.EXPIRE:
                self._expire(action.slug)
            case Act.STAND_ALONE:
                self._stand_alone(action)
            case Act.ANNOUNCE:
                self.announce()
                return
        self._actions.done(action)

    def announce(self) -> None:
        """Tells the world of every kill of which it has not heard yet; elsewhere than in the portal itself they wait.

        Not before the lists that warm functions keep are old: the CDN would fetch the story anew from them. A round,
        and what telling costs. Raises AnnounceError; then all of it is due again. So it is, without an error, where the
        CDN can take no more for the moment; who was told by then is not told again.
        """
        waiting = [due for due in self._actions.until(self._clock()) if due.act is Act.ANNOUNCE]
        if not waiting or not self._announcer.can_tell:
            return
        newest = max(due.at for due in waiting)
        self._wait(max(0.0, LISTS_ARE_OLD - (self._clock() - newest).total_seconds()))
        slugs, untold = ([due.slug for due in some] for some in (waiting, [due for due in waiting if not due.is_told]))
        try:
            self._announcer.killed(slugs, newest, untold=untold)
        except NotYetError as error:
            logger.info("kills are announced again in a minute: %s", error)
            for due in waiting:
                self._actions.put(replace(due, is_told=True))
            return
        for due in waiting:
            self._actions.done(due)

    def _release(self, action: ScheduledAction) -> None:
        made = self._happen(action.slug, EmbargoEnded(), not_before=action.at)
        if made.outcome is Outcome.DONE and isinstance(made.after, Published):
            path, late = made.after.article.path, (self._clock() - action.at).total_seconds()
            told = {"slug": made.after.article.slug}
            logger.info("released: %s, %.1f s after %s", path, late, to_iso(action.at), extra=told)

    def _happen(self, slug: str, event: Event, *, not_before: datetime | None = None) -> Transition:
        def now() -> datetime:
            return max(self._clock(), not_before) if not_before else self._clock()

        return self._store.change(slug, event, SCHEDULE, now)

    def _expire(self, slug: str) -> None:
        """At the address that it has by now. Whose it is decides: another feed may have the story than the one whose
        licence this was. Raises StorageError when it moves each time.
        """
        for _ in range(TRIES):
            slug = self._store.address_of(slug)
            state = self._store.load_at(slug)
            text = state.article if isinstance(state, Published) else state.text if isinstance(state, Hidden) else None
            if self._site and text and not self._site.is_over(text, self._clock()):
                return
            if self._happen(slug, LicenceExpired()).outcome is not Outcome.REFUSED:
                return
        raise StorageError(f"{slug}: moves each time that its licence is to end")

    def _stand_alone(self, action: ScheduledAction) -> None:
        """A copy of a story whose article is gone. Read anew where somebody writes at the same moment."""
        feed, entry = action.slug.split("#")[:2]
        for _ in range(TRIES):
            known = known_entry(self._store.table, Origin(feed=feed, entry=entry))
            if known is None or known.copy_of is None:
                return
            with suppress(LostRaceError):
                made = self._left_alone(known, known.copy_of)
                if made:
                    logger.info("%s: %s", action.slug, made.reason, extra={"feed": feed})
                    return
        raise StorageError(f"{action.slug}: was changed at the same moment")

    def _left_alone(self, copy: KnownEntry, of: Origin) -> Transition | None:
        """None where somebody else wrote meanwhile. Raises LostRaceError likewise."""
        state = self._store.load(copy)
        owner = known_entry(self._store.table, of)
        expires_at = self._site.expires_at(state.text) if self._site and isinstance(state, Copy) else None
        event = LeftAlone(owner=self._store.load(owner) if owner else None, expires_at=expires_at)
        return self._store.commit(state, transition(state, event, SCHEDULE, self._clock()))
