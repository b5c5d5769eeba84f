"""Front door: pages, feeds and sitemaps for readers."""

import os

from mangum import Mangum

from portal.settings import Settings, bundled
from portal.storage.table import Table
from portal.web.app import TEXT_TYPES, create_app
from portal.web.frame import load_frame

settings = Settings.from_environ(os.environ)
frame = load_frame(settings.site, templates=bundled("templates"), site_dir=bundled("site"))
table = Table(settings.dynamodb(), settings.table_name)
app = create_app(frame, table, timing=settings.server_timing)
handler = Mangum(app, lifespan="off", text_mime_types=TEXT_TYPES)
