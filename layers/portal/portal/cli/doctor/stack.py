"""A deployed stack, seen from inside: that what was deployed is live, and what nobody would notice until the night."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.cli.doctor.finding import Finding, Findings, Room
from portal.cli.doctor.neighbours import of_neighbours
from portal.cli.doctor.pages import Get
from portal.cli.plural import several
from portal.cli.stack import Client, NoStackError, Stack, find_stack
from portal.model.errors import AwsError
from portal.model.site import Site
from portal.web.origin_verify import accepted, kept_under

ALARMS_AT_A_TIME = 100
"""Names in one DescribeAlarms. Source: AWS, CloudWatch API reference."""
COMPARED = ("CodeSha256", "Environment", "Layers", "MemorySize", "Timeout", "Runtime")

A_VERSION = re.compile(r"arn:[^:]+:lambda:[^:]+:\d+:function:[^:]+:\d+")

Look = Callable[[Room, Stack, Client], Findings]
"""One question to AWS. Raises ClientError and BotoCoreError as they come, and AwsError."""


def of_stack(stack: Stack, site: Site, client: Client, get: Get) -> Findings:
    """Everything that can be asked without changing anything. What may not be asked is said, and the rest goes on."""
    room = Room("stack")
    yield from _state(room, stack)
    yield from _kept(room, stack)
    yield from _origin(room, stack, site)
    yield from _transport(room, stack, site)
    yield from _looks(room, stack, client, (_live, _alarms, _watching, _letters, _table, _first_lock, _neighbours))
    yield from _lock(room, stack, get)


def of_release(stack: Stack, client: Client, get: Get) -> Findings:
    """Whether what was deployed just now is live, and behind its lock; nothing that was amiss before it."""
    room = Room("stack")
    yield from _state(room, stack)
    yield from _looks(room, stack, client, (_live,))
    yield from _lock(room, stack, get)


def _state(room: Room, stack: Stack) -> Findings:
    if not stack.is_well:
        yield room.problem(
            f"{stack.name} is {stack.status}", "look at its events in CloudFormation, mend, deploy again"
        )
    else:
        yield room.ok(f"{stack.name} is {stack.status}")


def _kept(room: Room, stack: Stack) -> Findings:
    """Table and pictures stay when a stack is deleted; the site, its address and its alarms do not."""
    if stack.is_prod and not stack.is_kept:
        yield room.advice(
            f"a slip of the hand can delete {stack.name}",
            "aws cloudformation update-termination-protection --enable-termination-protection "
            f"--stack-name {stack.name}",
        )


def _looks(room: Room, stack: Stack, client: Client, looks: Iterable[Look]) -> Findings:
    for look in looks:
        try:
            yield from look(room, stack, client)
        except (AwsError, BotoCoreError, ClientError) as error:
            yield room.advice(f"could not be looked at: {error}", "ask for the permission to read it, or leave it")


def _origin(room: Room, stack: Stack, site: Site) -> Findings:
    """Canonical addresses and sitemaps are made of site.origin; they must lead to this site.

    Not for dev, which has its site.toml in common with prod: there they lead to prod, and search engines with them.
    """
    url = stack.outputs.get("SiteUrl", "").rstrip("/")
    if url and site.origin != url:
        yield (room.problem if stack.is_prod else room.advice)(
            f"site.origin is {site.origin}, but this site is at {url}",
            f'write origin = "{url}" and deploy, or give the stack its DomainName (docs/own-domain.md); '
            "for dev there is nothing to do when it is prod's",
        )


def _transport(room: Room, stack: Stack, site: Site) -> Findings:
    """The CDN adds the header to what it answers itself, and of two answers of one host a browser believes the last."""
    said = stack.parameters.get("Hsts", site.hsts)
    if said != site.hsts:
        yield room.problem(
            f"hsts is {site.hsts} in site.toml, and {said} at the CDN",
            f'deploy with Hsts={site.hsts}, or write hsts = "{said}" in site.toml',
        )


def _live(room: Room, stack: Stack, client: Client) -> Findings:
    """The alias leads to what was deployed last: AWS's transform publishes a version only for changes that it sees."""
    functions = client("lambda")
    stale = []
    for function, name in stack.functions.items():
        newest, live = (
            functions.get_function_configuration(FunctionName=name, Qualifier=qualifier)
            for qualifier in ("$LATEST", "live")
        )
        if any(_settled(newest, key) != _settled(live, key) for key in COMPARED):
            stale.append(function)
    if stale:
        yield room.problem(
            f"what was deployed is not live: {', '.join(stale)}",
            "a rollout may be under way (CodeDeploy); or `portal back` was called, and "
            f"`portal back --stack {stack.name} --undo` goes forward again; or change a byte of the code and deploy",
        )
    else:
        yield room.ok("every function runs what was deployed last")


def _settled(configuration: Mapping[str, Any], key: str) -> Any:
    """A setting, without variables that name a version of another function.

    SAM publishes a version where its template changes, and what such a variable says is not in the template: the
    function gets it, its published version does not.
    """
    if key != "Environment":
        return configuration.get(key)
    variables = configuration.get(key, {}).get("Variables", {})
    return {name: value for name, value in variables.items() if not A_VERSION.fullmatch(value)}


