"""Fixtures of the web tests."""

import pytest
from mangum import Mangum

from portal.storage.table import Table
from portal.web.app import TEXT_TYPES, create_app
from portal.web.context import Context
from portal.web.webmail import create_webmail_app
from reader import Browser, context_of
from samples import site


@pytest.fixture(scope="session")
def context() -> Context:
    return context_of(site())


@pytest.fixture
def browser(context: Context, table: Table) -> Browser:
    """The pages, over the table of the test."""
    return Browser(Mangum(create_app(context, table, timing=True), lifespan="off", text_mime_types=TEXT_TYPES))


@pytest.fixture
def webmail(context: Context) -> tuple[Browser, list[str]]:
    """The webmail application, and the choices that it counted."""
    counted: list[str] = []
    origins = {context.site.origin, "http://127.0.0.1:8000"}
    app = create_webmail_app(context, own_origins=origins, count=counted.append)
    return Browser(Mangum(app, lifespan="off")), counted
