"""quarantine and replay: what could not be taken in, and another try."""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from tqdm import tqdm

from portal.cli.where import UsageError, add_where, settings_of
from portal.ingest.replay import GONE, read_again
from portal.ingest.wiring import create_ingest, quarantine_of
from portal.model.clock import local
from portal.model.errors import MissingError
from portal.settings import Settings
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
    settings = settings_of(options)
    quarantine = _of(settings)
    found = quarantine.all()
    if options.id:
        return _show(options.id, found, quarantine, settings)
    for one in found:
        print(f"{one.id}  {local(one.at):%Y-%m-%d %H:%M}  {one.feed}  {one.size} bytes of {one.name}")
        for reason in one.reasons:
            print(f"              {reason}")
    if not found:
        print("nothing is in quarantine")
    return 0


def _show(id_: str, found: Sequence[Caught], quarantine: Quarantine, settings: Settings) -> int:
    caught = next((one for one in found if one.id == id_), None)
    if caught is None:
        return _unknown(id_)
    _require_bucket(settings)
    try:
        body = quarantine.body(caught)
    except MissingError:
        print(f"portal: {id_}: {GONE}", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()
    return 0


def _replay(options: argparse.Namespace) -> int:
    """What is taken in now leaves quarantine; what is refused again stays."""
    settings = settings_of(options)
    table = Table(settings.dynamodb(), settings.table_name)
    quarantine, ingest = quarantine_of(settings, table), create_ingest(settings, table)
    found = {one.id: one for one in quarantine.all()}
    wanted = list(found) if options.all else options.ids
    if not wanted and not options.all:
        raise UsageError("name what is to be read again, or --all; `portal quarantine` lists it")
    missing = [id_ for id_ in wanted if id_ not in found]
    if missing:
        return _unknown(missing[0])
    if wanted:
        _require_bucket(settings)
    refused = 0
    for caught in tqdm([found[id_] for id_ in wanted], unit="document", disable=None):
        trouble = read_again(caught, quarantine, settings.site, ingest)
        refused += bool(trouble)
        if not trouble:
            quarantine.release(caught)
        tqdm.write(f"{caught.id}  {caught.feed}: {trouble or 'taken in'}", file=sys.stderr if trouble else sys.stdout)
    return 1 if refused else 0


def _unknown(id_: str) -> int:
    print(f"portal: {id_}: is not in quarantine; `portal quarantine` lists what is", file=sys.stderr)
    return 1


def _of(settings: Settings) -> Quarantine:
    return quarantine_of(settings, Table(settings.dynamodb(), settings.table_name))


def _require_bucket(settings: Settings) -> None:
    """Rows are in the table, bytes are not. Raises UsageError where nobody said in which bucket they are."""
    if not settings.quarantine_bucket:
        raise UsageError(
            "the bytes are in a bucket, which --table does not name: use --stack NAME instead, or QUARANTINE_BUCKET in "
            "the environment beside --table"
        )
