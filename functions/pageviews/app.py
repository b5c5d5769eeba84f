"""Front door: the schedule, once an hour. Counts what readers read, from the CDN's access logs."""

import os
from dataclasses import asdict
from typing import Any

from portal.aws.bucket import Bucket
from portal.logs import log_as_json
from portal.model.clock import system_clock
from portal.pageviews.hourly import PageViewCounter
from portal.settings import Settings
from portal.storage.table import Table

SECONDS = 240.0
"""Of the ten minutes that a function has: the last hour that is begun has to be finished."""

log_as_json()
settings = Settings.from_environ(os.environ)
table, logs = Table(settings.dynamodb(), settings.table_name), Bucket(settings.s3(), settings.access_logs)
counter = PageViewCounter(settings.site, table, logs, settings.distribution, clock=system_clock)


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    return asdict(counter.run(seconds=SECONDS))
