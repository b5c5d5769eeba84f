"""quarantine and replay: what could not be taken in, and another try."""

import argparse
import sys
from typing import Any

from tqdm import tqdm

from portal.cli.where import UsageError, add_where, settings_of, table_of
from portal.ingest.isolation.supervisor import parse_isolated
from portal.ingest.poll import Ingest
from portal.ingest.wiring import create_ingest
from portal.model.clock import local
from portal.model.errors import FeedError
from portal.model.site import Site
from portal.storage.quarantine import Caught, Quarantine
from portal.storage.table import Table


def add_commands(commands: Any) -> None:
    listing = commands.add_parser("quarantine", help="what could not be taken in, and why; with ID, as it came")
    listing.add_argument("id", nargs="?", metavar="ID", help="print these bytes")
    listing.set_defaults(run=_quarantine)
    replay = commands.add_parser("replay", help="read what is in quarantine again, as if it had come now")
    replay.add_argument("ids", nargs="*", metavar="ID")
    replay.add_argument("--all", action="store_true", help="everything in quarantine")
    replay.set_defaults(run=_replay)
    for parser in (listing, replay):
        add_where(parser)


def _quarantine(options: argparse.Namespace) -> int:
    quarantine = Quarantine(table_of(options))
    found = quarantine.all()
    if options.id:
        caught = next((one for one in found if one.id == options.id), None)
        if caught is None:
            return _unknown(options.id)
        sys.stdout.buffer.write(quarantine.body(caught))
        sys.stdout.buffer.flush()
        return 0
    for one in found:
        print(f"{one.id}  {local(one.at):%Y-%m-%d %H:%M}  {one.feed}  {one.size} bytes of {one.name}")
        for reason in one.reasons:
            print(f"              {reason}")
    if not found:
        print("nothing is in quarantine")
    return 0


def _replay(options: argparse.Namespace) -> int:
    """What is taken in now leaves quarantine; what is refused again stays."""
    settings = settings_of(options)
    table = Table(settings.dynamodb(), settings.table_name)
    quarantine, ingest = Quarantine(table), create_ingest(settings, table)
    found = {one.id: one for one in quarantine.all()}
    wanted = list(found) if options.all else options.ids
    if not wanted and not options.all:
        raise UsageError("name what is to be read again, or --all; `portal quarantine` lists it")
    missing = [id_ for id_ in wanted if id_ not in found]
    if missing:
        return _unknown(missing[0])
    refused = 0
    for caught in tqdm([found[id_] for id_ in wanted], unit="document", disable=None):
        trouble = _again(caught, quarantine.body(caught), settings.site, ingest)
        refused += bool(trouble)
        if not trouble:
            quarantine.release(caught)
        tqdm.write(f"{caught.id}  {caught.feed}: {trouble or 'taken in'}", file=sys.stderr if trouble else sys.stdout)
    return 1 if refused else 0


def _again(caught: Caught, body: bytes, site: Site, ingest: Ingest) -> str:
    """Why it is refused again; "" when it was not."""
    feed = site.feed_once(caught.feed)
    if feed is None:
        return "its feed is not in site.toml"
    try:
        document = parse_isolated(body, url=caught.name, content_type=caught.content_type, format=feed.format)
    except FeedError as error:
        return error.reason
    report = ingest.store(feed, document, only_new=True)  # what came since must not be undone by an old document
    return ", ".join(sorted({reason for _, reason in report.refused}))


def _unknown(id_: str) -> int:
    print(f"portal: {id_}: is not in quarantine; `portal quarantine` lists what is", file=sys.stderr)
    return 1
