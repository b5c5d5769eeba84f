"""site.toml, read once into a typed model. Every mistake in it is found and named before anything starts."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from portal.model.errors import Mistake, SiteError
from portal.model.site import Site
from portal.model.site_toml.desk import read_desk
from portal.model.site_toml.feeds import read_feeds
from portal.model.site_toml.head import read_site_head
from portal.model.site_toml.sections import read_sections
from portal.model.site_toml.values import TomlValues
from portal.model.site_toml.webmails import read_webmails
from portal.model.text import EncodingError, read_text


def load_site(path: Path, *, local: bool = False) -> Site:
    """The site that `path` describes. `local` allows what only makes sense here: loopback feeds, short intervals.

    Raises SiteError with every mistake: file, line, key, remedy.
    """
    try:
        text = read_text(path)
    except FileNotFoundError as error:
        raise _refusal(path, "does not exist; give the path of a site.toml") from error
    except EncodingError as error:
        raise _refusal(path, str(error), line=error.line) from error
    except OSError as error:
        raise _refusal(path, f"cannot be read: {error.strerror}") from error
    return parse_site(text, file=str(path), local=local)


def parse_site(text: str, *, file: str = "site.toml", local: bool = False) -> Site:
    """As `load_site`, from text. `file` is what the messages name."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SiteError(file, (_of_syntax(text, error),)) from error
    values = TomlValues(local=local)
    site = _site(values, table)
    if values.mistakes:
        raise SiteError(file, _in_order(text, values.mistakes))
    return site


def _refusal(path: Path, remedy: str, *, line: int | None = None) -> SiteError:
    return SiteError(str(path), (Mistake(key="(file)", remedy=remedy, line=line),))


def _in_order(text: str, mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """Each with its line, and the first of the file first."""
    from portal.model.site_toml.lines import line_of, lines_of  # noqa: PLC0415  a good file needs no lines

    lines = lines_of(text)
    placed = [replace(mistake, line=line_of(mistake.key, lines)) for mistake in mistakes]
    return tuple(sorted(placed, key=lambda mistake: mistake.line or 0))


def _of_syntax(text: str, error: tomllib.TOMLDecodeError) -> Mistake:
    """What tomllib says, with the mistake that it is most often: a table where there may be several."""
    said = re.search(r"\(at line (\d+)", str(error))
    if single := re.search(r"^[ \t]*\[[ \t]*(sections|feeds|webmail)[ \t]*\]", text, re.MULTILINE):
        remedy = f"there may be several: write [[{single[1]}]] with two brackets"
        return Mistake(key=single[1], remedy=remedy, line=text.count("\n", 0, single.start(1)) + 1)
    return Mistake(key="(file)", remedy=f"is not valid TOML: {error}", line=int(said[1]) if said else None)


def _site(values: TomlValues, table: dict[str, object]) -> Site:
    values.only(table, "", ("site", "sections", "feeds", "webmail", "desk"))
    head = table.get("site")
    if not isinstance(head, dict):
        values.refuse("site", "is missing; write a table [site] with name, origin, description and contact")
        head = None
    sections = read_sections(values, table)
    feeds = read_feeds(values, table, sections)
    webmails = read_webmails(values, table)
    return replace(read_site_head(values, head, sections, feeds, webmails), desk=read_desk(values, table))
