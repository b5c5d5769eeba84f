"""withdraw, restore, rename, correct: what an editor does to one article."""

import argparse
import sys
from typing import Any

from portal.cli.article_slug import parse_slug
from portal.cli.over_desk import DeskClient, add_desk, desk_of
from portal.cli.where import add_where, settings_of
from portal.ingest.wiring import create_announcer, store_of
from portal.lifecycle.authority import NEWSDESK
from portal.lifecycle.event import Corrected, Event, Renamed, Restored, Withdrawn
from portal.lifecycle.outcome import Outcome, Transition
from portal.lifecycle.state import Published
from portal.model.clock import system_clock
from portal.model.corrections import Edit
from portal.model.slug import LONGEST, is_slug
from portal.settings import Settings
from portal.storage import article_queries
from portal.storage.table import Table

ARTICLE = "the article: its address, or the last part of it"


def add_commands(commands: Any) -> None:
    withdraw = commands.add_parser("withdraw", help="take an article off the site: its address answers 410")
    withdraw.add_argument("slug", metavar="SLUG", type=parse_slug, help=ARTICLE)
    withdraw.set_defaults(run=_withdraw)
    restore = commands.add_parser("restore", help="put a withdrawn article back, without its feed")
    restore.add_argument("slug", metavar="SLUG", type=parse_slug, help=ARTICLE)
    restore.set_defaults(run=_restore)
    rename = commands.add_parser("rename", help="give an article another address: the old one answers 301")
    rename.add_argument("slug", metavar="SLUG", type=parse_slug, help=ARTICLE)
    rename.add_argument("new_slug", metavar="NEW", help="a-z, 0-9 and single hyphens, at most 100")
    rename.set_defaults(run=_rename)
    correct = commands.add_parser(
        "correct", help="change words of an article; the agency's next revision does not undo it"
    )
    correct.add_argument("slug", metavar="SLUG", type=parse_slug, help=ARTICLE)
    correct.add_argument("old", metavar="OLD", help="words as they stand there, exactly once")
    correct.add_argument("new", metavar="NEW", help="what they become")
    correct.add_argument(
        "--called",
        default="",
        metavar="WORD",
        help="tell readers what it is, such as Correctie, and what was changed; without it they see NEW alone",
    )
    correct.set_defaults(run=_correct)
    for parser in (withdraw, restore, rename, correct):
        add_where(parser)
        add_desk(parser)


def _withdraw(options: argparse.Namespace) -> int:
    if desk := desk_of(options):
        return _over(desk, options.slug, "withdraw")
    settings = settings_of(options)
    made = change(settings, options.slug, Withdrawn())
    if made.outcome is not Outcome.REFUSED:
        create_announcer(settings).withdrawn(options.slug, made.at)
        table = Table(settings.dynamodb(), settings.table_name)
        article_queries.wait_no_more(table, options.slug)  # a reporter who asked for this has it
    return print_outcome(made, f"withdrawn: /nieuws/{options.slug}")


def _restore(options: argparse.Namespace) -> int:
    if desk := desk_of(options):
        return _over(desk, options.slug, "restore")
    made = change(settings_of(options), options.slug, Restored())
    slug = made.after.article.slug if isinstance(made.after, Published) else options.slug
    return print_outcome(made, f"restored: /nieuws/{slug}")


def _rename(options: argparse.Namespace) -> int:
    if desk := desk_of(options):
        return _over(desk, options.slug, "rename", {"slug": options.new_slug})
    settings, new = settings_of(options), options.new_slug
    if not is_slug(new) or len(new) > LONGEST:
        return refuse(f"{new}: may hold only a-z, 0-9 and single hyphens, at most {LONGEST} characters")
    if new in settings.site.taken_slugs:
        return refuse(f"{new}: is the address of a section")
    return print_outcome(
        change(settings, options.slug, Renamed(slug=new)), f"renamed: /nieuws/{options.slug} -> /nieuws/{new}"
    )


def _correct(options: argparse.Namespace) -> int:
    if desk := desk_of(options):
        body = {"old": options.old, "new": options.new, "called": options.called}
        return _over(desk, options.slug, "correct", body)
    event = Corrected(edit=Edit(old=options.old, new=options.new), called=options.called)
    return print_outcome(change(settings_of(options), options.slug, event), f"corrected: /nieuws/{options.slug}")


def _over(desk: DeskClient, slug: str, act: str, body: object = None) -> int:
    """Over the newsroom of a site. Raises DeskError, which says why not."""
    said = desk.change(slug, act, body)
    print(f"{said['reason']}: {desk.origin}/nieuws/{said['slug']}")
    return 0


def change(settings: Settings, slug: str, event: Event) -> Transition:
    """What an editor does to the article at `slug`; a refusal changes nothing, and says why."""
    store = store_of(Table(settings.dynamodb(), settings.table_name), settings.site)
    return store.change(slug, event, NEWSDESK, system_clock)


def print_outcome(made: Transition, done: str) -> int:
    """Says what came of an editor's wish; the exit status."""
    if made.outcome is Outcome.REFUSED:
        return refuse(made.sentence)
    print(done)
    return 0


def refuse(reason: str) -> int:
    print(f"portal: {reason}", file=sys.stderr)
    return 1
