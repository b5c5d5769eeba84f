"""export: every article that can be read, as files that other systems take: for leaving, or for one's own archive."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from tqdm import tqdm

from portal.cli.where import add_where, settings_of
from portal.cli.words import several
from portal.model.article import Article
from portal.model.clock import local_day, system_clock, to_iso
from portal.model.site import Site
from portal.rendering.jsonfeed import json_feed
from portal.storage import articles
from portal.storage.table import Table

ADDRESSES = "addresses.csv"


def add_commands(commands: Any) -> None:
    export = commands.add_parser("export", help="write every article to JSON Feed files, one a section and month")
    export.add_argument("folder", metavar="FOLDER", type=Path, help="where they go; what is there is replaced")
    export.set_defaults(run=_export)
    add_where(export)


def _export(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    table = Table(settings.dynamodb(), settings.table_name)
    try:
        count = export(settings.site, table, options.folder, today=local_day(system_clock()))
    except OSError as error:
        print(f"portal: {options.folder}: {error.strerror or error}", file=sys.stderr)
        return 1
    print(f"{several(count, 'article')} in {options.folder}")
    return 0


def export(site: Site, table: Table, folder: Path, *, today: date) -> int:
    """Writes `FOLDER/<section>/<month>.json` and `FOLDER/addresses.csv`; how many articles. `portal import` reads them.

    A Query a day with news, a BatchGetItem per hundred articles: nothing scans, and nothing is held but one month.
    """
    days = table.read(articles.calendar(months=articles.EVER, until=today))
    months: dict[str, list[date]] = {}
    for day in days:
        months.setdefault(f"{day:%Y-%m}", []).append(day)
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with whole(folder / ADDRESSES) as addresses:
        addresses.write("address,section,published\n")
        for month, of_month in tqdm(months.items(), unit="month", disable=None):
            found = _of_days(table, of_month)
            addresses.writelines(f"{site.origin}{one.path},{one.section},{to_iso(one.published_at)}\n" for one in found)
            _write(site, folder, month, found)
            count += len(found)
    return count


def _of_days(table: Table, days: list[date]) -> list[Article]:
    found: list[Article] = []
    for teasers in chain.from_iterable(articles.whole_day(table, day) for day in days):
        bodies = articles.bodies(table, [teaser.slug for teaser in teasers])
        found += [bodies[teaser.slug] for teaser in teasers if teaser.slug in bodies]
    return found


def _write(site: Site, folder: Path, month: str, found: list[Article]) -> None:
    for section in {article.section for article in found}:
        shown = [article for article in found if article.section == section]
        path = f"{section}/{month}.json"
        (folder / section).mkdir(exist_ok=True)
        title = f"{site.name} - {site.section_or_orphan(section).name}, {month}"
        text = json_feed(site, shown, title=title, page="/", path=f"/{path}")
        with whole(folder / path) as file:
            file.write(text)


@contextmanager
def whole(path: Path) -> Iterator[TextIO]:
    """A file that is there when all of it is, and else as it was: no disk that is full leaves half of one."""
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("w", encoding="utf-8") as file:
            yield file
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
