"""What every part of the web side is given: the site, the pages and the clock."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from portal.model.clock import Clock, system_clock
from portal.model.own_page import FOLDER
from portal.model.site import Site
from portal.model.site_folder import Folder
from portal.rendering.assets import Assets
from portal.rendering.environment import load_environment
from portal.rendering.own_pages import COMPILED, OwnPages, load_own_pages
from portal.rendering.pages import Pages


@dataclass(frozen=True, kw_only=True)
class Context:
    """`environment`: of the templates, also of pages that are not for readers. `assets`: the static files, under the
    digest of this release; `own_pages`: the publisher's.
    """

    site: Site
    pages: Pages
    environment: Environment
    assets: Assets
    own_pages: OwnPages
    clock: Clock = system_clock


def load_context(site: Site, *, templates: Path, site_dir: Folder, clock: Clock = system_clock) -> Context:
    """Reads templates, own pages and static files (compiled ones where the build left them beside), once.

    Raises SiteError for a page of the publisher's with a mistake in it.
    """
    assets = Assets(templates / "static", site_dir, templates.with_name("static_compiled"))
    own_pages = load_own_pages(site, site_dir / FOLDER, templates.with_name(COMPILED))
    environment = load_environment(templates, templates.with_name("templates_compiled"))
    pages = Pages(site, environment, assets, own_pages)
    return Context(site=site, pages=pages, environment=environment, assets=assets, own_pages=own_pages, clock=clock)
