"""The house rules of the stack, checked on what the SAM transform makes of it."""

import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from local.template import ROOT, TEMPLATE, Template, expand, load, table_definition

FUNCTIONS = ("PagesFunction", "WebmailFunction", "DispatchFunction", "IngestFunction")
LOGS = {"logs:CreateLogStream", "logs:PutLogEvents"}
READS = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}

PERMISSIONS = {
    "PagesRole": {
        "Table": READS,
        "Table/index/by-section": READS,
        "Table/index/by-day": READS,
        "PagesLog": LOGS,
    },
    "WebmailRole": {"WebmailLog": LOGS},
    "DispatchRole": {
        "Table": {"dynamodb:Query", "dynamodb:UpdateItem"},
        "FeedQueue": {"sqs:SendMessage"},
        "ScheduleDeadLetters": {"sqs:SendMessage"},  # Lambda reports a failed run in the function's name
        "DispatchLog": LOGS,
    },
    "IngestRole": {
        "Table": {
            *("dynamodb:GetItem", "dynamodb:BatchGetItem"),
            *("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
        },
        "FeedQueue": {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"},
        "IngestLog": LOGS,
    },
    "DispatchFunctionEveryMinuteRole": {
        "DispatchFunctionAliaslive": {"lambda:InvokeFunction"},
        "ScheduleDeadLetters": {"sqs:SendMessage"},
    },
}


def of_type(template: Template, kind: str) -> dict[str, dict[str, Any]]:
    return {name: found for name, found in template["Resources"].items() if found["Type"] == kind}


def properties(template: Template, name: str) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"][name]["Properties"]
    return found


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def target(reference: Any) -> str:
    """The logical id that an ARN leads to: of the table, the one in the nested stack."""
    match reference:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), "Arn"]}:
            return name
        case {"Fn::GetAtt": ["Storage", "Outputs.TableArn"]}:
            return "Table"
        case {"Fn::Sub": str(text)}:
            return text.replace("${Storage.Outputs.TableArn}", "Table")
    return str(reference)


