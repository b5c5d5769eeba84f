"""What AWS does in the name of a role because of a resource's properties, and what a function is told to use.

Some of it AWS asks when the resource is made, and refuses; the rest fails once it is used.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from judge.deployment import Deployment
from judge.finding import Finding, Findings
from judge.limits import at
from judge.names import ACCOUNT, dig
from judge.permissions import ASKED_ON_ALL, lacking, statements
from judge.policy import Request, is_allowed, many, matches
from judge.rules.buckets import ENCRYPTION
from judge.stack import Resource

LAMBDA = "Lambda developer guide, execution role permissions"
LOGS = "Lambda developer guide, log groups of functions"
ROLLOUT = "CodeDeploy user guide, service role: AWSCodeDeployRoleForLambda"
LETTERS = "EventBridge Scheduler user guide, dead-letter queues"
KMS = "KMS developer guide, condition kms:ViaService; SNS, SQS and S3 guides, encrypted resources"
TO_SEND = {
    "sqs": "sqs:SendMessage",
    "sns": "sns:Publish",
    "lambda": "lambda:InvokeFunction",
    "events": "events:PutEvents",
}
TRACING = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")
NETWORK = ("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface")
WRITING = ("logs:CreateLogStream", "logs:PutLogEvents")
SWITCHING = ("GetAlias", "UpdateAlias", "GetProvisionedConcurrencyConfig")
HOOKS = ("BeforeAllowTrafficHook", "AfterAllowTrafficHook")
KEY_OF = {
    "AWS::S3::Bucket": f"{ENCRYPTION}.KMSMasterKeyID",
    "AWS::SNS::Topic": "KmsMasterKeyId",
    "AWS::SQS::Queue": "KmsMasterKeyId",
}
UNDER_KEY = {
    "s3:GetObject": ("kms:Decrypt",),
    "s3:PutObject": ("kms:GenerateDataKey",),
    "sns:Publish": ("kms:Decrypt", "kms:GenerateDataKey"),
    "sqs:ReceiveMessage": ("kms:Decrypt",),
    "sqs:SendMessage": ("kms:Decrypt", "kms:GenerateDataKey"),
}
"""What an action needs of the key under which its resource is encrypted."""


def functions(deployment: Deployment) -> Findings:
    """Letters, destinations, traces, networks and logs of functions, each in the name of the function's role."""
    events = {str(one.properties["FunctionName"]): one for one in deployment.of_kind("AWS::Lambda::EventInvokeConfig")}
    for one in deployment.of_kind("AWS::Lambda::Function"):
        targets = at(one.properties, "DeadLetterConfig.TargetArn")
        for part in ("OnFailure", "OnSuccess"):
            targets += (
                at(dict(events[one.name].properties), f"DestinationConfig.{part}.Destination")
                if (one.name in events)
                else []
            )
        wanted = [Request(TO_SEND[arn.split(":")[2]], arn) for arn in map(str, targets) if arn.startswith("arn:")]
        if dig(one.properties, "TracingConfig.Mode") == "Active":
            wanted += [Request(action, "*") for action in TRACING]
        if dig(one.properties, "VpcConfig.SubnetIds"):
            wanted += [Request(action, "*") for action in NETWORK]
        yield from _refused(deployment, one, one.properties["Role"], wanted, LAMBDA)
        yield from _refused(deployment, one, one.properties["Role"], list(_logs(one)), LOGS)


def _logs(function: Resource) -> Iterator[Request]:
    """A role may write a group's streams, whose ARNs have a part more than the group's."""
    group = dig(function.properties, "LoggingConfig.LogGroup") or f"/aws/lambda/{function.name}"
    account = str(function.arn).split(":")[4]
    stream = f"arn:aws:logs:{function.region}:{account}:log-group:{group}:log-stream:2026/01/01/1"
    return (Request(action, stream) for action in WRITING)


