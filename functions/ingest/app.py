"""Front door: the queue. Takes in the feed of each message."""

import os
from typing import Any

from portal.ingest.metrics import emit_metrics
from portal.ingest.wiring import create_worker
from portal.logs import log_as_json
from portal.queue.batch import take_batch
from portal.queue.redelivery import Redelivery
from portal.settings import Settings

log_as_json()
settings = Settings.from_environ(os.environ)
worker = create_worker(settings, tell=emit_metrics)
redelivery = Redelivery(settings.sqs_in_passing(), settings.queue_url)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return take_batch(event, worker, redelivery)
