"""The pages of the newsroom, as HTML: templates of `templates/desk` in the portal's own look."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment
from starlette.responses import HTMLResponse

from portal.desk import dutch
from portal.model.desk import DeskRole
from portal.model.site import Site
from portal.rendering.assets import Assets


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who looks at a page: `name` "" where nobody is logged in. `token`: for the forms on it."""

    name: str = ""
    role: DeskRole | None = None
    token: str = ""

    def may(self, least: str) -> bool:
        return self.role is not None and self.role.covers(DeskRole(least))


NOBODY = Reader()


class DeskPages:
    """Every page of the newsroom. Times are aware."""

    def __init__(self, site: Site, environment: Environment, assets: Assets) -> None:
        self._site = site
        self._assets = assets
        self._environment = environment

    def answer(self, template: str, *, reader: Reader, now: datetime, status: int = 200, **values: Any) -> HTMLResponse:
        """The page as it is sent."""
        return HTMLResponse(self.page(template, reader=reader, now=now, **values), status_code=status)

    def page(self, template: str, *, reader: Reader, now: datetime, **values: Any) -> str:
        """The page `desk/<template>.html`; `values` are what it shows."""
        return self._environment.get_template(f"desk/{template}.html").render(
            site=self._site, assets=self._assets, dutch=dutch, reader=reader, now=now, **values
        )