def statements(role: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for policy in role["Properties"].get("Policies", ()):
        yield from policy["PolicyDocument"]["Statement"]


def test_each_role_may_do_exactly_what_its_code_does(expanded: Template) -> None:
    granted: dict[str, dict[str, set[str]]] = {}
    for name, role in of_type(expanded, "AWS::IAM::Role").items():
        granted[name] = {}
        for statement in statements(role):
            for resource in many(statement["Resource"]):
                granted[name].setdefault(target(resource), set()).update(many(statement["Action"]))

    assert granted == PERMISSIONS


def test_no_role_carries_a_policy_of_aws_which_would_allow_more(expanded: Template) -> None:
    roles = of_type(expanded, "AWS::IAM::Role")

    assert {name for name, role in roles.items() if "ManagedPolicyArns" in role["Properties"]} == set()
    assert of_type(expanded, "AWS::IAM::Policy") == {}


def test_nothing_is_allowed_with_a_wildcard(expanded: Template) -> None:
    """But for the key of the alarms, in whose own policy `*` is that key."""
    allowed = [
        (name, value)
        for name, role in of_type(expanded, "AWS::IAM::Role").items()
        for statement in statements(role)
        for value in map(str, [*many(statement["Action"]), *many(statement["Resource"])])
    ]

    assert [(name, value) for name, value in allowed if "*" in value] == []


def test_the_key_of_the_alarms_serves_this_account_and_cloudwatch_on_its_behalf(expanded: Template) -> None:
    (key,) = of_type(expanded, "AWS::KMS::Key").values()
    account, cloudwatch = key["Properties"]["KeyPolicy"]["Statement"]

    assert account["Principal"] == {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}
    assert cloudwatch["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert cloudwatch["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    assert key["Properties"]["EnableKeyRotation"] is True


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_runs_on_python_313_and_arm64(expanded: Template, name: str) -> None:
    function = properties(expanded, name)

    assert function["Runtime"] == "python3.13"
    assert function["Architectures"] == ["arm64"]
    assert function["Handler"] == "app.handler"
    assert "TracingConfig" not in function


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_writes_json_to_a_log_group_of_its_own(expanded: Template, name: str) -> None:
    logging = properties(expanded, name)["LoggingConfig"]
    groups = [target(properties(expanded, other)["LoggingConfig"]["LogGroup"]) for other in FUNCTIONS]

    assert logging["LogFormat"] == "JSON"
    assert {"ApplicationLogLevel", "SystemLogLevel"} <= logging.keys()
    assert groups.count(target(logging["LogGroup"])) == 1


def test_every_log_group_forgets(expanded: Template) -> None:
    groups = of_type(expanded, "AWS::Logs::LogGroup")
    days = {stage: kept["Days"] for stage, kept in load(TEMPLATE)["Mappings"]["LogRetention"].items()}

    assert len(groups) == len(FUNCTIONS) + 1
    assert all("RetentionInDays" in group["Properties"] for group in groups.values())
    assert days == {"dev": 14, "prod": 90}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_secret_stands_in_the_environment(expanded: Template, name: str) -> None:
    variables = properties(expanded, name)["Environment"]["Variables"]
    suspicious = re.compile(r"SECRET|PASSWORD|TOKEN|CREDENTIAL|API_?KEY|\{\{resolve:", re.IGNORECASE)

    assert [entry for entry in variables.items() if suspicious.search(str(entry))] == []


def test_only_those_who_need_the_table_and_the_queue_know_them(expanded: Template) -> None:
    known = {name: properties(expanded, name)["Environment"]["Variables"].keys() for name in FUNCTIONS}

    assert {name for name in FUNCTIONS if "TABLE_NAME" in known[name]} == {*FUNCTIONS} - {"WebmailFunction"}
    assert {name for name in FUNCTIONS if "QUEUE_URL" in known[name]} == {"DispatchFunction"}


def test_callers_reach_a_published_version(expanded: Template) -> None:
    permitted = {
        target(found["Properties"]["FunctionName"]) for found in of_type(expanded, "AWS::Lambda::Permission").values()
    }
    (mapping,) = of_type(expanded, "AWS::Lambda::EventSourceMapping").values()
    (schedule,) = of_type(expanded, "AWS::Scheduler::Schedule").values()

    assert permitted == {"PagesFunctionAliaslive", "WebmailFunctionAliaslive"}
    assert target(mapping["Properties"]["FunctionName"]) == "IngestFunctionAliaslive"
    assert target(schedule["Properties"]["Target"]["Arn"]) == "DispatchFunctionAliaslive"


@pytest.mark.parametrize(
    ("resource", "changed"),
    [
        ("PagesFunction", {"CodeUri": "s3://artefacts/other"}),
        ("PagesFunction", {"Timeout": 9}),
        ("DependenciesLayer", {"ContentUri": "s3://artefacts/other"}),
    ],
    ids=["code", "property", "layer alone"],
)
def test_a_change_publishes_a_version(
    expanded: Template, tmp_path: Path, resource: str, changed: dict[str, Any]
) -> None:
    template = copy.deepcopy(load(TEMPLATE))
    template["Resources"][resource]["Properties"] |= changed
    edited = tmp_path / "template.json"
    edited.write_text(json.dumps(template))

    before, after = (of_type(one, "AWS::Lambda::Version") for one in (expanded, expand(edited)))

    assert [name for name in before if name.startswith("Pages")] != [name for name in after if name.startswith("Pages")]


def test_each_path_leads_to_its_function(expanded: Template) -> None:
    paths = properties(expanded, "HttpApi")["Body"]["paths"]
    routes = {
        (method, path): re.findall(r"\$\{(\w+)Aliaslive\}", json.dumps(operation["x-amazon-apigateway-integration"]))
        for path, operations in paths.items()
        for method, operation in operations.items()
    }

    assert routes == {
        ("post", "/webmail/keuze"): ["WebmailFunction"],
        ("x-amazon-apigateway-any-method", "/webmail"): ["WebmailFunction"],
        ("x-amazon-apigateway-any-method", "/webmail/{proxy+}"): ["WebmailFunction"],
        ("x-amazon-apigateway-any-method", "/$default"): ["PagesFunction"],
    }
    assert paths["/$default"]["x-amazon-apigateway-any-method"]["isDefaultRoute"] is True


def test_the_api_is_throttled_and_logs_no_reader(expanded: Template) -> None:
    (stage,) = (found["Properties"] for found in of_type(expanded, "AWS::ApiGatewayV2::Stage").values())
    logged = json.loads(stage["AccessLogSettings"]["Format"])

    assert properties(expanded, "HttpApi")["FailOnWarnings"] is True
    assert stage["StageName"] == "$default"
    assert {"ThrottlingRateLimit", "ThrottlingBurstLimit"} <= stage["DefaultRouteSettings"].keys()
    assert {"POST /webmail/keuze"} == stage["RouteSettings"].keys()
    assert not re.search(r"sourceIp|userAgent|queryString|identity", json.dumps(logged))


def test_a_message_stays_hidden_for_six_timeouts(expanded: Template) -> None:
    timeout = properties(expanded, "IngestFunction")["Timeout"]

    assert properties(expanded, "FeedQueue")["VisibilityTimeout"] >= 6 * timeout


def test_ingest_answers_for_each_message_on_its_own(expanded: Template) -> None:
    (mapping,) = (found["Properties"] for found in of_type(expanded, "AWS::Lambda::EventSourceMapping").values())

    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["ScalingConfig"]["MaximumConcurrency"] >= 2
    assert target(mapping["EventSourceArn"]) == "FeedQueue"


def test_the_schedule_and_the_queue_have_a_place_for_what_fails(expanded: Template) -> None:
    (schedule,) = (found["Properties"] for found in of_type(expanded, "AWS::Scheduler::Schedule").values())
    (failed,) = (found["Properties"] for found in of_type(expanded, "AWS::Lambda::EventInvokeConfig").values())
    redrive = properties(expanded, "FeedQueue")["RedrivePolicy"]

    assert schedule["ScheduleExpression"] == "rate(1 minute)"
    assert "Name" not in schedule  # the same in dev and prod otherwise
    assert schedule["Target"]["RetryPolicy"]["MaximumRetryAttempts"] <= 3
    assert target(schedule["Target"]["DeadLetterConfig"]["Arn"]) == "ScheduleDeadLetters"
    assert target(failed["DestinationConfig"]["OnFailure"]["Destination"]) == "ScheduleDeadLetters"
    assert failed["Qualifier"] == "live"
    assert target(redrive["deadLetterTargetArn"]) == "FeedDeadLetters"


@pytest.mark.parametrize("name", ["ScheduleDeadLetters", "FeedDeadLetters"])
def test_a_dead_letter_is_kept_for_two_weeks_and_wakes_somebody(expanded: Template, name: str) -> None:
    alarms = [found["Properties"] for found in of_type(expanded, "AWS::CloudWatch::Alarm").values()]
    (alarm,) = [
        alarm
        for alarm in alarms
        if alarm["Dimensions"] == [{"Name": "QueueName", "Value": {"Fn::GetAtt": [name, "QueueName"]}}]
    ]

    assert properties(expanded, name)["MessageRetentionPeriod"] == 14 * 24 * 3600
    assert alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanOrEqualToThreshold", 1)
    assert target(alarm["AlarmActions"][0]) == "AlarmTopic"


def test_what_is_kept_is_kept_encrypted(expanded: Template) -> None:
    queues = of_type(expanded, "AWS::SQS::Queue").values()
    topics = of_type(expanded, "AWS::SNS::Topic").values()

    assert all(queue["Properties"]["SqsManagedSseEnabled"] is True for queue in queues)
    assert [target(topic["Properties"]["KmsMasterKeyId"]) for topic in topics] == ["AlarmKey"]
    assert stored_table()["Properties"]["SSESpecification"] == {"SSEEnabled": True}


def test_the_table_outlives_its_stack() -> None:
    table = stored_table()

    assert table["DeletionPolicy"] == "RetainExceptOnCreate"
    assert table["UpdateReplacePolicy"] == "Retain"
    assert table["Properties"]["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["Properties"]["DeletionProtectionEnabled"] == {"Fn::If": ["IsProd", True, False]}
    assert table["Properties"]["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert "TableName" not in table["Properties"]


def test_the_table_has_the_indexes_that_lists_are_read_from() -> None:
    definition = table_definition("articles")

    assert definition["TableName"] == "articles"
    assert definition["BillingMode"] == "PAY_PER_REQUEST"
    assert [index["IndexName"] for index in definition["GlobalSecondaryIndexes"]] == ["by-section", "by-day"]


def test_the_stack_is_valid_as_written(run_sam: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = run_sam("validate", "--lint")

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_stack_is_clean_as_written_and_as_expanded(expanded: Template, tmp_path: Path) -> None:
    """cfn-lint does not expand SAM itself: what it says of roles, permissions and aliases needs the expansion."""
    plain = tmp_path / "expanded.json"
    plain.write_text(json.dumps(expanded))
    linter = Path(sys.executable).with_name("cfn-lint")

    done = subprocess.run(
        [linter, TEMPLATE, ROOT / "infra" / "storage.yaml", plain], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def stored_table() -> dict[str, Any]:
    table: dict[str, Any] = load(ROOT / "infra" / "storage.yaml")["Resources"]["Table"]
    return table
