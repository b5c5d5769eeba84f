"""Front door: searching the archive. Reads the table and the index, writes nothing."""

import os

from mangum import Mangum

from portal.aws.parameters import read_parameters
from portal.search.wiring import open_archive
from portal.settings import Settings, bundled
from portal.storage.table import Table
from portal.web.context import load_context
from portal.web.origin_verify import origin_lock
from portal.web.search import create_search_app

settings = Settings.from_environ(os.environ)
context = load_context(settings.site, templates=bundled("templates"), site_dir=settings.site_dir)
table = Table(settings.dynamodb_for_readers(), settings.table_name)
archive = open_archive(settings, table)
lock = origin_lock(settings.origin_lock, read_parameters)
app = create_search_app(
    context, table, archive, lock=lock, timing=settings.server_timing, seconds=settings.request_seconds
)
handler = Mangum(app, lifespan="off")
