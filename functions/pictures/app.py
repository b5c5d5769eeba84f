"""Front door: the queue of pictures. Looks after the picture of the article in each message."""

import os
from typing import Any

from portal.logs import log_as_json
from portal.pictures.outcome_log import log_outcome
from portal.pictures.wiring import create_pictures
from portal.queue.batch import take_batch
from portal.queue.redelivery import Redelivery
from portal.settings import Settings

log_as_json()
settings = Settings.from_environ(os.environ)
pictures = create_pictures(settings, tell=log_outcome)
redelivery = Redelivery(settings.sqs_in_passing(), settings.picture_queue_url)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return take_batch(event, pictures, redelivery)
