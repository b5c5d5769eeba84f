"""The publisher's own pages as HTML: rendered by the build for Lambda, where they are asked for in a checkout.

Values of site.toml are filled in last, as text: a name with markup in it stays a name.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise
from pathlib import Path

from portal.model.own_page import OwnPage, read_own_pages, values
from portal.model.site import Site
from portal.model.text import plain
from portal.rendering.prose import brief

COMPILED = "paginas_compiled.json"

_PLACEHOLDER = re.compile(r"(?<!\\)\{([a-z]+)\}")
_KEPT = re.compile(r"0placeholder0([a-z]+)0")


@dataclass(frozen=True, kw_only=True)
class OwnPageView:
    """`title` and `summary` are plain text; `body_html` comes from Markdown in which HTML was text."""

    title: str
    summary: str
    body_html: str


class OwnPages:
    """The pages of one site. `rendered`: the blocks of each, by slug, where the build has made them."""

    def __init__(
        self, site: Site, pages: Iterable[OwnPage] = (), rendered: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._values = values(site)
        self._pages = {page.slug: replace(page, title=self._fill(page.title)) for page in pages}
        self._rendered = rendered or {}

    @property
    def listed(self) -> tuple[OwnPage, ...]:
        """Every page, by its address; titles are filled in."""
        return tuple(self._pages.values())

    def __contains__(self, slug: str) -> bool:
        return slug in self._pages

    def view(self, slug: str) -> OwnPageView:
        """Raises KeyError for a page that is not there."""
        page = self._pages[slug]
        blocks = self._rendered[slug] if slug in self._rendered else blocks_of(page.text)
        shown = [_KEPT.sub(lambda found: escape(self._values[found[1]]), one) for one in blocks if self._is_said(one)]
        first = next((one for one in shown if one.startswith("<p>")), "")
        return OwnPageView(
            title=page.title,
            summary=brief(plain(first)) or page.title,
            body_html="".join(shown),
        )

    def _is_said(self, block: str) -> bool:
        """A paragraph or list about something that this site does not have is left out."""
        return all(self._values[name] for name in _KEPT.findall(block))

    def _fill(self, text: str) -> str:
        return _PLACEHOLDER.sub(lambda found: self._values[found[1]], text).replace("\\{", "{")


def load_own_pages(site: Site, folder: Path, compiled: Path | None = None) -> OwnPages:
    """What `compile_own_pages` left in `compiled`, where that is a file; else the sources. Raises SiteError."""
    if compiled is None or not compiled.is_file():
        return OwnPages(site, read_own_pages(folder))
    made = json.loads(compiled.read_text(encoding="utf-8"))
    pages = [OwnPage(slug=slug, title=one["title"], text="") for slug, one in made.items()]
    return OwnPages(site, pages, {slug: one["blocks"] for slug, one in made.items()})


def compile_own_pages(folder: Path, target: Path) -> None:
    """Writes every page as HTML: the same bytes for the same sources. Raises SiteError."""
    made = {page.slug: {"title": page.title, "blocks": blocks_of(page.text)} for page in read_own_pages(folder)}
    target.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def blocks_of(text: str) -> list[str]:
    """CommonMark with tables to HTML, a block an item; markup and scripts in it are text. Placeholders wait."""
    from markdown_it import MarkdownIt  # noqa: PLC0415  Lambda has these pages as HTML

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(_PLACEHOLDER.sub(r"0placeholder0\g<1>0", text))
    starts = [at for at, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0]
    return [
        markdown.renderer.render(tokens[start:end], markdown.options, {})
        for start, end in pairwise([*starts, len(tokens)])
    ]
