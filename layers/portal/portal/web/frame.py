"""What every part of the web side is given: the site, the pages and the clock."""

from dataclasses import dataclass
from pathlib import Path

from portal.model.clock import Clock, system_clock
from portal.model.site import Site
from portal.rendering.assets import Assets
from portal.rendering.environment import load_environment
from portal.rendering.pages import Pages


@dataclass(frozen=True, kw_only=True)
class Frame:
    """`assets`: the static files, under the digest of this release."""

    site: Site
    pages: Pages
    assets: Assets
    clock: Clock = system_clock


def load_frame(site: Site, *, templates: Path, site_dir: Path, clock: Clock = system_clock) -> Frame:
    """Reads templates (compiled ones where the build left them beside) and static files, once."""
    assets = Assets(templates / "static", site_dir)
    environment = load_environment(templates, templates.with_name("templates_compiled"))
    return Frame(site=site, pages=Pages(site, environment, assets), assets=assets, clock=clock)
