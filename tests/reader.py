"""A browser without a screen: requests go in as API Gateway events, through the same adapter as when deployed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lxml import html
from mangum import Mangum

from local.events import http_event, reply
from portal.model.site import Site
from portal.web.context import Context, load_context
from samples import NOW, ROOT

SITE_DIR = ROOT / "layers" / "site"


@dataclass(frozen=True)
class Answer:
    """A response as a browser has it."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def page(self) -> html.HtmlElement:
        return html.fromstring(self.text)

    def words(self, path: str) -> list[str]:
        """The visible text of every element that `path` (XPath) finds, white space folded."""
        return [" ".join(element.text_content().split()) for element in self.page.xpath(path)]


@dataclass
class Browser:
    """Asks one application."""

    handler: Mangum

    def ask(self, method: str, target: str, body: bytes = b"", **headers: str) -> Answer:
        fields = [(name.replace("_", "-"), value) for name, value in headers.items()]
        answer = reply(self.handler(http_event(method, target, fields, body), None))  # type: ignore[arg-type]  # no context
        return Answer(
            status=answer.status,
            headers={name: value for name, value in answer.headers if name != "set-cookie"},
            cookies=[value for name, value in answer.headers if name == "set-cookie"],
            body=answer.body,
        )

    def get(self, target: str, **headers: str) -> Answer:
        return self.ask("GET", target, b"", **headers)


def context_of(site: Site, now: Callable[[], datetime] = lambda: NOW, site_dir: Path = SITE_DIR) -> Context:
    return load_context(site, templates=ROOT / "templates", site_dir=site_dir, clock=now)
