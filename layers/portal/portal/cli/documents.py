"""parse and import: documents from files, the network or standard input."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from portal.cli import import_export, saved_pair
from portal.cli.export_folder import ADDRESSES, feed_files, is_export
from portal.cli.import_progress import Journal, journal_of
from portal.cli.plural import several
from portal.cli.where import UsageError, add_bucket, add_where, feed_named, settings_of
from portal.feeds.parsing.document import to_json
from portal.http.fetch import fetch
from portal.http.response import UNCONDITIONAL, Fetched, NotModified
from portal.ingest.isolation.supervisor import parse_isolated
from portal.ingest.report import Report
from portal.ingest.wiring import create_ingest, feed_fetcher
from portal.model.errors import FeedError, PortalError
from portal.model.feed import Feed
from portal.settings import Settings
from portal.storage.table import Table

PAIRS_FROM = "https://feed.example/feed"
"""Where relative addresses in a pair start from."""
USER_AGENT = "Regioportaal/0.1 (portal parse)"


class NothingToDoError(PortalError):
    """Nothing was given to import."""


def add_commands(commands: Any) -> None:
    reading = commands.add_parser("parse", help="print the entries of a document as JSON")
    reading.add_argument("source", metavar="FILE|URL|-")
    reading.add_argument("--url", metavar="BASE", help="the address that relative links in it start from")
    reading.add_argument("--content-type", metavar="T", help="the Content-Type that it was served with")
    reading.add_argument(
        "--save-pair",
        metavar="FOLDER/NAME",
        type=Path,
        help="keep the document, without personal data, and what it holds, for tests/feeds/pairs",
    )
    reading.set_defaults(run=_parse)
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


def _parse(options: argparse.Namespace) -> int:
    try:
        body, about = _read(options.source)
        given = {"url": options.url, "found_at": options.url, "content_type": options.content_type}
        about |= {name: value for name, value in given.items() if value}
        document = parse_isolated(body, **about)
        if options.save_pair:
            saved = saved_pair.save(options.save_pair, body, document, partial(parse_isolated, url=PAIRS_FROM))
            print(f"kept {saved[0]} and {saved[1]}: read them once more before you commit them", file=sys.stderr)
    except FeedError as error:
        print(f"portal: {options.source}: {error.reason}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"portal: {options.source}: {error.strerror or error}", file=sys.stderr)
        return 2
    # Bytes, whatever the terminal's own encoding is: JSON is UTF-8 (RFC 8259 §8.1).
    sys.stdout.buffer.write(json.dumps(to_json(document), ensure_ascii=False, indent=2).encode() + b"\n")
    sys.stdout.buffer.flush()
    return 0


def _read(source: str) -> tuple[bytes, dict[str, str | None]]:
    """The bytes, and what is known of them, as parse() takes it."""
    if source == "-":
        return sys.stdin.buffer.read(), {}
    if not source.startswith(("http://", "https://")):
        return Path(source).read_bytes(), {}
    answer = fetch_whole(source, allow_loopback=True, user_agent=USER_AGENT)
    return answer.body, {"url": source, "content_type": answer.content_type, "found_at": answer.address}


def fetch_whole(url: str, *, allow_loopback: bool, user_agent: str) -> Fetched:
    """The document at `url`, whatever we have of it already. Raises FeedError."""
    return _whole(url, fetch(url, allow_loopback=allow_loopback, user_agent=user_agent))


def fetch_feed(feed: Feed, settings: Settings) -> Fetched:
    """As ingest would fetch `feed` if it had nothing of it yet. Raises FeedError."""
    return _whole(feed.url, feed_fetcher(settings)(feed, feed.url, UNCONDITIONAL))


def _whole(url: str, answer: Fetched | NotModified) -> Fetched:
    if not isinstance(answer, Fetched):
        raise FeedError(url, "answered 304 to a request without conditions")
    return answer


def _import(options: argparse.Namespace) -> int:
    """Of an export everything that it has; else each file on its own: one that cannot be read is named and keeps no
    other back. Again is harmless.
    """
    if not options.feed:
        return import_export.run(options, _export_in(options.files))
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
