"""import: the files of a feed, each as if it had brought them; or an export, put back whole (import_of_export)."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

from portal.cli import import_of_export
from portal.cli.export_folder import ADDRESSES, feed_files, is_export
from portal.cli.import_progress import Journal, journal_of
from portal.cli.plural import several
from portal.cli.where import UsageError, add_bucket, add_where, feed_named, settings_of
from portal.ingest.isolation.supervisor import parse_isolated
from portal.ingest.report import Report
from portal.ingest.wiring import create_ingest
from portal.model.errors import FeedError, PortalError
from portal.storage.table import Table


class NothingToDoError(PortalError):
    """Nothing was given to import."""


def add_commands(commands: Any) -> None:
    importing = commands.add_parser(
        "import", help="put an export back; with --feed, store the entries of files as if that feed had brought them"
    )
    importing.add_argument("--feed", metavar="ID", help="the feed in site.toml that the files belong to")
    importing.add_argument(
        "files", nargs="+", metavar="FILE", type=Path, help="the folder of an export; files, or folders full of them"
    )
    importing.add_argument(
        "--again",
        action="store_true",
        help="an export also into a portal that has other articles; files from the start, also after a broken import",
    )
    importing.set_defaults(run=_import)
    add_bucket(importing)
    add_where(importing)


def _import(options: argparse.Namespace) -> int:
    """Of an export everything that it has; else each file on its own: one that cannot be read is named and keeps no
    other back. Again is harmless.
    """
    if not options.feed:
        return import_of_export.run(options, _export_in(options.files))
    settings = settings_of(options)
    feed = feed_named(settings.site, options.feed, option="--feed")
    ingest = create_ingest(settings, Table(settings.dynamodb(), settings.table_name))
    files = list(_files(options.files))
    if not files:
        raise NothingToDoError(f"there is no file in {', '.join(map(str, options.files))}")
    journal = journal_of(settings, feed.id)
    waiting = files if options.again else [path for path in files if not journal.has(path)]

    def store(path: Path) -> Report:
        base = path.name if feed.folder else feed.url
        return ingest.store(feed, parse_isolated(path.read_bytes(), url=base, format=feed.format))

    reports = list(_each(waiting, journal, store))
    journal.close()
    refused = len(waiting) - len(reports)
    if len(waiting) < len(files):
        print(f"stored by the import before: {several(len(files) - len(waiting), 'file')} (--again reads them too)")
    stored, updated, unchanged, failed = (
        sum(getattr(report, name) for report in reports) for name in ("stored", "updated", "unchanged", "failed")
    )
    taken = f"{stored} stored, {updated} updated, {unchanged} unchanged, {failed} not accepted"
    print(f"{taken}; {several(refused, 'file')} refused")
    return 1 if refused or failed else 0


def _export_in(given: list[Path]) -> Path:
    """The one folder of an export that was named. Raises UsageError, and NothingToDoError for an empty one."""
    folder = given[0]
    if len(given) == 1 and is_export(folder):
        return folder
    if len(given) == 1 and folder.is_dir() and not any(folder.iterdir()):
        raise NothingToDoError(f"there is no file in {folder}")
    raise UsageError(f"{folder}: is no export of a portal; of other files say with --feed ID whose entries they are")


def _files(given: list[Path]) -> Iterator[Path]:
    """The files, and those in the folders, by name: archives are in order of time then. Of an export its documents."""
    for path in given:
        if path.is_dir():
            yield from feed_files(path) if is_export(path) else sorted(filter(_is_document, path.rglob("*")))
        else:
            yield path


def _is_document(path: Path) -> bool:
    """An export of an earlier release has a table of addresses beside its documents, and no manifest."""
    return path.is_file() and not path.name.startswith(".") and path.name != ADDRESSES


def _each(files: list[Path], journal: Journal, store: Callable[[Path], Report]) -> Iterator[Report]:
    for path in tqdm(files, unit="file", disable=None):
        try:
            report = store(path)
            journal.note(path)
            yield report
        except FeedError as error:
            tqdm.write(f"portal: {path}: {error.reason}", file=sys.stderr)
        except OSError as error:
            tqdm.write(f"portal: {path}: {error.strerror or error}", file=sys.stderr)
