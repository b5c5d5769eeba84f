"""Front door: the schedule. Takes in what has changed into the index of the search."""

import os
from dataclasses import asdict
from typing import Any

from portal.aws.bucket import Bucket
from portal.logs import log_as_json
from portal.model.clock import system_clock
from portal.search.indexer import Indexer
from portal.settings import Settings
from portal.storage.table import Table

SECONDS = 600.0
"""Of the fifteen minutes that a function has: the last segment that is begun has to be finished."""

log_as_json()
settings = Settings.from_environ(os.environ)
table = Table(settings.dynamodb(), settings.table_name)
indexer = Indexer(table, Bucket(settings.s3(), settings.search_bucket), clock=system_clock)


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    return asdict(indexer.run(seconds=SECONDS))
