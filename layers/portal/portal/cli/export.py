"""export: everything that a site is, as files: for another portal, for other systems, or for one's own archive."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from tqdm import tqdm

from portal.aws.bucket import Bucket
from portal.cli.export_folder import (
    ADDRESSES,
    AUDIT,
    FORMAT,
    GONE,
    HIDDEN,
    OWN_TEXTS,
    RECORDS,
    SITE,
    VERSION,
    ExportFolder,
    ExportManifest,
    Written,
    id_of,
)
from portal.cli.picture_files import PictureFiles
from portal.cli.plural import several
from portal.cli.scratch import Scratch
from portal.cli.where import add_bucket, add_where, pictures_of, settings_of
from portal.lifecycle.revision_texts import held_slug
from portal.model.article import Article
from portal.model.clock import local_day, months_between, system_clock, to_iso
from portal.model.feed import OWN
from portal.model.site import Site
from portal.rendering.jsonfeed import json_feed
from portal.storage import article_queries, audit
from portal.storage.export_record import Record
from portal.storage.own_texts import get_text
from portal.storage.read_records import AT_A_TIME, RecordReader
from portal.storage.scheduled_actions import ScheduledActions
from portal.storage.site_lists import read_lists
from portal.storage.table import Table


def add_commands(commands: Any) -> None:
    export = commands.add_parser("export", help="write everything that a site is to files, for `import` and for others")
    export.add_argument("folder", metavar="FOLDER", type=Path, help="where they go; what is there is replaced")
    export.set_defaults(run=_export)
    add_bucket(export)
    add_where(export)


def _export(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    table = Table(settings.dynamodb(), settings.table_name)
    try:
        made, missing = export(
            settings.site, table, options.folder, now=system_clock(), bucket=pictures_of(settings, options)
        )
    except OSError as error:
        print(f"portal: {options.folder}: {error.strerror or error}", file=sys.stderr)
        return 1
    print(f"{several(made.published, 'article')} in {options.folder}; beside them {_beside(made)}")
    if missing:
        print(f"portal: not in it: {several(missing, 'picture')}, which are not in their bucket", file=sys.stderr)
        print("        (a portal that is named by --table alone says no bucket: add --bucket NAME)", file=sys.stderr)
    return 1 if missing else 0


def _beside(made: ExportManifest) -> str:
    return f"{made.hidden} that cannot be read, {made.gone} gone, {several(made.pictures, 'picture')}"


def export(
    site: Site, table: Table, folder: Path, *, now: datetime, bucket: Bucket | None = None
) -> tuple[ExportManifest, int]:
    """Writes everything into `folder` (cli.export_folder); what it wrote, and how many pictures could not be had.

    A Query a day with news, a Query and two reads an article, a GetObject for each file of a picture that is not there
    yet: nothing scans, and nothing is held but one month. What is changed meanwhile is as it was or as it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    scratch = Scratch(ScheduledActions(table).every())
    with closing(scratch), closing(PictureFiles(folder, bucket)) as files:
        exporter = Exporter(site, table, folder, now=now, scratch=scratch, files=files)
        return exporter.run(), exporter.missing


