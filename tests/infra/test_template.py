"""The stack as written and as the SAM transform makes it: functions, API, queues, table."""

import json
import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from infra.stacks import FUNCTIONS, nested, of_type, properties, references, target
from local.template import TEMPLATE, Template, load, table_definition
from portal.desk.app import SECONDS
from portal.ingest.isolation.limits import MEGABYTE, ParseLimits
from portal.model.desk import DeskRole
from portal.queue.redelivery import DELAYS
from portal.storage.search_manifest import LEASE

APIS = ("HttpApi", "HeavyApi")
WITH_DESK = (*APIS, "DeskApi")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_runs_on_python_313_and_arm64(expanded: Template, name: str) -> None:
    function = properties(expanded, name)

    assert function["Runtime"] == "python3.13"
    assert function["Architectures"] == ["arm64"]
    assert function["Handler"] == "app.handler"
    assert function["TracingConfig"]["Mode"]["Fn::Select"][1][0] == "PassThrough"


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
    assert nested("us-east-1")["Resources"]["FirewallLog"]["Properties"]["RetentionInDays"] == 14
    assert all("RetentionInDays" in group["Properties"] for group in groups.values())
    assert days == {"dev": 14, "prod": 90}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_secret_stands_in_the_environment(expanded: Template, name: str) -> None:
    variables = dict(properties(expanded, name)["Environment"]["Variables"])
    suspicious = re.compile(r"SECRET|PASSWORD|TOKEN|CREDENTIAL|API_?KEY|\{\{resolve:", re.IGNORECASE)

    assert variables.pop("DESK_SECRET", {"Ref": "DeskSecret"}) == {"Ref": "DeskSecret"}  # where it is, and not what
    assert [entry for entry in variables.items() if suspicious.search(str(entry))] == []


def test_only_those_who_need_the_table_and_the_queue_know_them(expanded: Template) -> None:
    known = {name: properties(expanded, name)["Environment"]["Variables"].keys() for name in FUNCTIONS}

    assert {name for name in FUNCTIONS if "TABLE_NAME" in known[name]} == {*FUNCTIONS} - {
        "WebmailFunction",
        "SmokeFunction",
    }
    for variable, knowing in {
        "QUEUE_URL": {"DispatchFunction", "IngestFunction", "DeskFunction"},
        "PICTURE_QUEUE_URL": {"DispatchFunction", "PicturesFunction"},
        "PICTURES_BUCKET": {"PicturesFunction", "DeskFunction"},
        "QUARANTINE_BUCKET": {"IngestFunction", "DeskFunction"},
        "DESK_SECRET": {"DeskFunction"},
    }.items():
        assert {name for name in FUNCTIONS if variable in known[name]} == knowing


def test_nobody_is_asked_whether_readers_may_come_without_a_password(expanded: Template) -> None:
    """`sam deploy --guided` looks for the word at the API, and ends where somebody presses Enter."""
    for api in APIS:
        assert properties(load(TEMPLATE), api)["Auth"] == {"EnableIamAuthorizer": False}
        assert "security" not in json.dumps(properties(expanded, api))


def test_each_path_leads_to_its_function(expanded: Template) -> None:
    routes = {
        (api, method, path): re.findall(
            r"\$\{(\w+)Aliaslive\}", json.dumps(operation["x-amazon-apigateway-integration"])
        )
        for api in APIS
        for path, operations in properties(expanded, api)["Body"]["paths"].items()
        for method, operation in operations.items()
    }

    assert routes == {
        ("HttpApi", "post", "/webmail/keuze"): ["WebmailFunction"],
        ("HttpApi", "x-amazon-apigateway-any-method", "/webmail"): ["WebmailFunction"],
        ("HttpApi", "x-amazon-apigateway-any-method", "/webmail/{proxy+}"): ["WebmailFunction"],
        ("HttpApi", "x-amazon-apigateway-any-method", "$default"): ["PagesFunction"],
        ("HeavyApi", "x-amazon-apigateway-any-method", "/zoeken"): ["SearchFunction"],
        ("HeavyApi", "x-amazon-apigateway-any-method", "$default"): ["PagesFunction"],
    }


