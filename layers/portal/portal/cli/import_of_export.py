"""import of an export: the same portal again, page for page, and known to its feeds."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from portal.aws.bucket import Bucket
from portal.cli.export_folder import AUDIT, OWN_TEXTS, SITE, ExportError, ExportManifest, numbered_lines, read_manifest
from portal.cli.picture_files import PictureFiles
from portal.cli.plural import several
from portal.cli.record_faults import fault_of
from portal.cli.where import pictures_of, settings_of
from portal.model.clock import system_clock
from portal.model.dataclass_json import PlainError, from_plain
from portal.model.scheduled_action import Act, ScheduledAction
from portal.model.site import Site
from portal.storage.audit import Audited, note
from portal.storage.export_record import EntryRecord, Record
from portal.storage.own_texts import OwnText, put_text
from portal.storage.search_manifest import SearchState
from portal.storage.site_lists import SiteLists, add_lists, fill_from, filled_from, has_no_articles
from portal.storage.store_records import Stored, store_record, unknown_of
from portal.storage.table import Table

T = TypeVar("T")

AT_A_TIME = 64
"""Records in hand; of a few articles of the largest size that is some megabytes."""
AT_ONCE = 8


@dataclass(frozen=True, kw_only=True)
class Imported:
    """`stored`, `known` (there already), `taken` (their address, or an entry of theirs, is another article's).
    `pictures`: put into the bucket; `images`: articles whose images are fetched anew, for want of a file or a bucket.
    """

    stored: int = 0
    known: int = 0
    taken: tuple[str, ...] = ()
    pictures: int = 0
    images: int = 0


def run(options: argparse.Namespace, folder: Path) -> int:
    """Into an empty portal; where an import of the same export was broken off it goes on, and else changes nothing."""
    settings = settings_of(options)
    table, manifest = Table(settings.dynamodb(), settings.table_name), read_manifest(folder)
    for line in strange_names(manifest, settings.site):
        print(line)
    refused = refusal(table, manifest)
    if refused and not options.again:
        print(f"portal: {refused}; --again imports what is not there yet", file=sys.stderr)
        return 1
    done = import_export(table, folder, manifest, now=system_clock(), bucket=pictures_of(settings, options))
    for line in _in_words(done):
        print(line)
    for name in done.taken:
        print(
            f"portal: {name}: not imported: its address, or one of its entries, is another article's", file=sys.stderr
        )
    return 1 if done.taken else 0


def strange_names(manifest: ExportManifest, site: Site) -> Iterator[str]:
    """Which sections and feeds of an export site.toml does not have: what is of them is imported all the same."""
    sections = [slug for slug in manifest.sections if site.section(slug) is None]
    feeds = [id_ for id_ in manifest.feeds if site.feed_once(id_) is None]
    if sections:
        yield f"sections that are not in site.toml: {', '.join(sections)}; their articles stand in no menu"
    if feeds:
        yield f"feeds that are not in site.toml: {', '.join(feeds)}; a feed that comes back has to have that id"


def refusal(table: Table, manifest: ExportManifest) -> str:
    """Why an export should not come into a table, "" for no reason. At most four reads."""
    if filled_from(table) == manifest.id or has_no_articles(table):
        return ""
    return "the portal has articles already, and not of this export"


def import_export(
    table: Table, folder: Path, manifest: ExportManifest, *, now: datetime, bucket: Bucket | None = None
) -> Imported:
    """Puts into `table` what of the export is not there yet, and its pictures into `bucket`.

    A BatchGetItem per 64 articles; of those that are new a BatchGetItem and a transaction each, and a PutObject a file.
    Afterwards the index of the search is made anew. Raises StorageError, and ExportError for a line that cannot be
    used; then it may be begun again.
    """
    lists = _plain(SiteLists, (folder / SITE).read_text("utf-8"), SITE, 1)
    fill_from(table, manifest.id)
    add_lists(table, lists)
    _add_newsroom(table, folder, manifest)
    with closing(PictureFiles(folder, bucket)) as files, ThreadPoolExecutor(AT_ONCE) as threads:
        work = _Work(table, files, threads, now)
        with tqdm(total=manifest.articles, unit="article", disable=None) as bar:
            for records in _records(folder, manifest):
                work.take(records)
                bar.update(len(records))
    if work.counts[Stored.NEW]:
        SearchState(table).begin_anew(now)
    return Imported(
        stored=work.counts[Stored.NEW],
        known=work.counts[Stored.KNOWN],
        taken=tuple(work.taken),
        pictures=work.pictures,
        images=work.images,
    )


class _Work:
    """One import."""

    def __init__(self, table: Table, files: PictureFiles, threads: ThreadPoolExecutor, now: datetime) -> None:
        self.counts: Counter[Stored] = Counter()
        self.taken: list[str] = []
        self.pictures = 0
        self.images = 0
        self._table = table
        self._files = files
        self._threads = threads
        self._now = now

    def take(self, records: list[Record]) -> None:
        unknown = unknown_of(self._table, records)
        self.counts[Stored.KNOWN] += len(records) - len(unknown)
        there = self._put_pictures(unknown)
        ready = [self._with_pictures(record, there) for record in unknown]
        for record, came in zip(ready, self._threads.map(self._store, ready), strict=True):
            self.counts[came] += 1
            self.taken += [_name(record)] if came is Stored.TAKEN else []

    def _store(self, record: Record) -> Stored:
        return store_record(self._table, record)

    def _put_pictures(self, records: list[Record]) -> set[str]:
        """Before the articles that show them."""
        wanted = {one.picture.hash: one.picture for each in records for one in each.images if one.picture}
        there = self._files.put_back(wanted.values())
        self.pictures += len(there)
        return there

    def _with_pictures(self, record: Record, there: set[str]) -> Record:
        """Without its pictures, where there is no file of one: they are made anew of what its agency has."""
        entries = tuple(_with_images(entry, there) for entry in record.entries)
        shown = record.article.pictures if record.article else ()
        if entries == record.entries and all(one.hash in there for one in shown):
            return record
        self.images += 1
        record = replace(record, entries=entries)
        if record.article is None:
            return record
        due = ScheduledAction(act=Act.PICTURE, slug=record.article.slug, at=self._now)
        return replace(record, article=replace(record.article, picture=None, more_pictures=()), due=(*record.due, due))


def _with_images(entry: EntryRecord, there: set[str]) -> EntryRecord:
    kept = (one for one in entry.images if not (one.is_stored and one.picture and one.picture.hash not in there))
    return replace(entry, images=tuple(kept))


def _add_newsroom(table: Table, folder: Path, manifest: ExportManifest) -> None:
    """What people wrote and did: a PutItem each; what is there already stays."""
    for part in manifest.parts:
        if part.path == OWN_TEXTS:
            for number, line in numbered_lines(folder, part):
                put_text(table, _plain(OwnText, line, part.path, number))
        elif part.path.startswith(f"{AUDIT}/"):
            for number, line in numbered_lines(folder, part):
                note(table, _plain(Audited, line, part.path, number))


def _records(folder: Path, manifest: ExportManifest) -> Iterator[list[Record]]:
    """The newest articles first, some at a time. Raises ExportError that names file and line."""
    some: list[Record] = []
    for part in manifest.records:
        for number, line in numbered_lines(folder, part):
            record = _plain(Record, line, part.path, number)
            if fault := fault_of(record):
                raise ExportError(f"{part.path}:{number}: {fault}")
            some.append(record)
            if len(some) == AT_A_TIME:
                yield some
                some = []
    yield some


def _plain(kind: type[T], text: str, path: str, number: int) -> T:
    try:
        return from_plain(kind, json.loads(text))
    except (PlainError, ValueError) as error:
        raise ExportError(f"{path}:{number}: {error}") from error


def _name(record: Record) -> str:
    standing = record.standing
    return f"/nieuws/{standing.slug}" if standing else f"{record.origin.feed}#{record.origin.entry}"


def _in_words(done: Imported) -> Iterator[str]:
    yield (
        f"{done.stored} stored, {done.known} there already, {len(done.taken)} not imported; "
        f"{several(done.pictures, 'picture')} put into the bucket"
    )
    if done.images:
        yield f"images of {several(done.images, 'article')} are fetched anew: a file of them, or the bucket, is missing"
    if done.stored:
        yield "the index of the search is made anew from the next minute on, the newest articles first"