def letters(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::Scheduler::Schedule"):
        wanted = [Request("sqs:SendMessage", str(arn)) for arn in at(one.properties, "Target.DeadLetterConfig.Arn")]
        yield from _refused(deployment, one, dig(one.properties, "Target.RoleArn"), wanted, LETTERS)


def rollouts(deployment: Deployment) -> Findings:
    """CodeDeploy moves the alias and calls the hooks, in the name of the group's role."""
    for alias in deployment.of_kind("AWS::Lambda::Alias"):
        stack = next(one for one in deployment.stacks if one.name == alias.stack)
        update = stack.resolved(dig(alias.written, "UpdatePolicy.CodeDeployLambdaAliasUpdate") or {})
        for group in deployment.of_kind("AWS::CodeDeploy::DeploymentGroup"):
            if group.name == update.get("DeploymentGroupName"):
                hooks = [one for one in deployment.of_kind("AWS::Lambda::Function") if one.name in _hooks(update)]
                wanted = [Request("lambda:InvokeFunction", str(one.arn)) for one in hooks]
                wanted += [Request(f"lambda:{one}", str(alias.arn)) for one in SWITCHING]
                if at(group.properties, "AlarmConfiguration.Alarms[]"):
                    action = "cloudwatch:DescribeAlarms"
                    every = ASKED_ON_ALL[action].format(region=group.region, account=ACCOUNT)
                    wanted.append(Request(action, every))
                yield from _refused(deployment, group, group.properties["ServiceRoleArn"], wanted, ROLLOUT)


def _hooks(update: Mapping[str, Any]) -> set[str]:
    return {str(update[name]) for name in HOOKS if name in update}


def told(deployment: Deployment) -> Findings:
    """What a function is told to use, by a variable of its environment, its role may use in some way."""
    known = {str(name): one for one in deployment.every_resource() for name in _called(one)}
    for one in deployment.of_kind("AWS::Lambda::Function"):
        role = deployment.with_arn(one.properties["Role"])
        for variable, value in (dig(one.properties, "Environment.Variables") or {}).items() if role else ():
            used = known.get(str(value))
            if used is not None and role is not None and not _may_use(role, used, str(value)):
                words = f"is told of {used.logical} by {variable}, and {role.logical} may do nothing with it"
                yield Finding(rule="granted", where=one.where, words=words, source=LAMBDA)


def _called(one: Resource) -> Iterator[str]:
    """By what a function may know a resource."""
    if one.kind in ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SSM::Parameter"):
        yield one.name
    if one.kind in ("AWS::SNS::Topic", "AWS::Lambda::Version", "AWS::Lambda::Alias") and one.arn:
        yield one.arn
    if one.kind == "AWS::SQS::Queue":
        yield f"https://sqs.{one.region}.amazonaws.com/{str(one.arn).split(':')[4]}/{one.name}"


def _may_use(role: Resource, used: Resource, name: str) -> bool:
    """Whether some statement allows something on it, or within it."""
    own = name if name.startswith("arn:") else str(used.arn)
    named = [
        str(resource)
        for one in statements(role)
        if one["Effect"] == "Allow"
        for resource in many(one.get("Resource", []))
    ]
    return any(matches(one, own) or one.startswith((f"{own}/", f"{own}:")) for one in named)


def keys(deployment: Deployment) -> Findings:
    """Who reads or writes what is encrypted under a key of the account needs that key as well."""
    under = {str(one.arn): key for one in deployment.every_resource() for key in _key(one)}
    made_here = {str(one.arn) for one in deployment.of_kind("AWS::KMS::Key")}
    for role in deployment.of_kind("AWS::IAM::Role"):
        allowed = list(statements(role))
        for action, arn in _used(allowed, under):
            for needed in UNDER_KEY[action] if under[arn] not in made_here else ():
                if not is_allowed(allowed, Request(needed, under[arn])):
                    words = f"{role.logical} may {action} on {arn}, and not {needed} by its key"
                    yield Finding(rule="granted", where=role.where, words=words, source=KMS)


def _key(one: Resource) -> Iterator[str]:
    found = at(one.properties, KEY_OF[one.kind]) if one.kind in KEY_OF else []
    return (str(key) for key in found if "alias/aws/" not in str(key) and str(key).startswith("arn:"))


def _used(allowed: list[Mapping[str, Any]], under: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for action in UNDER_KEY:
        for arn in under:
            request = Request(action, f"{arn}/x" if action.startswith("s3:") else arn)
            if is_allowed(allowed, request):
                yield action, arn


def _refused(
    deployment: Deployment, one: Resource, role_arn: object, wanted: list[Request], source: str
) -> Iterator[Finding]:
    role = deployment.with_arn(role_arn)
    for words in lacking(role, wanted) if role else ():
        yield Finding(rule="granted", where=one.where, words=words, source=source)
