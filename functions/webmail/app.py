"""Front door: the webmail preference of readers. Knows no table."""

import os

from mangum import Mangum

from portal.aws.parameters import read_parameters
from portal.settings import Settings, bundled
from portal.web.context import load_context
from portal.web.origin_verify import origin_lock
from portal.web.webmail import create_webmail_app
from portal.web.webmail_counts import count_choice

settings = Settings.from_environ(os.environ)
context = load_context(settings.site, templates=bundled("templates"), site_dir=settings.site_dir)
lock = origin_lock(settings.origin_lock, read_parameters)
app = create_webmail_app(context, lock=lock, own_origins=settings.own_origins, count=count_choice)
handler = Mangum(app, lifespan="off")