class Exporter:
    """One export. `missing`: pictures that could not be had."""

    def __init__(
        self, site: Site, table: Table, folder: Path, *, now: datetime, scratch: Scratch, files: PictureFiles
    ) -> None:
        self.missing = 0
        self._site = site
        self._table = table
        self._folder = ExportFolder(folder)
        self._now = now
        self._scratch = scratch
        self._files = files
        self._records = RecordReader(table, due=scratch.due, now=now)
        self._sections: set[str] = set()
        self._feeds: set[str] = set()
        self._own: set[str] = set()

    def run(self) -> ExportManifest:
        with self._folder.part(ADDRESSES) as addresses:
            addresses.write("address,section,published,status,to\n")
            published = sum(self._month(month, days, addresses) for month, days in self._months())
            hidden, gone = (
                self._rest(name, found, addresses)
                for name, found in ((HIDDEN, self._records.hidden()), (GONE, self._records.gone()))
            )
        with self._folder.part(SITE) as file:
            file.line(read_lists(self._table))
        self._newsroom()
        hashes = self._files.hashes()
        unknown = [one for one in hashes if not self._scratch.has(one)]
        self._files.forget(unknown)
        return self._folder.end(
            ExportManifest(
                format=FORMAT,
                version=VERSION,
                id=id_of(self._folder.parts),
                made_at=self._now,
                site=self._site.name,
                origin=self._site.origin,
                published=published,
                hidden=hidden,
                gone=gone,
                pictures=len(hashes) - len(unknown),
                sections=tuple(sorted(self._sections)),
                feeds=tuple(sorted(self._feeds)),
                parts=tuple(self._folder.parts),
            )
        )

    def _newsroom(self) -> None:
        """What people wrote, as they wrote it, and what they did: a Query a month since the trail began."""
        with self._folder.part(OWN_TEXTS) as file:
            for id_ in sorted(self._own):
                if text := get_text(self._table, id_):
                    file.line(text)
        for month in months_between(audit.SINCE, self._now.date()):
            told = list(audit.whole_month(self._table, month))
            if told:
                with self._folder.part(f"{AUDIT}/{month:%Y-%m}.json") as file:
                    for one in told:
                        file.line(one)

    def _months(self) -> Iterator[tuple[str, list[date]]]:
        """The newest first, with a progress bar."""
        days = self._table.read(article_queries.calendar(months=article_queries.EVER, until=local_day(self._now)))
        months: dict[str, list[date]] = defaultdict(list)
        for day in days:
            months[f"{day:%Y-%m}"].append(day)
        yield from tqdm(months.items(), unit="month", disable=None)

    def _month(self, month: str, days: list[date], addresses: Written) -> int:
        """How many articles of it there are; none of a month of which everything was withdrawn."""
        found: list[Article] = []
        with self._folder.part(f"{RECORDS}/{month}.jsonl") as file:
            for records in chain.from_iterable(map(self._of_day, days)):
                self._write(records, file, addresses)
                found += [record.article for record in records if record.article]
        for section in sorted({article.section for article in found}):
            self._feed(section, month, [article for article in found if article.section == section])
        return len(found)

    def _of_day(self, day: date) -> Iterator[list[Record]]:
        for teasers in article_queries.whole_day(self._table, day):
            for start in range(0, len(teasers), AT_A_TIME):
                records = self._records.at([teaser.slug for teaser in teasers[start : start + AT_A_TIME]])
                yield [record for record in records if record.article]

    def _rest(self, name: str, found: Iterator[list[Record]], addresses: Written) -> int:
        with self._folder.part(name) as file:
            for records in found:
                self._write(records, file, addresses)
            return file.lines

    def _write(self, records: Sequence[Record], file: Written, addresses: Written) -> None:
        for record in records:
            file.line(record)
            addresses.write(_rows(self._site, record))
            self._own |= {text.guid for text in record.texts if text.origin.feed == OWN}
            self._feeds |= {entry.origin.feed for entry in record.entries}
            self._sections |= {record.standing.section} if record.standing else set()
        stored = (tried.picture for record in records for tried in record.images if tried.is_stored)
        pictures = {picture.hash: picture for picture in stored if picture}
        self.missing += self._files.save([one for hash_, one in pictures.items() if self._scratch.is_new(hash_)])

    def _feed(self, section: str, month: str, shown: list[Article]) -> None:
        path = f"{section}/{month}.json"
        title = f"{self._site.name} - {self._site.section_or_orphan(section).name}, {month}"
        with self._folder.part(path) as file:
            file.write(
                json_feed(self._site, shown, title=title, description=self._site.description, page="/", path=f"/{path}")
            )


def _rows(site: Site, record: Record) -> str:
    """What each of its addresses answers, of those that readers were ever given: 200, 301 to another, 410."""
    standing = record.standing
    if standing is None or (record.hidden and not record.hidden.was_public):
        return ""
    address = f"{site.origin}/nieuws/{standing.slug}"
    about = (standing.section, to_iso(standing.published_at))
    status = "410" if record.hidden else "200"
    rows = [(address, *about, status, "")]
    rows += [
        (f"{site.origin}/nieuws/{one.slug}", *about, "301", address)
        for one in record.moved
        if one.slug != held_slug(one.origin)
    ]
    return "".join(f"{','.join(row)}\n" for row in rows)
