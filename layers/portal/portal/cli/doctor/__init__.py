"""doctor: looks at a site.toml and, where it may, at a deployed portal, and says what to do."""

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from itertools import chain
from typing import Any

from tqdm import tqdm

from portal.cli.doctor.brand import of_brand
from portal.cli.doctor.desk import of_desk
from portal.cli.doctor.feeds import of_feeds
from portal.cli.doctor.finding import Finding, Findings, Level, Room
from portal.cli.doctor.pages import get, of_pages
from portal.cli.doctor.site import of_site
from portal.cli.doctor.stack import of_release, of_stack
from portal.cli.doctor.table import of_change, of_table
from portal.cli.parse import fetch_feed
from portal.cli.plural import several
from portal.cli.stack import NoStackError, Stack, find_stack
from portal.cli.where import NoPortalError, add_where, aws_client, deployed, named, of_checkout, settings_of
from portal.http.fetch import fetch
from portal.http.response import Fetched
from portal.ingest.isolation.supervisor import parse_isolated
from portal.model.article import Document
from portal.model.feed import Feed
from portal.settings import Settings
from portal.storage.table import Table

DESCRIPTION = """\
Looks at site.toml and its feeds, at the brand and the site's own pages; at the local portal where one runs; with
--table at a deployed table, with --stack at all of a deployed portal, from inside and from outside. With
--before-deploy as well, only at what this site.toml would change there; with --after-deploy, only at whether what was
deployed is live and makes pages. Changes nothing. Exit status 1 where there is a problem.
"""
SIGNS = {Level.OK: "ok", Level.ADVICE: "look", Level.PROBLEM: "PROBLEM"}


def add_commands(commands: Any) -> None:
    doctor = commands.add_parser(
        "doctor",
        help="is everything well, and what is to be done? before and after a deployment",
        description=DESCRIPTION,
    )
    doctor.add_argument("--stack", metavar="NAME", type=named, help="a deployed stack; asks AWS with your credentials")
    doctor.add_argument("--url", help="look at the pages at this address (with --stack: instead of the stack's)")
    doctor.add_argument("--offline", action="store_true", help="fetch no feed and no page")
    when = doctor.add_mutually_exclusive_group()
    when.add_argument(
        "--before-deploy", action="store_true", help="only what deploying this site.toml would leave behind or cover up"
    )
    when.add_argument(
        "--after-deploy", action="store_true", help="with --stack: only whether the release is live and makes pages"
    )
    doctor.add_argument("--json", action="store_true", help="for programs")
    add_where(doctor, stack=False)
    doctor.set_defaults(run=_doctor)


def _doctor(options: argparse.Namespace) -> int:
    found = list(tqdm(_findings(options), unit="look", disable=None, leave=False))
    if options.json:
        print(json.dumps([asdict(one) for one in found], indent=2))
    else:
        _print(found)
    return 1 if any(one.level is Level.PROBLEM for one in found) else 0


def _findings(options: argparse.Namespace) -> Iterable[Finding]:
    if options.before_deploy:
        return _of_change(options)
    if options.after_deploy and options.stack:
        return _of_release(options)
    if options.stack:
        return _of_deployed(options)
    try:
        settings = settings_of(options)
    except NoPortalError:
        settings = of_checkout()
    url = options.url or (f"{settings.local_origin}/" if settings.local_origin else "")
    parts = (_of_site(settings, options), _of_desk(settings, None, options), _of_table(settings))
    return chain(*parts, _of_pages(settings, url, options))


def _of_change(options: argparse.Namespace) -> Findings:
    """Nothing of how the portal does now: a deployment may be what mends it."""
    try:
        settings = _deployed(find_stack(options.stack, aws_client)) if options.stack else settings_of(options)
    except NoStackError:
        yield from of_site(of_checkout().site)
        yield Room("stack").ok(f"there is no {options.stack} yet, so there is nothing to leave behind")
        return
    yield from of_site(settings.site)
    if settings.table_name:
        yield from of_change(settings.site, Table(settings.dynamodb(), settings.table_name))


def _deployed(stack: Stack) -> Settings:
    return deployed(stack.name, stack.outputs)


def _of_deployed(options: argparse.Namespace) -> Findings:
    stack = find_stack(options.stack, aws_client)
    settings = _deployed(stack)
    yield from _of_site(settings, options)
    yield from of_stack(stack, settings.site, aws_client, get)
    yield from _of_desk(settings, stack, options)
    yield from _of_table(settings)
    yield from _of_pages(settings, options.url or stack.outputs.get("SiteUrl", ""), options)


def _of_release(options: argparse.Namespace) -> Findings:
    stack = find_stack(options.stack, aws_client)
    yield from of_release(stack, aws_client, get)
    yield from _of_pages(_deployed(stack), options.url or stack.outputs.get("SiteUrl", ""), options)


def _of_site(settings: Settings, options: argparse.Namespace) -> Findings:
    yield from of_site(settings.site)
    yield from of_brand(settings.site, settings.site_dir)
    if options.offline:
        return

    def read(feed: Feed) -> Document:
        answer = fetch_feed(feed, settings)
        return parse_isolated(
            answer.body, url=feed.url, content_type=answer.content_type, format=feed.format, found_at=answer.address
        )

    yield from of_feeds(settings.site.feeds, read)


def _of_desk(settings: Settings, stack: Stack | None, options: argparse.Namespace) -> Findings:
    if options.offline:
        return

    def read(address: str) -> bytes:
        answer = fetch(address, user_agent=settings.user_agent, accept="application/json")
        return answer.body if isinstance(answer, Fetched) else b""

    yield from of_desk(settings.site.desk, stack, read)


def _of_table(settings: Settings) -> Findings:
    if settings.table_name:
        yield from of_table(settings.site, Table(settings.dynamodb(), settings.table_name))


def _of_pages(settings: Settings, url: str, options: argparse.Namespace) -> Findings:
    if url and not options.offline:
        yield from of_pages(settings.site, url if url.endswith("/") else f"{url}/", get)


def _print(found: list[Finding]) -> None:
    about = ""
    for one in found:
        if one.about != about:
            about = one.about
            print(about)
        print(f"  {SIGNS[one.level]:8} {one.words}")
        if one.remedy:
            print(f"  {'':8} -> {one.remedy}")
    problems, looks = (sum(one.level is level for one in found) for level in (Level.PROBLEM, Level.ADVICE))
    said = f"{several(problems, 'problem')}, {several(looks, 'thing')} to look at"
    print(said, file=sys.stderr if problems else sys.stdout)
