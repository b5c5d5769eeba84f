"""history: what happened to an article, when, on whose word and why."""

import argparse
from datetime import datetime
from typing import Any

from portal.cli.article_slug import parse_slug
from portal.cli.over_desk import add_desk, desk_of
from portal.cli.where import add_where, table_of
from portal.lifecycle.state import Hidden, Published
from portal.model.article import Moved
from portal.model.clock import from_iso, local
from portal.storage.article_store import ArticleStore
from portal.storage.entries import history


def add_commands(commands: Any) -> None:
    told = commands.add_parser("history", help="what happened to an article: when, by which feed or whom, and why")
    told.add_argument("slug", metavar="SLUG", type=parse_slug, help="the article: its address, or the last part of it")
    told.set_defaults(run=_history)
    add_where(told)
    add_desk(told)


def _history(options: argparse.Namespace) -> int:
    if desk := desk_of(options):
        for row in reversed(desk.ask("GET", f"/articles/{options.slug}")["history"]):
            print(_line(from_iso(row["at"]), row["by"], row["reason"]))
        return 0
    table = table_of(options)
    slug = options.slug
    state = ArticleStore(table).load_at(slug)
    while isinstance(state, Moved):
        print(f"{slug}: its address is {state.to}")
        slug = state.to
        state = ArticleStore(table).load_at(slug)
    if not isinstance(state, Published | Hidden):
        print(f"{slug}: there is no such article")
        return 1
    came_at = state.article.came_at if isinstance(state, Published) else state.hidden.came_at
    for one in history(table, state.entry.origin, came_at=came_at):
        print(_line(one.at, one.by, one.reason))
    return 0


def _line(at: datetime, by: str, reason: str) -> str:
    return f"{local(at):%d %b %Y %H:%M}".lower() + f"  {by}: {reason}"
