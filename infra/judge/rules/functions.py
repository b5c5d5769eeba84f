"""Functions, and who calls them without a reader: queues and schedules."""

import re

from judge.deployment import Deployment
from judge.finding import Finding, Findings, unless
from judge.names import dig, is_true

ACCOUNT_OF_TEN = 10
"""Concurrent executions of a new account. Source: Lambda quotas; public reports of new accounts."""
FOR_READERS = 4
"""Executions that pollers, and schedules that call by the minute, leave to readers there."""
USUAL, UNRESERVED = 1000, 100
"""Executions of an account, and how many it keeps unreserved. Source: Lambda developer guide, reserved concurrency."""
ADVISED_RECEIVES = 5
CONCURRENCY = "Lambda quotas: 10 concurrent executions in a new account; 100 stay unreserved in any"
SQS = "Lambda developer guide, using Lambda with Amazon SQS"
RESERVED_VARIABLES = frozenset(
    {
        *("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME", "_HANDLER"),
        *("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_LOG_GROUP_NAME"),
        *("AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
        *("AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "AWS_LAMBDA_INITIALIZATION_TYPE"),
    }
)
RATE = re.compile(r"rate\((?:1 (?:minute|hour|day)|(?:[2-9]|[1-9]\d+) (?:minutes|hours|days))\)")
OTHER = re.compile(r"cron\((?:\S+ ){5}\S+\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)")


def pollers(deployment: Deployment) -> Findings:
    """What Lambda checks, or advises, when an event source mapping of a queue is made."""
    for one in deployment.of_kind("AWS::Lambda::EventSourceMapping"):
        queue = deployment.with_arn(one.properties["EventSourceArn"])
        function = deployment.function_of(one)
        if queue is None or function is None:
            yield Finding(rule="poller", where=one.where, words="its queue or its function is not there", source=SQS)
            continue
        hidden, timeout = int(queue.properties.get("VisibilityTimeout", 30)), int(function.properties.get("Timeout", 3))
        receives = int(dig(queue.properties, "RedrivePolicy.maxReceiveCount") or ADVISED_RECEIVES)
        windowed = bool(one.properties.get("MaximumBatchingWindowInSeconds"))
        checks = {
            f"messages are hidden for {hidden} s, six timeouts are {6 * timeout} s": hidden >= 6 * timeout,
            "more than ten records of a queue need a batching window": int(one.properties.get("BatchSize", 10)) <= 10
            or windowed,
            "one failing message brings back its batch": "ReportBatchItemFailures"
            in one.properties.get("FunctionResponseTypes", ()),
            f"{receives} receives; throttled ones count, so AWS advises five": receives >= ADVISED_RECEIVES,
            "is switched off, and no message is read": is_true(one.properties.get("Enabled", True)),
            "without MaximumConcurrency it takes every execution": "ScalingConfig" in one.properties,
        }
        yield from unless("poller", one.where, SQS, checks)


def concurrency(deployment: Deployment) -> Findings:
    """In a new account everything shares ten executions, and to reserve one is refused there: so prod alone does."""
    reserving = [one for one in deployment.of_kind("AWS::Lambda::Function") if _reserved(one.properties)]
    polling = deployment.of_kind("AWS::Lambda::EventSourceMapping")
    taken = sum(int(dig(one.properties, "ScalingConfig.MaximumConcurrency") or 0) for one in polling)
    schedules = deployment.of_kind("AWS::Scheduler::Schedule")
    taken += sum("minute" in str(one.properties["ScheduleExpression"]) for one in schedules)
    reserved = sum(_reserved(one.properties) for one in reserving)
    checks = {f"reserves {reserved} executions of {USUAL}": reserved <= USUAL - UNRESERVED}
    if deployment.site.parameters.get("Stage") != "prod":
        checks = {f"{one.logical} reserves executions, which a new account refuses": False for one in reserving} | {
            f"pollers and schedules take {taken} of ten executions": taken <= ACCOUNT_OF_TEN - FOR_READERS
        }
    yield from unless("concurrency", deployment.site.name, CONCURRENCY, checks)


def environments(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::Lambda::Function"):
        names = set(dig(one.properties, "Environment.Variables") or ())
        checks = {f"{name} is Lambda's own": False for name in sorted(names & RESERVED_VARIABLES)}
        checks |= {
            f"{name} is no name of a variable": bool(re.fullmatch(r"[a-zA-Z]\w+", name))
            for name in names - RESERVED_VARIABLES
        }
        yield from unless("environment", one.where, "Lambda developer guide, environment variables", checks)


def schedules(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::Scheduler::Schedule"):
        written = str(one.properties["ScheduleExpression"])
        window = dig(one.properties, "FlexibleTimeWindow.Mode")
        checks = {
            f"{written} is no schedule": bool(RATE.fullmatch(written) or OTHER.fullmatch(written)),
            "is switched off, and calls nothing": one.properties.get("State", "ENABLED") == "ENABLED",
            "has no FlexibleTimeWindow": window is not None,
            "a flexible window has to say how long it is": window != "FLEXIBLE"
            or dig(one.properties, "FlexibleTimeWindow.MaximumWindowInMinutes") is not None,
        }
        yield from unless("schedule", one.where, "EventBridge Scheduler user guide, schedule types", checks)


def _reserved(properties: object) -> int:
    return int(dig(properties, "ReservedConcurrentExecutions") or 0)
