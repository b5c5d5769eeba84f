"""A batch of messages from the queue: feeds taken in side by side, each message answered for on its own."""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from portal.feeds.ingest import Ingest
from portal.feeds.messages import from_message
from portal.feeds.reports import Report
from portal.model.site import Site

logger = logging.getLogger("portal")

Event = Mapping[str, Any]


def take_batch(event: Event, *, site: Site, ingest: Ingest, tell: Callable[[Report, str], None]) -> dict[str, Any]:
    """Takes in the feed of each record; returns the records that must come again, as SQS expects it.

    The feeds wait for their servers at the same time. A message that nobody can read, or of a feed that has left
    site.toml, is logged and done with. Source: AWS Lambda, Reporting batch item failures for Amazon SQS.
    """

    def failed(record: Mapping[str, Any]) -> bool:
        try:
            _take_record(record["body"], site=site, ingest=ingest, tell=tell)
        except Exception:
            # Whatever it was: this message comes again and ends in the dead letter queue, the others are done.
            logger.exception("message failed", extra={"message_id": record["messageId"]})
            return True
        return False

    records = event["Records"]
    with ThreadPoolExecutor(max_workers=max(1, len(records))) as threads:
        outcomes = list(threads.map(failed, records))
    again = [record["messageId"] for record, outcome in zip(records, outcomes, strict=True) if outcome]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in again]}


def _take_record(body: str, *, site: Site, ingest: Ingest, tell: Callable[[Report, str], None]) -> None:
    try:
        message = from_message(body)
    except ValueError as error:
        logger.error("message dropped: %s", error)  # noqa: TRY400  the sender is at fault, no traceback helps
        return
    feed = site.feed(message.feed)
    if feed is None:
        logger.warning("message dropped: its feed is not in site.toml: %s", body[:200])
        return
    tell(ingest.take(feed), message.run)
