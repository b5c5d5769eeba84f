"""Queues and topics: who sends what where, and whether a policy of theirs lets it."""

from collections.abc import Mapping
from typing import Any

from judge.deployment import Deployment
from judge.finding import Findings, unless
from judge.names import ACCOUNT, dig, is_true
from judge.policy import Request, is_allowed, is_everybody, many
from judge.rules.metrics import actions_of

LETTERS = "SQS developer guide, dead-letter queues: redrive allow policy"
FIFO = "SQS developer guide, dead-letter queues: «of the same type»"
POLICIES = "SNS developer guide, access policies; CloudWatch user guide, «Allow_Publish_Alarms»"


def redrives(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::SQS::Queue"):
        letters = deployment.with_arn(dig(one.properties, "RedrivePolicy.deadLetterTargetArn"))
        if letters is not None:
            words = f"{letters.logical} takes no letters of it"
            checks = {
                words: _takes(letters.properties.get("RedriveAllowPolicy") or {}, str(one.arn)),
                f"{letters.logical} and it are not both FIFO, or both not": is_true(letters.properties.get("FifoQueue"))
                == is_true(one.properties.get("FifoQueue")),
            }
            yield from unless("dead-letters", one.where, f"{LETTERS}; {FIFO}", checks)


def _takes(allow: Mapping[str, Any], source: str) -> bool:
    permission = allow.get("redrivePermission", "allowAll")
    return permission == "allowAll" or (permission == "byQueue" and source in allow.get("sourceQueueArns", ()))


def topics(deployment: Deployment) -> Findings:
    """A topic without a policy lets its account's services publish; one of its own takes the place of that."""
    alarmed = {str(arn) for one in deployment.of_kind("AWS::CloudWatch::Alarm") for arn in actions_of(one.properties)}
    for policy in deployment.of_kind("AWS::SNS::TopicPolicy"):
        granted = many(policy.properties["PolicyDocument"]["Statement"])
        for arn in map(str, policy.properties["Topics"]):
            request = Request("sns:Publish", arn, {"aws:SourceAccount": ACCOUNT, "aws:SourceOwner": ACCOUNT})
            asked = [one for one in granted if _is_for(one, "cloudwatch.amazonaws.com")]
            words = f"CloudWatch may not publish to {arn}, and no alarm arrives"
            lets = arn not in alarmed or is_allowed(asked, request)
            yield from unless("topic-policy", policy.where, POLICIES, {words: lets})


def _is_for(statement: Mapping[str, Any], service: str) -> bool:
    return is_everybody(statement) or service in many(dig(statement, "Principal.Service") or [])