def test_the_newsroom_is_an_api_of_its_own_made_of_parts(expanded: Template) -> None:
    """As one document it would name the function, which knows the CDN, which asks this API: a circle."""
    integration, route = (properties(expanded, f"Desk{part}") for part in ("Integration", "Route"))

    assert "Body" not in properties(expanded, "DeskApi")
    assert (route["RouteKey"], route["Target"]) == ("$default", {"Fn::Sub": "integrations/${DeskIntegration}"})
    assert (integration["IntegrationType"], integration["PayloadFormatVersion"]) == ("AWS_PROXY", "2.0")
    assert integration["IntegrationUri"] == {"Ref": "DeskFunctionAliaslive"}
    assert properties(expanded, "DeskApiPermission")["FunctionName"] == {"Ref": "DeskFunctionAliaslive"}


def test_without_the_newsroom_nothing_of_it_is_there(expanded: Template) -> None:
    """And what is there with it has a condition all the way: nothing else refers to it but where it is asked for."""
    desk = {name: one for name, one in expanded["Resources"].items() if name.startswith("Desk")}
    others = [one for name, one in expanded["Resources"].items() if not name.startswith("Desk")]
    login = {name for name, one in desk.items() if one["Type"].startswith("AWS::Cognito::")}

    assert load(TEMPLATE)["Parameters"]["Desk"]["Default"] == "off"
    assert {name: one.get("Condition") for name, one in desk.items()} == {
        name: "MakesLogin" if name in login else "HasDesk" for name in desk
    }
    assert {name for name in references(others) if name in desk} == {"DeskApi"}
    assert properties(expanded, "Edge")["Parameters"]["DeskApiDomain"]["Fn::If"][::2] == ["HasDesk", ""]


def test_the_key_of_sessions_is_made_at_random_and_goes_with_the_stack(expanded: Template) -> None:
    secret = expanded["Resources"]["DeskSecret"]
    made = secret["Properties"]["GenerateSecretString"]

    assert json.loads(made["SecretStringTemplate"]) == {"client_secret": ""}
    assert (made["GenerateStringKey"], made["PasswordLength"]) == ("session_key", 64)
    assert "DeletionPolicy" not in secret
    assert "Name" not in secret["Properties"]


