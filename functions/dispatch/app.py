"""Front door: the schedule. Sends a message for each feed that is due, and says how the feeds are."""

import os
from functools import partial
from typing import Any

from portal.ingest.dispatch import dispatch
from portal.ingest.metrics import emit_run_metrics
from portal.logs import log_as_json, request_id
from portal.model.clock import system_clock
from portal.queue.messages import Queue
from portal.settings import Settings
from portal.storage.table import Table

log_as_json()
settings = Settings.from_environ(os.environ)
run = partial(
    dispatch,
    settings.site.feeds,
    table=Table(settings.dynamodb(), settings.table_name),
    queue=Queue(settings.sqs(), settings.queue_url),
    pictures=Queue(settings.sqs(), settings.picture_queue_url),
    tell=emit_run_metrics,
    clock=system_clock,
)


def handler(_event: dict[str, Any], context: object) -> dict[str, list[str]]:
    return {"feeds": list(run(run=request_id(context)).sent)}
