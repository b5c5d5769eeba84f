"""What ingest does with a message: takes in a feed or a file, or does what is due to an article."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from portal.ingest.delivered_file import Deliveries
from portal.ingest.poll import Ingest
from portal.ingest.report import Report
from portal.ingest.run_scheduled import ActionRunner
from portal.model.feed import Feed
from portal.model.site import Site
from portal.queue.messages import Message

logger = logging.getLogger("portal")


@dataclass(frozen=True, kw_only=True)
class Worker:
    """`tell`: hears what came of a feed, and which dispatch asked for it."""

    site: Site
    ingest: Ingest
    drop: Deliveries
    actions: ActionRunner
    tell: Callable[[Report, str], None]

    def do(self, message: Message) -> None:
        """A feed that has left site.toml is logged and done with. What it raises, the message has to come again for."""
        if message.due:
            self.actions.run(message.due)
        for file in message.files:
            self._told(self.drop.take(file), message.run)
        if not message.feed:
            return
        feed = self.site.feed(message.feed)
        if feed is None:
            logger.warning("message dropped: its feed is not in site.toml: %s", message.feed)
            return
        self.take(feed, message.run, lock=message.lock)

    def take(self, feed: Feed, run: str = "", *, lock: bool = True) -> Report:
        """`lock`: as of Ingest.take; whoever asks by hand does not know who else is at a host."""
        return self._told(self.ingest.take(feed, lock=lock), run)

    def read(self, feed: Feed, body: bytes, *, name: str) -> Report:
        """What is in a text or file of `feed`, as if its agency had left it."""
        return self._told(self.ingest.read(feed, body, name=name), "")

    def _told(self, report: Report, run: str) -> Report:
        self.tell(report, run)
        if report.killed:
            self.actions.announce()
        return report
