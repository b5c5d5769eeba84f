"""From settings to what searches and what indexes."""

import time

from portal.search.archive import Archive
from portal.settings import Settings
from portal.storage.search_manifest import SearchState
from portal.storage.table import Table


def open_archive(settings: Settings, table: Table) -> Archive:
    index = settings.index_for_readers()
    return Archive(SearchState(table).snapshot, index.range, now=time.time, monotonic=time.monotonic)
