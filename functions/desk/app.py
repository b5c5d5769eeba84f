"""Front door: the newsroom in a browser. Writes what a person decides."""

import os

from mangum import Mangum

from portal.aws.parameters import read_parameters
from portal.desk.app import create_desk_app
from portal.desk.wiring import create_services
from portal.settings import Settings, bundled
from portal.web.context import load_context
from portal.web.origin_verify import origin_lock

settings = Settings.from_environ(os.environ)
context = load_context(settings.site, templates=bundled("templates"), site_dir=settings.site_dir)
lock = origin_lock(settings.origin_lock, read_parameters)
app = create_desk_app(create_services(settings, context), context, lock=lock)
handler = Mangum(app, lifespan="off")
