"""The publisher's own pages: Markdown files of a folder, checked line by line as site.toml is. Source: CommonMark 0.31.

`over.md` is the page `/over`. Its first line is the title, as a heading of the first rank; what stands in braces is
filled in from site.toml.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.model.errors import Mistake, SiteError
from portal.model.site import Site
from portal.model.slug import is_slug
from portal.model.text import EncodingError, listed, read_text

FOLDER = "paginas"
TAKEN = frozenset(
    {"beeld", "feeds", "nieuws", "onderwerp", "redactie", "sitemap", "static", "stijl", "vandaag", "webmail", "zoeken"}
)
"""How the addresses of the portal begin, and of what it will have; a page of the publisher's cannot take one away."""
PLACEHOLDERS = ("name", "origin", "description", "contact", "sources", "webmails", "webmailchoice")
LONGEST = 60_000
"""Characters. A page of law is half of it."""

_PLACEHOLDER = re.compile(r"(?<!\\)\{([^{}]*)\}")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_PICTURE = re.compile(r"(?<!\\)!\[")


@dataclass(frozen=True, kw_only=True)
class OwnPage:
    """`title` and `text` (Markdown, what follows the title) with their placeholders."""

    slug: str
    title: str
    text: str

    @property
    def path(self) -> str:
        return f"/{self.slug}"


def read_own_pages(folder: Path) -> tuple[OwnPage, ...]:
    """The pages of every `.md` file in `folder`, by name; none where there is no folder.

    Raises SiteError with every mistake: file, line, remedy.
    """
    pages, mistakes = [], []
    for path in sorted(folder.glob("*.md")):
        found = list(_mistakes_in_name(path)) or list(_mistakes_in_text(path))
        mistakes += found
        if not found:
            pages.append(_page(path))
    if mistakes:
        raise SiteError(str(folder), tuple(mistakes))
    return tuple(pages)


def values(site: Site) -> Mapping[str, str]:
    """What placeholders become, as plain text; "" of what this site does not have.

    `webmails`: those between which a reader chooses, so nothing with fewer than two; `webmailchoice`: one of them.
    """
    names = [webmail.name for webmail in site.webmails] if len(site.webmails) > 1 else []
    return {
        "name": site.name,
        "origin": site.origin,
        "description": site.description,
        "contact": site.contact,
        "sources": listed(site.sources),
        "webmails": listed(names),
        "webmailchoice": listed(names, last="of"),
    }


def _page(path: Path) -> OwnPage:
    title, _, text = read_text(path).strip().partition("\n")
    return OwnPage(slug=path.stem, title=_title(title), text=text.strip() + "\n")


def _title(line: str) -> str:
    """ "" of a line that is no heading of the first rank."""
    heading = _HEADING.match(line)
    return (heading[2] or "").strip() if heading and heading[1] == "#" else ""


def _mistakes_in_name(path: Path) -> Iterator[Mistake]:
    if not is_slug(path.stem):
        yield _mistake(path, 1, "the name of the file is the address: a-z, 0-9 and single hyphens, then .md")
    elif path.stem in TAKEN:
        taken = ", ".join(sorted(TAKEN))
        yield _mistake(path, 1, f"/{path.stem} is an address of the portal's own; choose none of: {taken}")


def _mistakes_in_text(path: Path) -> Iterator[Mistake]:
    try:
        text = read_text(path)
    except (OSError, EncodingError) as error:
        yield _mistake(path, getattr(error, "line", None) or 1, str(error))
        return
    if len(text) > LONGEST:
        yield _mistake(path, 1, f"is longer than {LONGEST} characters; make two pages of it")
        return
    rank = 0
    for number, line in _lines_of_prose(text):
        if not rank and not _title(line):
            yield _mistake(path, number, "a page begins with its title: write `# Title` above everything else")
            return
        heading = _HEADING.match(line)
        rank_here = len(heading[1]) if heading else rank
        if rank and ((heading and rank_here == 1) or re.fullmatch(r" {0,3}=+[ \t]*", line)):
            yield _mistake(path, number, "a page has one title; write ## before a heading within it")
        elif rank and rank_here > rank + 1:
            yield _mistake(path, number, f"skips a rank; write {'#' * (rank + 1)} before this heading")
        rank = rank_here
        yield from _mistakes_in_line(path, number, line)
    if not rank:
        yield _mistake(path, 1, "is empty: write `# Title` and a paragraph, or delete the file")


def _mistakes_in_line(path: Path, number: int, line: str) -> Iterator[Mistake]:
    allowed = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    for found in _PLACEHOLDER.finditer(line):
        if found[1] not in PLACEHOLDERS:
            yield _mistake(path, number, f"{found[0]} is not known; allowed: {allowed}, and \\{{ for a brace itself")
    if _PICTURE.search(line):
        yield _mistake(path, number, "has a picture, which these pages cannot show; leave it out or link to it")


def _lines_of_prose(text: str) -> Iterator[tuple[int, str]]:
    """Lines that say something, by their number; not what stands between fences of code."""
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        found = _FENCE.match(line)
        if found and not fence:
            fence = found[1]
            yield number, line
        elif found and found[1] == fence:
            fence = ""
        elif line.strip() and not fence:
            yield number, line


def _mistake(path: Path, line: int, remedy: str) -> Mistake:
    return Mistake(key=f"{path.name}:{line}", remedy=remedy)
