"""Faults of roles: who may take them, what they lack, conditions that never hold; how functions start."""

from planted.planting import Fault, Faults, Properties, below, both, changing, setting

TRUST = "AssumeRolePolicyDocument.Statement.0"
GRANTS = "Policies.0.PolicyDocument.Statement"
PAGES, TICK = "site/PagesFunction", "site/DispatchFunctionTick"
LETTERS = {"Fn::GetAtt": ["FeedDeadLetters", "Arn"]}
GITHUB = "token.actions.githubusercontent.com"
EVENTS = "site/IndexFunctionEventInvokeConfig"


def token(claim: str, wanted: object) -> Fault:
    """What the deploy role wants of a token."""

    def plant(role: Properties) -> None:
        condition = role["AssumeRolePolicyDocument"]["Statement"][0]["Condition"]
        condition["StringEquals"][f"{GITHUB}:{claim}"] = wanted

    return changing("ci/DeployRole", plant)


def denying(role: Properties) -> Properties:
    """The one statement of a role that denies anything."""
    (found,) = (one for one in role["Policies"][0]["PolicyDocument"]["Statement"] if one["Effect"] == "Deny")
    denial: Properties = found
    return denial


FAULTS: Faults = {
    "a function that may alter what people did": (
        changing(
            "site/IngestRole", lambda role: denying(role).update(Condition={"Bool": {"aws:SecureTransport": "false"}})
        ),
        "may dynamodb:DeleteItem on what people did in the newsroom",
    ),
    "a function whose role is another service's": (
        below("site/PagesRole", f"{TRUST}.Principal.Service", "codedeploy.amazonaws.com"),
        "lambda.amazonaws.com may not take PagesRole",
    ),
    "a rollout whose role is another service's": (
        below("site/RolloutRole", f"{TRUST}.Principal.Service", "lambda.amazonaws.com"),
        "codedeploy.amazonaws.com may not take RolloutRole",
    ),
    "a role of another account's function": (
        below("site/PagesRole", f"{TRUST}.Condition", {"StringEquals": {"aws:SourceAccount": "210987654321"}}),
        "lambda.amazonaws.com may not take PagesRole",
    ),
    "a role that CloudFormation may not take": (
        below("ci/ExecutionRole", f"{TRUST}.Principal.Service", "lambda.amazonaws.com"),
        "cloudformation.amazonaws.com may not take it",
    ),
    "a federated role that is simply taken": (
        below("ci/DeployRole", f"{TRUST}.Action", "sts:AssumeRole"),
        "a workflow, repo:",
    ),
    "another audience": (token("aud", "sigstore"), "a workflow, repo:"),
    "another subject": (token("sub", ["repo:krant/portaal:env:prod"]), "a workflow, repo:"),
    "a provider for another audience": (
        setting("ci/GitHub", ClientIdList=["github"]),
        "takes no token for sts.amazonaws.com",
    ),
    "a key that no action has": (
        below(
            "site/SearchRole", f"{GRANTS}.0.Condition", {"ForAllValues:StringLike": {"dynamodb:LeadingKey": ["SEARCH"]}}
        ),
        "dynamodb:GetItem has no condition key dynamodb:LeadingKey",
    ),
    "a service that is none": (
        below("edge/PicturesPolicy", "PolicyDocument.Statement.1.Principal.Service", "cloudfront.amazon.com"),
        "cloudfront.amazon.com is no name of a service",
    ),
    "an action that is none": (
        below("site/PagesRole", f"{GRANTS}.0.Action", ["dynamodb:GetItems", "dynamodb:Query"]),
        "dynamodb:GetItems is no action of AWS",
    ),
    "objects by the name of their bucket": (
        below("site/SearchRole", f"{GRANTS}.2.Resource", {"Fn::GetAtt": ["Storage", "Outputs.SearchIndexArn"]}),
        "s3:GetObject is never asked on arn:aws:s3:::",
    ),
    "a bucket by the name of its objects": (
        below("site/IndexRole", f"{GRANTS}.5.Resource", {"Fn::Sub": "${Storage.Outputs.SearchIndexArn}/*"}),
        "s3:ListBucket is never asked on arn:aws:s3:::",
    ),
    "a queue of another service": (
        below("site/DispatchRole", f"{GRANTS}.2.Resource", {"Fn::GetAtt": ["Storage", "Outputs.TableArn"]}),
        "sqs:SendMessage is never asked on arn:aws:dynamodb",
    ),
    "a function by half an ARN": (
        below(
            "ci/DeployRole",
            "Policies.1.PolicyDocument.Statement.2.Resource",
            "arn:aws:lambda:eu-central-1:123456789012:x",
        ),
        "lambda:DeleteFunction is never asked on",
    ),
    "what the code does, and its role does not": (
        below("site/IngestRole", f"{GRANTS}.0.Action", ["dynamodb:GetItem"]),
        "IngestRole may not dynamodb:PutItem on arn:aws:dynamodb",
    ),
    "a partition that the code reads": (
        below(
            "site/SearchRole",
            f"{GRANTS}.0.Condition",
            {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["SEARCH"]}},
        ),
        "ARTICLE#x",
    ),
    # --- what AWS does in the name of a role
    "letters of a function that it may not send": (
        setting("site/IndexFunction", DeadLetterConfig={"TargetArn": LETTERS}),
        "IndexRole may not sqs:SendMessage",
    ),
    "a destination that it may not send to": (
        below(EVENTS, "DestinationConfig.OnFailure.Destination", LETTERS),
        "IndexRole may not sqs:SendMessage",
    ),
    "traces that it may not send": (setting(PAGES, TracingConfig={"Mode": "Active"}), "may not xray:PutTraceSegments"),
    "a network that it may not join": (
        setting(PAGES, VpcConfig={"SubnetIds": ["subnet-0123"], "SecurityGroupIds": ["sg-0123"]}),
        "may not ec2:CreateNetworkInterface",
    ),
    "a log of another function": (
        below(PAGES, "LoggingConfig.LogGroup", {"Ref": "SmokeLog"}),
        "PagesRole may not logs:CreateLogStream",
    ),
    "a log's own ARN without its streams": (
        below(
            "site/PagesRole",
            f"{GRANTS}.3.Resource",
            {"Fn::Sub": "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:${PagesLog}"},
        ),
        "PagesRole may not logs:PutLogEvents",
    ),
    "letters of a schedule that its role may not send": (
        below(TICK, "Target.DeadLetterConfig", {"Arn": LETTERS}),
        "DispatchFunctionTickRole may not sqs:SendMessage",
    ),
    "a hook that a rollout may not call": (
        below("site/RolloutRole", f"{GRANTS}.1.Resource", {"Fn::GetAtt": ["WebmailFunction", "Arn"]}),
        "RolloutRole may not lambda:InvokeFunction",
    ),
    "an alias that a rollout may not move": (
        below("site/RolloutRole", f"{GRANTS}.2.Resource", [{"Fn::GetAtt": ["PagesFunction", "Arn"]}]),
        "RolloutRole may not lambda:UpdateAlias",
    ),
    "a release that nobody may try": (
        below("site/SmokeRole", f"{GRANTS}.0.Resource", {"Fn::GetAtt": ["PagesFunction", "Arn"]}),
        "by RELEASE, and SmokeRole may do nothing with it",
    ),
    # --- how functions start
    "a snapshot of an older Python": (
        both(setting(PAGES, Runtime="python3.11"), below(PAGES, "SnapStart.ApplyOn", "PublishedVersions")),
        "python3.11 has no SnapStart",
    ),
    "a snapshot with a large disk": (
        both(setting(PAGES, EphemeralStorage={"Size": 513}), below(PAGES, "SnapStart.ApplyOn", "PublishedVersions")),
        "SnapStart takes 512 MB of /tmp",
    ),
    "a snapshot with a file system": (
        both(
            setting(PAGES, FileSystemConfigs=[{"Arn": "arn:aws:elasticfilesystem:x", "LocalMountPath": "/mnt/x"}]),
            below(PAGES, "SnapStart.ApplyOn", "PublishedVersions"),
        ),
        "SnapStart and a file system exclude each other",
    ),
    "a snapshot and executions that wait": (
        both(
            below(
                "site/PagesFunctionAliaslive", "ProvisionedConcurrencyConfig", {"ProvisionedConcurrentExecutions": 1}
            ),
            below(PAGES, "SnapStart.ApplyOn", "PublishedVersions"),
        ),
        "SnapStart and provisioned concurrency exclude",
    ),
    "no execution at all": (
        setting("site/DispatchFunction", ReservedConcurrentExecutions=0),
        "reserves nothing, so that it never",
    ),
    "fewer executions than a poller takes": (
        setting("site/IngestFunction", ReservedConcurrentExecutions=1),
        "pollers take 5 of the 1 executions",
    ),
    "a rollout of seven minutes": (
        setting(
            "site/PagesFunctionDeploymentGroup", DeploymentConfigName="CodeDeployDefault.LambdaCanary10Percent7Minutes"
        ),
        "there is no deployment configuration",
    ),
    "a poller that is off": (
        setting("site/IngestFunctionFeeds", Enabled=False),
        "is switched off, and no message is read",
    ),
    "a schedule that is off": (setting(TICK, State="DISABLED"), "is switched off, and calls nothing"),
    "a zone that is none": (
        setting(TICK, ScheduleExpressionTimezone="Europe/Middelburg"),
        "Europe/Middelburg is no time zone",
    ),
    "a group that is not there": (setting(TICK, GroupName="portal"), "there is no group of schedules portal"),
}
