"""Who calls whom inside a deployment, and whether the one who is called, or its role, lets them.

AWS asks some of it when a resource is made, and refuses; the rest fails only once it is used.
"""

import json
import re
from collections.abc import Iterator

from judge.deployment import Deployment
from judge.finding import Finding, Findings
from judge.names import ACCOUNT, dig
from judge.permissions import lacking, statements
from judge.policy import Request, is_allowed, many, matches
from judge.stack import Resource

POLLING = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
SQS = "Lambda developer guide, using Lambda with Amazon SQS, execution role permissions"
SCHEDULER = "EventBridge Scheduler user guide, setting up the execution role"
NOTIFICATIONS = "S3 user guide, granting permissions to publish event notification messages"
INTEGRATIONS = "API Gateway developer guide, HTTP APIs, Lambda proxy integrations"
QUERY = "DynamoDB developer guide, IAM policies for indexes"
INVOKED = re.compile(r"/functions/(arn:aws:lambda:[^/]+)/invocations")


def pollers(deployment: Deployment) -> Findings:
    """Lambda makes no event source mapping of which the function's role may not read the queue."""
    for one in deployment.of_kind("AWS::Lambda::EventSourceMapping"):
        function = deployment.function_of(one)
        if function is not None:
            wanted = [Request(action, str(one.properties["EventSourceArn"])) for action in POLLING]
            yield from _refused(deployment, one, function.properties["Role"], wanted, SQS)


def schedules(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::Scheduler::Schedule"):
        target = one.properties["Target"]
        wanted = [Request("lambda:InvokeFunction", target["Arn"])]
        yield from _refused(deployment, one, target["RoleArn"], wanted, SCHEDULER)


def routes(deployment: Deployment) -> Findings:
    """API Gateway calls a function by the function's own policy; without it readers see 500, and no log says why."""
    permissions = [one.properties for one in deployment.of_kind("AWS::Lambda::Permission")]
    allowed = {str(one["FunctionName"]) for one in permissions if one["Principal"] == "apigateway.amazonaws.com"}
    called = [
        (one, set(INVOKED.findall(json.dumps(one.properties.get("Body", {})))))
        for one in deployment.of_kind("AWS::ApiGatewayV2::Api")
    ]
    called += [
        (one, {str(one.properties.get("IntegrationUri"))})
        for one in deployment.of_kind("AWS::ApiGatewayV2::Integration")
    ]
    for one, functions in called:
        for function in sorted(functions - allowed):
            yield Finding(rule="granted", where=one.where, words=f"may not call {function}", source=INTEGRATIONS)


def notifications(deployment: Deployment) -> Findings:
    """S3 makes no bucket that tells a queue whose policy does not let it."""
    policies = list(deployment.of_kind("AWS::SQS::QueuePolicy"))
    for one in deployment.of_kind("AWS::S3::Bucket"):
        for told in dig(one.properties, "NotificationConfiguration.QueueConfigurations") or ():
            if not any(_lets(policy, str(told["Queue"]), str(one.arn)) for policy in policies):
                yield Finding(
                    rule="granted", where=one.where, words=f"may not tell {told['Queue']}", source=NOTIFICATIONS
                )


def indexes(deployment: Deployment) -> Findings:
    """A grant for an index that the table lacks is a grant that is missing elsewhere. A restored table has the same."""
    there = {
        str(index["IndexName"])
        for table in deployment.of_kind("AWS::DynamoDB::Table")
        for index in table.properties.get("GlobalSecondaryIndexes", ())
    }
    for role in deployment.of_kind("AWS::IAM::Role"):
        named = {str(resource) for one in statements(role) for resource in many(one.get("Resource", ()))}
        for arn in sorted(one for one in named if "/index/" in one):
            if not any(matches(arn.rpartition("/")[2], index) for index in there):
                yield Finding(rule="granted", where=role.where, words=f"no table has {arn}", source=QUERY)


def _refused(
    deployment: Deployment, one: Resource, role_arn: object, wanted: list[Request], source: str
) -> Iterator[Finding]:
    role = deployment.with_arn(role_arn)
    if role is None:
        yield Finding(rule="granted", where=one.where, words=f"there is no role {role_arn}", source=source)
        return
    yield from (Finding(rule="granted", where=one.where, words=words, source=source) for words in lacking(role, wanted))


def _lets(policy: Resource, queue: str, bucket: str) -> bool:
    context = {"aws:SourceArn": bucket, "aws:SourceAccount": ACCOUNT}
    granted = policy.properties["PolicyDocument"]["Statement"]
    services = [one for one in granted if dig(one, "Principal.Service") == "s3.amazonaws.com"]
    return is_allowed(services, Request("sqs:SendMessage", queue, context))
