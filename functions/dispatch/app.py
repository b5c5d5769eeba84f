"""Front door: the schedule. Sends a message for each feed that is due."""

import os
from typing import Any

from portal.feeds.dispatch import dispatch
from portal.feeds.messages import Queue
from portal.logs import log_as_json
from portal.model.clock import system_clock
from portal.settings import Settings
from portal.storage.feed_states import FeedStates
from portal.storage.table import Table

log_as_json()
settings = Settings.from_environ(os.environ)
states = FeedStates(Table(settings.dynamodb(), settings.table_name))
queue = Queue(settings.sqs(), settings.queue_url)


def handler(_event: dict[str, Any], _context: object) -> dict[str, list[str]]:
    return {"feeds": dispatch(settings.site.feeds, states=states, send=queue.send, clock=system_clock)}
