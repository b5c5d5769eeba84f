"""What is due to an article at a moment, done: an embargo ends, a licence runs out, a kill is announced."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace

from portal.ingest.announce import Announcer
from portal.model.article import Article, Why
from portal.model.clock import Clock, to_iso
from portal.model.errors import NotYetError
from portal.storage.desk import Desk
from portal.storage.scheduled_actions import Act, Due, Dues

logger = logging.getLogger("portal")

LISTS_ARE_OLD = 4.0
"""Seconds: a warm function keeps the lists that pages share for three (web.composer)."""
MOST_WAIT = 5.0
"""Seconds that a message may come too early: a clock that is a little off is not worth another minute."""


class Duties:
    """Does what is due. Everything may be done twice; what fails is due again."""

    def __init__(
        self,
        desk: Desk,
        dues: Dues,
        *,
        announcer: Announcer,
        clock: Clock,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._desk = desk
        self._dues = dues
        self._announcer = announcer
        self._clock = clock
        self._wait = wait

    def do(self, due: Due) -> None:
        """Raises StorageError and AnnounceError; then it is due again."""
        early = (due.at - self._clock()).total_seconds()
        if early > MOST_WAIT:
            return
        if early > 0:
            self._wait(early)
        match due.act:
            case Act.RELEASE:
                self._release(due)
            case Act.EXPIRE:
                self._desk.withdraw(self._desk.address_of(due.slug), self._clock(), why=Why.EXPIRED)
            case Act.ANNOUNCE:
                self.announce()
                return
        self._dues.done(due)

    def announce(self) -> None:
        """Tells the world of every kill of which it has not heard yet; elsewhere than in the portal itself they wait.

        Not before the lists that warm functions keep are old: the CDN would fetch the story anew from them. A round,
        and what telling costs. Raises AnnounceError; then all of it is due again. So it is, without an error, where the
        CDN can take no more for the moment; who was told by then is not told again.
        """
        waiting = [due for due in self._dues.until(self._clock()) if due.act is Act.ANNOUNCE]
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
                self._dues.put(replace(due, is_told=True))
            return
        for due in waiting:
            self._dues.done(due)

    def _release(self, due: Due) -> None:
        shown = self._desk.release(due.slug, max(self._clock(), due.at))
        if isinstance(shown, Article):
            late = (self._clock() - due.at).total_seconds()
            logger.info("released: %s, %.1f s after %s", shown.path, late, to_iso(due.at), extra={"slug": due.slug})