def _alarms(room: Room, stack: Stack, client: Client) -> Findings:
    subscriptions = client("sns").list_subscriptions_by_topic(TopicArn=stack.output("AlarmTopicArn"))["Subscriptions"]
    yield from of_subscriptions(room, subscriptions)
    yield from _loud(room, stack, client)


def _watching(room: Room, stack: Stack, client: Client) -> Findings:
    """The stack beside the site's that holds its alarms (infra/watching)."""
    name = f"{stack.name}-watching"
    try:
        watching = find_stack(name, client)
    except NoStackError:
        yield room.problem(f"nothing watches it: there is no stack {name}", "`make watch` deploys it")
        return
    if watching.is_well:
        yield room.ok(f"{name} is {watching.status}")
    else:
        yield room.problem(f"{name} is {watching.status}", "look at its events in CloudFormation, mend, `make watch`")
    yield from _loud(room, watching, client)


def _loud(room: Room, stack: Stack, client: Client) -> Findings:
    """The alarms of a stack that are on."""
    names = stack.of_kind("AWS::CloudWatch::Alarm")
    for start in range(0, len(names), ALARMS_AT_A_TIME):
        some = names[start : start + ALARMS_AT_A_TIME]
        for alarm in client("cloudwatch").describe_alarms(AlarmNames=some, StateValue="ALARM")["MetricAlarms"]:
            yield room.problem(f"alarm: {alarm['AlarmDescription']}", "do what stands there")


def of_subscriptions(room: Room, subscriptions: Sequence[Mapping[str, str]]) -> Findings:
    """Who is told of alarms, as SNS lists them."""
    if not subscriptions:
        yield room.advice("nobody is told of an alarm", "deploy with AlarmEmail, or subscribe a pager to AlarmTopicArn")
    for one in subscriptions:
        if one["SubscriptionArn"] == "PendingConfirmation":
            yield room.problem(
                f"{one['Endpoint']} has not confirmed that it wants alarms", "open the mail of AWS and confirm"
            )


def _letters(room: Room, stack: Stack, client: Client) -> Findings:
    queues = client("sqs")
    for output in ("FeedDeadLettersUrl", "PictureDeadLettersUrl"):
        attributes = queues.get_queue_attributes(
            QueueUrl=stack.output(output), AttributeNames=["ApproximateNumberOfMessages"]
        )["Attributes"]
        waiting = int(attributes["ApproximateNumberOfMessages"])
        if waiting:
            name = output.removesuffix("Url")
            yield room.problem(f"{several(waiting, 'message')} in {name}", "docs/operating.md, FeedDeadLettersAlarm")


def _table(room: Room, stack: Stack, client: Client) -> Findings:
    database = client("dynamodb")
    name = stack.output("TableName")
    backups = database.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    if backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") != "ENABLED":
        yield room.problem(
            f"table {name} cannot be had back: point-in-time recovery is off",
            f"aws dynamodb update-continuous-backups --table-name {name} "
            "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true",
        )
    else:
        yield room.ok(f"table {name} can be had back as of any second")
    if stack.is_prod and not database.describe_table(TableName=name)["Table"].get("DeletionProtectionEnabled"):
        yield room.problem(
            f"table {name} can be deleted",
            f"aws dynamodb update-table --table-name {name} --deletion-protection-enabled",
        )


def _first_lock(room: Room, stack: Stack, client: Client) -> Findings:
    """The lock of a first deployment opens for whoever may list stacks: it is made of their names.

    A rotation leaves the present value in the list of what is accepted; CloudFormation knows nothing of that list.
    """
    name = stack.output("OriginLock")
    found = client("ssm").get_parameters(Names=list(kept_under(name)))["Parameters"]
    values = {one["Name"]: one["Value"] for one in found}
    if values.get(name) not in accepted(values | {name: ""}, name):
        yield room.advice(
            "what CDN and functions share is made of names of stacks, which more people see than should know it",
            f"portal rotate --stack {stack.name}; it takes some minutes, and no reader notices",
        )


def _neighbours(room: Room, stack: Stack, client: Client) -> Findings:
    yield from of_neighbours(room, stack.name, client("cloudformation"))


def _lock(room: Room, stack: Stack, get: Get) -> Findings:
    """Each function behind a host of API Gateway's own refuses whoever is not the CDN."""
    found = [finding for address in _doors(stack) if (finding := _open_door(room, address, get))]
    yield from found or [room.ok("the functions answer the CDN alone")]


def _doors(stack: Stack) -> list[str]:
    pages, heavy, desk = (stack.outputs.get(name, "") for name in ("ApiUrl", "HeavyApiUrl", "DeskApiUrl"))
    return [pages, f"{pages}webmail", heavy, f"{heavy}zoeken", *([f"{desk}redactie"] if desk else [])]


def _open_door(room: Room, address: str, get: Get) -> Finding | None:
    try:
        status = get(address, {}).status
    except OSError as error:
        return room.advice(f"{address} does not answer ({error})", "it should answer 403")
    if status == 403:
        return None
    words = f"{address} answers {status} to whoever asks, not to the CDN alone"
    return room.problem(words, "deploy again; ORIGIN_LOCK must be set")
