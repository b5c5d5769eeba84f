"""A deployed stack, seen from inside: that what was deployed is live, and what nobody would notice until the night."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.cli.doctor.finding import Findings, Room
from portal.cli.doctor.pages import Get
from portal.model.errors import AwsError
from portal.model.site import Site

FUNCTIONS = (
    "PagesFunction",
    "WebmailFunction",
    "DispatchFunction",
    "IngestFunction",
    "SearchFunction",
    "IndexFunction",
)
"""Those behind an alias; what tries a release is called as it stands."""
COMPARED = ("CodeSha256", "Environment", "Layers", "MemorySize", "Timeout", "Runtime")

Client = Callable[[str], Any]
"""The client of one AWS service."""


@dataclass(frozen=True, kw_only=True)
class Stack:
    """What CloudFormation says of it. `physical`: by logical id; `alarms`: names, those of nested stacks too."""

    name: str
    status: str
    outputs: Mapping[str, str]
    parameters: Mapping[str, str]
    physical: Mapping[str, str]
    alarms: Sequence[str]

    @property
    def is_prod(self) -> bool:
        return self.parameters.get("Stage") == "prod"


Look = Callable[[Room, Stack, Client], Findings]
"""One question to AWS. Raises ClientError and BotoCoreError as they come."""


class NoStackError(AwsError):
    """There is no stack of that name."""


def find_stack(name: str, client: Client) -> Stack:
    """Raises NoStackError, and AwsError for no credentials or no permission to look."""
    try:
        formation = client("cloudformation")
        (found,) = formation.describe_stacks(StackName=name)["Stacks"]
        resources = formation.describe_stack_resources(StackName=name)["StackResources"]
        alarms = list(_alarm_names(formation, resources))
    except (BotoCoreError, ClientError, ValueError) as error:
        # CloudFormation has no error code of its own for it.
        kind = NoStackError if "does not exist" in str(error) else AwsError
        raise kind(f"stack {name}: {error}") from error
    return Stack(
        name=name,
        status=found["StackStatus"],
        outputs={one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", ())},
        parameters={one["ParameterKey"]: one.get("ParameterValue", "") for one in found.get("Parameters", ())},
        physical={one["LogicalResourceId"]: one.get("PhysicalResourceId", "") for one in resources},
        alarms=alarms,
    )


def _alarm_names(formation: Any, resources: Sequence[Mapping[str, str]]) -> Iterator[str]:
    for one in resources:
        physical = one.get("PhysicalResourceId")
        match one["ResourceType"]:
            case "AWS::CloudWatch::Alarm" if physical:
                yield physical
            case "AWS::CloudFormation::Stack" if physical:
                inner = formation.describe_stack_resources(StackName=physical)["StackResources"]
                yield from _alarm_names(formation, inner)


def of_stack(stack: Stack, site: Site, client: Client, get: Get) -> Findings:
    """Everything that can be asked without changing anything. What may not be asked is said, and the rest goes on."""
    room = Room("stack")
    yield from _state(room, stack)
    yield from _origin(room, stack, site)
    yield from _looks(room, stack, client, (_live, _alarms, _letters, _table))
    yield from _lock(room, stack, get)


def of_release(stack: Stack, client: Client, get: Get) -> Findings:
    """Whether what was deployed just now is live, and behind its lock; nothing that was amiss before it."""
    room = Room("stack")
    yield from _state(room, stack)
    yield from _looks(room, stack, client, (_live,))
    yield from _lock(room, stack, get)


def _state(room: Room, stack: Stack) -> Findings:
    if not stack.status.endswith("_COMPLETE") or "ROLLBACK" in stack.status:
        yield room.problem(
            f"{stack.name} is {stack.status}", "look at its events in CloudFormation, mend, deploy again"
        )
    else:
        yield room.ok(f"{stack.name} is {stack.status}")


def _looks(room: Room, stack: Stack, client: Client, looks: Iterable[Look]) -> Findings:
    for look in looks:
        try:
            yield from look(room, stack, client)
        except (BotoCoreError, ClientError) as error:
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


def _live(room: Room, stack: Stack, client: Client) -> Findings:
    """The alias leads to what was deployed last: AWS's transform publishes a version only for changes that it sees."""
    functions = client("lambda")
    stale = []
    for function in FUNCTIONS:
        name = stack.physical.get(function, function)
        newest, live = (
            functions.get_function_configuration(FunctionName=name, Qualifier=qualifier)
            for qualifier in ("$LATEST", "live")
        )
        if any(newest.get(key) != live.get(key) for key in COMPARED):
            stale.append(function)
    if stale:
        yield room.problem(
            f"what was deployed is not live: {', '.join(stale)}",
            "a rollout may be under way (CodeDeploy); else change a byte of the code and deploy again",
        )
    else:
        yield room.ok("every function runs what was deployed last")


def _alarms(room: Room, stack: Stack, client: Client) -> Findings:
    subscriptions = client("sns").list_subscriptions_by_topic(TopicArn=stack.outputs["AlarmTopicArn"])["Subscriptions"]
    yield from of_subscriptions(room, subscriptions)
    if not stack.alarms:
        return
    # Fewer than a hundred, the most that one call takes.
    loud = client("cloudwatch").describe_alarms(AlarmNames=list(stack.alarms), StateValue="ALARM")["MetricAlarms"]
    for alarm in loud:
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
    for output in ("FeedDeadLettersUrl", "ScheduleDeadLettersUrl", "PictureDeadLettersUrl"):
        attributes = queues.get_queue_attributes(
            QueueUrl=stack.outputs[output], AttributeNames=["ApproximateNumberOfMessages"]
        )["Attributes"]
        waiting = int(attributes["ApproximateNumberOfMessages"])
        if waiting:
            name = output.removesuffix("Url")
            yield room.problem(f"{waiting} messages in {name}", f"docs/operating.md, {name}Alarm")


def _table(room: Room, stack: Stack, client: Client) -> Findings:
    database = client("dynamodb")
    name = stack.outputs["TableName"]
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


def _lock(room: Room, stack: Stack, get: Get) -> Findings:
    address = stack.outputs.get("ApiUrl", "")
    try:
        status = get(address, {}).status
    except OSError as error:
        yield room.advice(f"{address} does not answer ({error})", "it should answer 403")
        return
    if status == 403:
        yield room.ok("the functions answer the CDN alone")
    else:
        yield room.problem(
            f"{address} answers {status} without the CDN's secret", "deploy again; ORIGIN_LOCK must be set"
        )
