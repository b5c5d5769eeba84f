"""status: one screen of how a portal does. Quicker than the doctor, fetches nothing, and says no remedies."""

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.cli.doctor.finding import Finding, Findings, Level, Room
from portal.cli.stack import Client, find_stack
from portal.cli.version import version
from portal.cli.where import NoPortalError, add_where, aws_client, deployed, settings_of
from portal.model.clock import local, local_day, system_clock
from portal.model.feed_state import FeedState
from portal.settings import Settings
from portal.storage import article_queries
from portal.storage.feed_states import FeedStates
from portal.storage.quarantine import Quarantine
from portal.storage.table import Table

SIGNS = {Level.OK: "", Level.ADVICE: "look", Level.PROBLEM: "WRONG"}


def add_commands(commands: Any) -> None:
    status = commands.add_parser(
        "status",
        help="one screen: version, feeds, what waits, the last news; with --stack its queues",
        description="How a portal does, on one screen. Exit status 1 when something is wrong: feeds that fail, dead "
        "letters, a stack that did not come through, no portal at all. `doctor` looks closer and says what to do.",
    )
    status.add_argument("--json", action="store_true", help="for programs")
    status.set_defaults(run=_status)
    add_where(status)


def _status(options: argparse.Namespace) -> int:
    found = list(_findings(options))
    if options.json:
        print(json.dumps([asdict(one) for one in found], indent=2))
    else:
        for one in found:
            print(f"{SIGNS[one.level]:6}{one.about:12}{one.words}")
    return 1 if any(one.level is Level.PROBLEM for one in found) else 0


def _findings(options: argparse.Namespace) -> Findings:
    yield Room("version").ok(version())
    if options.stack and not options.table:
        stack = find_stack(options.stack, aws_client)
        is_well = stack.status.endswith("_COMPLETE") and "ROLLBACK" not in stack.status
        yield _said("stack", f"{stack.name}, {stack.status}", is_well=is_well)
        yield from of_queues(stack.outputs, aws_client)
        yield from of_portal(deployed(stack.name, stack.outputs))
        return
    try:
        settings = settings_of(options)
    except NoPortalError as error:
        yield _said("portal", str(error), is_well=False)
        return
    yield from of_portal(settings)


def of_portal(settings: Settings) -> Findings:
    """A Query of states, one of what waits, one of what is in quarantine, and one of the calendar and its last day."""
    table = Table(settings.dynamodb(), settings.table_name)
    yield Room("portal").ok(f"{settings.local_origin or settings.table_name}, {settings.site_file}")
    yield from _of_feeds(settings, FeedStates(table).all())
    yield from _of_waiting(table)
    yield from _of_news(table)


def of_queues(outputs: Mapping[str, str], client: Client) -> Iterator[Finding]:
    """How many messages are in each queue that `outputs` names; a dead letter is wrong."""
    queues = client("sqs")
    for name, url in outputs.items():
        if not name.endswith(("QueueUrl", "DeadLettersUrl")):
            continue
        asked = {"QueueUrl": url, "AttributeNames": ["ApproximateNumberOfMessages"]}
        try:
            waiting = int(queues.get_queue_attributes(**asked)["Attributes"]["ApproximateNumberOfMessages"])
        except (BotoCoreError, ClientError) as error:
            yield Room("queue").advice(f"{name} could not be looked at: {error}", "ask for the permission")
            continue
        words = f"{waiting} in {name.removesuffix('Url')}"
        yield _said("queue", words, is_well=not (waiting and name.endswith("DeadLettersUrl")))


def _of_feeds(settings: Settings, states: dict[str, FeedState]) -> Findings:
    now, feeds = system_clock(), settings.site.feeds
    known = {feed.id: states.get(feed.id, FeedState(feed=feed.id)) for feed in feeds}
    failing = [f"{name} ({one.last_error})" for name, one in known.items() if one.is_failing or one.paused]
    late = [name for name, one in known.items() if one.streak and not (one.is_failing or one.paused)]
    quiet = [name for name, one in known.items() if one.is_quiet(now)]
    if not any((failing, late, quiet)):
        yield Room("feeds").ok(f"{len(feeds)}, none fails or is quieter than it was")
    for name in failing:
        yield _said("feeds", f"failing: {name}", is_well=False)
    for what, names in (("failed at the last try", late), ("quieter than they were", quiet)):
        if names:
            yield Room("feeds").advice(f"{what}: {', '.join(names)}", "portal feeds")


def _of_waiting(table: Table) -> Findings:
    waiting, caught = table.read(article_queries.waiting()), Quarantine(table).all()
    for what, found in (("waiting", waiting), ("quarantine", caught)):
        if found:
            yield Room(what).advice(f"{len(found)}; portal {what}", f"portal {what}")
        else:
            yield Room(what).ok("nothing")


def _of_news(table: Table) -> Findings:
    today = local_day(system_clock())
    days = table.read(article_queries.calendar(months=2, until=today))
    teasers = table.read(article_queries.of_days(days[:2], limit=1)).teasers if days else ()
    if not teasers:
        yield Room("last news").advice("none in two months", "portal feeds")
    for one in teasers:
        yield Room("last news").ok(f"{local(one.published_at):%Y-%m-%d %H:%M}  {one.headline}  /nieuws/{one.slug}")


def _said(about: str, words: str, *, is_well: bool) -> Finding:
    return Room(about).ok(words) if is_well else Room(about).problem(words, "portal doctor")
