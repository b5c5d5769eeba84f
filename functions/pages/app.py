"""Front door: pages, feeds and sitemaps for readers."""

import os

from mangum import Mangum

from portal.aws.parameters import disconnect, read_parameters
from portal.settings import Settings, bundled
from portal.storage.table import Table
from portal.web.app import TEXT_TYPES, create_app
from portal.web.composer import Composer
from portal.web.context import load_context
from portal.web.origin_verify import origin_lock
from portal.web.snapstart import prepare_for_snapshot

settings = Settings.from_environ(os.environ)
context = load_context(settings.site, templates=bundled("templates"), site_dir=settings.site_dir)
table = Table(settings.dynamodb_for_readers(), settings.table_name)
composer = Composer(settings.site, table)
lock = origin_lock(settings.origin_lock, read_parameters)
app = create_app(
    context, table, composer=composer, lock=lock, timing=settings.server_timing, seconds=settings.request_seconds
)
handler = Mangum(app, lifespan="off", text_mime_types=TEXT_TYPES)
prepare_for_snapshot(os.environ, handler, lock=lock, forget=(composer.forget, table.disconnect, disconnect))