def test_people_log_in_with_passkeys_at_accounts_that_an_administrator_made(expanded: Template) -> None:
    people, client = properties(expanded, "DeskPeople"), properties(expanded, "DeskClient")

    assert people["UserPoolTier"] == "ESSENTIALS"
    assert people["Policies"]["SignInPolicy"] == {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}
    assert people["WebAuthnUserVerification"] == "required"
    assert people["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert (client["AllowedOAuthFlows"], client["GenerateSecret"]) == (["code"], False)
    assert client["CallbackURLs"] == [{"Fn::Sub": "${Edge.Outputs.SiteUrl}redactie/terug"}]
    assert properties(expanded, "DeskLoginPages")["ManagedLoginVersion"] == 2
    assert properties(expanded, "DeskLoginStyle")["UseCognitoProvidedValues"] is True
    assert {one["Properties"]["GroupName"] for one in of_type(expanded, "AWS::Cognito::UserPoolGroup").values()} == set(
        DeskRole
    )


def stage_of(expanded: Template, api: str) -> dict[str, Any]:
    stages = [found["Properties"] for found in of_type(expanded, "AWS::ApiGatewayV2::Stage").values()]
    (found,) = [one for one in stages if one["ApiId"] == {"Ref": api}]
    return dict(found)


def at_prod(value: Any, *, prod: bool) -> Any:
    return value["Fn::If"][1 if prod else 2] if isinstance(value, dict) else value


@pytest.mark.parametrize("api", WITH_DESK)
def test_an_api_is_throttled_as_a_whole(expanded: Template, api: str) -> None:
    """A throttle of one route keeps the route alive: neither a release nor its way back can take it out of the API.

    Source: aws/serverless-application-model#1939.
    """
    stage = stage_of(expanded, api)

    assert stage["StageName"] == "$default"
    assert {"ThrottlingRateLimit", "ThrottlingBurstLimit"} == stage["DefaultRouteSettings"].keys()
    assert "RouteSettings" not in stage
    assert "FailOnWarnings" not in properties(expanded, api)


@pytest.mark.parametrize(("prod", "executions"), [(False, 10), (True, 1000)])
def test_what_is_dear_leaves_executions_to_pages(expanded: Template, prod: bool, executions: int) -> None:
    """Concurrency is rate x duration: a burst, and what comes in while the slowest question is answered (2 s)."""
    limits = {
        name: at_prod(value, prod=prod)
        for name, value in stage_of(expanded, "HeavyApi")["DefaultRouteSettings"].items()
    }

    assert limits["ThrottlingBurstLimit"] + 2 * limits["ThrottlingRateLimit"] < executions
    assert (
        limits["ThrottlingRateLimit"]
        <= stage_of(expanded, "HttpApi")["DefaultRouteSettings"]["ThrottlingRateLimit"] / 10
    )
    assert properties(expanded, "SearchFunction")["Timeout"] == 5


@pytest.mark.parametrize("api", WITH_DESK)
def test_a_line_of_the_access_log_names_no_reader_and_is_json_whatever_was_asked(expanded: Template, api: str) -> None:
    """API Gateway escapes no quotation mark: what a stranger or an error message writes may stand in no field."""
    logged = json.loads(stage_of(expanded, api)["AccessLogSettings"]["Format"])

    assert not re.search(r"sourceIp|userAgent|queryString|identity", json.dumps(logged))
    assert set(logged.values()) == {
        f"$context.{name}"
        for name in (
            *("requestTimeEpoch", "requestId", "apiId", "routeKey", "status", "responseLength", "responseLatency"),
            *("integrationLatency", "integration.integrationStatus", "integration.requestId", "error.responseType"),
        )
    }


def test_a_message_stays_hidden_for_six_timeouts(expanded: Template) -> None:
    for function, queue in (("IngestFunction", "FeedQueue"), ("PicturesFunction", "PictureQueue")):
        timeout = properties(expanded, function)["Timeout"]

        assert properties(expanded, queue)["VisibilityTimeout"] >= 6 * timeout


def test_a_queue_is_answered_for_each_message_on_its_own(expanded: Template) -> None:
    mappings = [found["Properties"] for found in of_type(expanded, "AWS::Lambda::EventSourceMapping").values()]

    assert {target(mapping["EventSourceArn"]) for mapping in mappings} == {"FeedQueue", "PictureQueue"}
    for mapping in mappings:
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert all(number >= 2 for number in mapping["ScalingConfig"]["MaximumConcurrency"]["Fn::If"][1:])


def test_pictures_are_made_one_at_a_time(expanded: Template) -> None:
    mappings = [found["Properties"] for found in of_type(expanded, "AWS::Lambda::EventSourceMapping").values()]

    assert {mapping["BatchSize"] for mapping in mappings if target(mapping["EventSourceArn"]) == "PictureQueue"} == {1}


@pytest.mark.parametrize(("name", "forgets"), [("Pictures", None), ("SearchIndex", None), ("Quarantine", 30)])
def test_a_bucket_is_closed_outlives_its_stack_and_forgets_only_where_it_should(name: str, forgets: int | None) -> None:
    bucket = nested("storage")["Resources"][name]

    assert (bucket["DeletionPolicy"], bucket["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
    assert set(bucket["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["Properties"]["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert "BucketEncryption" in bucket["Properties"]
    assert "BucketName" not in bucket["Properties"]
    *rules, abort = bucket["Properties"]["LifecycleConfiguration"]["Rules"]
    assert "AbortIncompleteMultipartUpload" in abort
    assert [rule["ExpirationInDays"] for rule in rules] == ([forgets] if forgets else [])


@pytest.mark.parametrize("name", ["SearchIndex", "Quarantine"])
def test_a_bucket_that_the_cdn_does_not_read_is_spoken_to_over_tls_alone(name: str) -> None:
    """That of pictures has its policy in edge.yaml."""
    policy = nested("storage")["Resources"][f"{name}Policy"]["Properties"]
    (statement,) = policy["PolicyDocument"]["Statement"]

    assert policy["Bucket"] == {"Ref": name}
    assert (statement["Effect"], statement["Action"], statement["Principal"]) == ("Deny", "s3:*", "*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert {one["Fn::Sub"].partition(":::")[2] for one in statement["Resource"]} == {f"${{{name}}}", f"${{{name}}}/*"}


def test_a_run_that_fails_is_not_repeated_and_a_message_that_fails_is_kept(expanded: Template) -> None:
    schedule = properties(expanded, "DispatchFunctionTick")
    failed = properties(expanded, "DispatchFunctionEventInvokeConfig")
    redrive = properties(expanded, "FeedQueue")["RedrivePolicy"]
    of_pictures = properties(expanded, "PictureQueue")["RedrivePolicy"]

    assert schedule["ScheduleExpression"] == "rate(1 minute)"
    assert "Name" not in schedule  # the same in dev and prod otherwise
    assert schedule["Target"]["RetryPolicy"]["MaximumRetryAttempts"] <= 3
    assert (failed["MaximumRetryAttempts"], failed["Qualifier"]) == (0, "live")
    assert target(redrive["deadLetterTargetArn"]) == "FeedDeadLetters"
    assert target(of_pictures["deadLetterTargetArn"]) == "PictureDeadLetters"
    for name, queue in (("FeedQueue", redrive), ("PictureQueue", of_pictures)):
        slow = queue["maxReceiveCount"] - len(DELAYS)
        assert queue["maxReceiveCount"] >= 5  # AWS Lambda, Configuring a queue for Lambda
        assert slow * properties(expanded, name)["VisibilityTimeout"] >= 1800  # a fault of half an hour loses nothing


def test_an_act_of_the_newsroom_is_waited_for_until_it_is_done(expanded: Template) -> None:
    """Five seconds more for a start; the API waits for thirty, and so does the CDN."""
    (origin,) = [
        one["Fn::If"][1]
        for one in properties(nested("edge"), "Distribution")["DistributionConfig"]["Origins"]
        if one.get("Fn::If", ["", {}])[1].get("Id") == "desk"
    ]

    assert SECONDS + 5 <= properties(expanded, "DeskFunction")["Timeout"] < 30
    assert origin["CustomOriginConfig"]["OriginReadTimeout"] == 30


def test_ingest_holds_what_parses_and_has_the_time_to_hear_of_it(expanded: Template) -> None:
    """Megabytes of the process that parses before a document, and of its parent with the largest answer in hand."""
    of_the_process, of_its_parent, fetch = 28, 280, 20
    ingest, limits = properties(expanded, "IngestFunction"), ParseLimits()

    assert limits.memory / MEGABYTE + of_the_process + of_its_parent <= ingest["MemorySize"]
    assert fetch + limits.turn + limits.wall < ingest["Timeout"]


def test_a_function_knows_the_queue_whose_failed_messages_it_shows_again(expanded: Template) -> None:
    for function, variable, queue in (
        ("IngestFunction", "QUEUE_URL", "FeedQueue"),
        ("PicturesFunction", "PICTURE_QUEUE_URL", "PictureQueue"),
    ):
        assert properties(expanded, function)["Environment"]["Variables"][variable] == {"Ref": queue}


def test_the_index_is_looked_after_every_minute_and_not_twice_for_one(expanded: Template) -> None:
    """What fails is done by the next run: the changes are still there."""
    schedule = properties(expanded, "IndexFunctionTick")

    assert schedule["ScheduleExpression"] == "rate(1 minute)"
    assert "Name" not in schedule
    assert schedule["Target"]["RetryPolicy"]["MaximumRetryAttempts"] == 0
    assert properties(expanded, "IndexFunctionEventInvokeConfig")["MaximumRetryAttempts"] == 0
    assert properties(expanded, "IndexFunction")["Timeout"] == 900
    assert properties(expanded, "IndexFunction")["Timeout"] <= LEASE.total_seconds()  # or two would be at work


@pytest.mark.parametrize("name", ["FeedDeadLetters", "PictureDeadLetters"])
def test_a_dead_letter_is_kept_for_two_weeks(expanded: Template, name: str) -> None:
    assert properties(expanded, name)["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_what_is_kept_is_kept_encrypted(expanded: Template) -> None:
    queues = of_type(expanded, "AWS::SQS::Queue").values()

    assert all(queue["Properties"]["SqsManagedSseEnabled"] is True for queue in queues)
    # Without a word DynamoDB encrypts under AWS's own key; under one of the account's each connection pays for it.
    assert "SSESpecification" not in stored_table()["Properties"]


def test_the_table_outlives_its_stack() -> None:
    table = stored_table()

    assert table["DeletionPolicy"] == "Retain"
    assert table["UpdateReplacePolicy"] == "Retain"
    assert table["Properties"]["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["Properties"]["DeletionProtectionEnabled"] == {"Fn::If": ["IsProd", True, False]}
    assert table["Properties"]["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert "TableName" not in table["Properties"]


def test_the_table_has_the_indexes_that_lists_are_read_from() -> None:
    definition = table_definition("articles")

    assert definition["TableName"] == "articles"
    assert definition["BillingMode"] == "PAY_PER_REQUEST"
    assert [index["IndexName"] for index in definition["GlobalSecondaryIndexes"]] == ["by-section", "by-time"]


def test_the_stack_is_valid_as_written(run_sam: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = run_sam("validate", "--lint")

    assert done.returncode == 0, done.stdout + done.stderr


def stored_table() -> dict[str, Any]:
    table: dict[str, Any] = nested("storage")["Resources"]["Table"]
    return table
