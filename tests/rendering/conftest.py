"""Fixtures of the tests of pages: they are made once, nothing in them changes."""

from collections.abc import Callable

import pytest

from portal.model.site import Site
from portal.rendering.assets import Assets
from portal.rendering.environment import load_environment
from portal.rendering.own_pages import load_own_pages
from portal.rendering.pages import Pages
from rendering.gallery import OWN_PAGES_DIR, SITE_DIR, TEMPLATES, every_page
from samples import site


@pytest.fixture(scope="session")
def assets() -> Assets:
    return Assets(TEMPLATES / "static", SITE_DIR)


@pytest.fixture(scope="session")
def pages_of(assets: Assets) -> Callable[[Site], Pages]:
    environment = load_environment(TEMPLATES)
    return lambda site: Pages(site, environment, assets, load_own_pages(site, OWN_PAGES_DIR))


@pytest.fixture(scope="session")
def pages(pages_of: Callable[[Site], Pages]) -> Pages:
    return pages_of(site())


@pytest.fixture(scope="session")
def all_pages(pages: Pages) -> dict[str, str]:
    return every_page(pages, site())
