"""withdraw, restore, rename: what an operator does to one article."""

import argparse
import sys
from typing import Any

from portal.cli.where import add_where, settings_of
from portal.cli.words import slug_of
from portal.ingest.wiring import create_announcer
from portal.model.clock import system_clock
from portal.model.slug import LONGEST, is_slug
from portal.settings import Settings
from portal.storage.desk import Desk
from portal.storage.steps import Refusal
from portal.storage.table import Table

ARTICLE = "the article: its address, or the last part of it"


def add_commands(commands: Any) -> None:
    withdraw = commands.add_parser("withdraw", help="take an article off the site: its address answers 410")
    withdraw.add_argument("slug", metavar="SLUG", type=slug_of, help=ARTICLE)
    withdraw.set_defaults(run=_withdraw)
    restore = commands.add_parser("restore", help="put a withdrawn article back, without its feed")
    restore.add_argument("slug", metavar="SLUG", type=slug_of, help=ARTICLE)
    restore.set_defaults(run=_restore)
    rename = commands.add_parser("rename", help="give an article another address: the old one answers 301")
    rename.add_argument("slug", metavar="SLUG", type=slug_of, help=ARTICLE)
    rename.add_argument("new_slug", metavar="NEW", help="a-z, 0-9 and single hyphens, at most 100")
    rename.set_defaults(run=_rename)
    for parser in (withdraw, restore, rename):
        add_where(parser)


def _withdraw(options: argparse.Namespace) -> int:
    settings, now = settings_of(options), system_clock()
    outcome = _desk(settings).withdraw(options.slug, now)
    if not isinstance(outcome, Refusal):
        create_announcer(settings).withdrawn(options.slug, now)
    return tell(outcome, f"withdrawn: /nieuws/{options.slug}")


def _restore(options: argparse.Namespace) -> int:
    return tell(_desk(settings_of(options)).restore(options.slug, system_clock()), f"restored: /nieuws/{options.slug}")


def _rename(options: argparse.Namespace) -> int:
    settings, new = settings_of(options), options.new_slug
    if not is_slug(new) or len(new) > LONGEST:
        return tell(Refusal(f"{new}: may hold only a-z, 0-9 and single hyphens, at most {LONGEST} characters"), "")
    if new in settings.site.taken_slugs:
        return tell(Refusal(f"{new}: is the address of a section"), "")
    outcome = _desk(settings).rename(options.slug, new)
    return tell(outcome, f"renamed: /nieuws/{options.slug} -> /nieuws/{new}")


def _desk(settings: Settings) -> Desk:
    return Desk(Table(settings.dynamodb(), settings.table_name))


def tell(outcome: object, done: str) -> int:
    """Says what came of an operator's wish; the exit status."""
    if isinstance(outcome, Refusal):
        print(f"portal: {outcome.reason}", file=sys.stderr)
        return 1
    print(done)
    return 0
