"""Changes that AWS takes, and that look like the faults: the judge must say nothing of them."""

from judge.deployment import Templates
from planted import buckets, roles, routes, watching
from planted.cdn import CDN, CONFIG, CORS, FUNCTION, RHP
from planted.planting import Fault, adding, adding_to, at, below, both, changing, setting
from planted.written import asserting, exporting, parameter

INDEX_POLICY = "storage/SearchIndexPolicy"
SEND = {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": roles.LETTERS}
OUR_ORGANISATION = {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": {"Fn::Sub": "arn:${AWS::Partition}:s3:::${SearchIndex}/*"},
    "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-0123456789"}},
}
OLD_TLS = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": {"Fn::Sub": "arn:${AWS::Partition}:s3:::${SearchIndex}/*"},
    "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}},
}
FOR_CLOUDWATCH = {
    "Effect": "Allow",
    "Principal": {"Service": ["budgets.amazonaws.com", "cloudwatch.amazonaws.com"]},
    "Action": "sns:Publish",
    "Resource": {"Ref": "AlarmTopic"},
    "Condition": {"StringEquals": {"AWS:SourceAccount": {"Ref": "AWS::AccountId"}}},
}
THIS_QUEUE = {"Fn::Sub": "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}-FeedQueue-XXXXXXXXXXXX"}
ONE_ORIGIN = {**CORS, "AccessControlAllowOrigins": {"Items": ["https://example.nl"]}}


def route(path: str) -> Fault:
    def plant(of: Templates) -> None:
        paths = at(of, routes.API)["Properties"]["Body"]["paths"]
        paths[path] = paths["/webmail"]

    return plant


HARMLESS: dict[str, Fault] = {
    # --- what watches
    "a trimmed mean": setting("watching/PagesSlowAlarm", ExtendedStatistic="tm90"),
    "a percentile with a fraction": setting("watching/PagesSlowAlarm", ExtendedStatistic="p99.9"),
    "a rank": setting("watching/PagesSlowAlarm", ExtendedStatistic="PR(:2000)"),
    "functions of metric math": below(
        watching.ALARM, "Metrics.0.Expression", "IF(answers > 0 AND refused < 9, answers, METRIC_COUNT(METRICS('x')))"
    ),
    "a topic of this region": setting(watching.SEARCH, AlarmActions=["arn:aws:sns:eu-central-1:123456789012:x"]),
    "another metric of an API": setting("watching/PagesSlowAlarm", MetricName="IntegrationLatency"),
    "a metric of our own": setting("watching/PagesSlowAlarm", Namespace="krant/lezers", MetricName="Geduld"),
    "a brace in a text": setting(watching.FILTER, FilterPattern='{ $.message = "een { teveel" }'),
    "fields between spaces": setting(watching.FILTER, FilterPattern="[ip, user, release, status=5*]"),
    "a rarely read log that no filter reads": setting("site/WebmailLog", LogGroupClass="INFREQUENT_ACCESS"),
    "a firewall of rules within the price": changing(
        watching.WEB_ACL, lambda p: p["Rules"].append(watching.managed("AWSManagedRulesSQLiRuleSet", 9))
    ),
    "a key on a curve": setting(watching.CERTIFICATE, KeyAlgorithm="EC_prime256v1"),
    "a budget of three months": below(watching.BUDGET, "Budget.TimeUnit", "QUARTERLY"),
    # --- the CDN
    "a policy of AWS's in its place": below(
        CDN, f"{CONFIG}.DefaultCacheBehavior.ResponseHeadersPolicyId", "67f7725c-6f97-4210-82d7-5512b31e9d03"
    ),
    "a policy that the account has already": below(
        CDN, f"{CONFIG}.DefaultCacheBehavior.CachePolicyId", "01234567-89ab-cdef-0123-456789abcdef"
    ),
    "a policy of requests for a bucket": below(
        CDN, f"{CONFIG}.CacheBehaviors.7.Fn::If.1.OriginRequestPolicyId", "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf"
    ),
    "a form by all methods": below(
        CDN,
        f"{CONFIG}.DefaultCacheBehavior.AllowedMethods",
        ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
    ),
    "a firewall that lets some in": both(
        setting(watching.WEB_ACL, DefaultAction={"Block": {}}),
        below(watching.WEB_ACL, "Rules.0.Action", {"Allow": {}}),
    ),
    "all functions together": setting("watching/IndexFailingAlarm", Dimensions=[]),
    "a pattern of endings": below(CDN, f"{CONFIG}.CacheBehaviors.3.PathPattern", "*.xm?"),
    "a root object": below(CDN, f"{CONFIG}.DefaultRootObject", "index.html"),
    "an error of a range": adding_to(
        CDN, f"{CONFIG}.CustomErrorResponses", {"ErrorCode": 416, "ErrorCachingMinTTL": 3}
    ),
    "credentials from one origin": below("edge/SecurityHeaders", f"{RHP}.CorsConfig", ONE_ORIGIN),
    "an older runtime with var": both(
        below(FUNCTION, "FunctionConfig.Runtime", "cloudfront-js-1.0"),
        setting(FUNCTION, FunctionCode="function handler(event) {\n  var letter = event.request;\n  return letter;\n}"),
    ),
    # --- buckets, queues, topics
    "logs of their writer": below(buckets.LOGS, "OwnershipControls.Rules.0.ObjectOwnership", "ObjectWriter"),
    "an index under AWS's own key": below("storage/SearchIndex", buckets.ALGORITHM, "aws:kms"),
    "a move after thirty days": below(
        buckets.PICTURES,
        "LifecycleConfiguration.Rules.0.Transitions",
        [{"StorageClass": "STANDARD_IA", "TransitionInDays": 30}],
    ),
    "a move to a class that waits for nothing": below(
        buckets.PICTURES,
        "LifecycleConfiguration.Rules.0.Transitions",
        [{"StorageClass": "GLACIER_IR", "TransitionInDays": 1}],
    ),
    "everybody of an organisation": adding_to(INDEX_POLICY, "PolicyDocument.Statement", OUR_ORGANISATION),
    "no old TLS": adding_to(INDEX_POLICY, "PolicyDocument.Statement", OLD_TLS),
    "letters of this queue": setting(
        "site/FeedDeadLetters",
        RedriveAllowPolicy={"redrivePermission": "byQueue", "sourceQueueArns": [THIS_QUEUE]},
    ),
    "a topic that alarms may use": adding(
        "site/AlarmTopicPolicy",
        "AWS::SNS::TopicPolicy",
        Topics=[{"Ref": "AlarmTopic"}],
        PolicyDocument={"Version": "2012-10-17", "Statement": [FOR_CLOUDWATCH]},
    ),
    # --- APIs
    "the longest wait": below(routes.API, f"{routes.INTEGRATION}.timeoutInMillis", 30000),
    "a parameter within a path": route("/archief/{soort}/lijst"),
    "what is left of a path": route("/archief/{rest+}"),
    "a stage variable": setting(routes.STAGE, StageVariables={"a_b": "x/y?z=1"}),
    "a claim in a log": below(
        routes.STAGE, routes.FORMAT, '{"id":"$context.requestId","sub":"$context.authorizer.claims.sub"}'
    ),
    # --- roles and functions
    "a role of several services": below(
        "site/PagesRole", f"{roles.TRUST}.Principal.Service", ["lambda.amazonaws.com", "edgelambda.amazonaws.com"]
    ),
    "a role of this account's functions": below(
        "site/PagesRole", f"{roles.TRUST}.Condition", {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    ),
    "a role of these functions": below(
        "site/PagesRole",
        f"{roles.TRUST}.Condition",
        {"ArnLike": {"aws:SourceArn": {"Fn::Sub": "arn:aws:lambda:*:${AWS::AccountId}:function:${AWS::StackName}-*"}}},
    ),
    "a CDN of this account": below(
        buckets.POLICY,
        f"{buckets.READERS}.Condition",
        {
            "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
            "ArnLike": {"aws:SourceArn": {"Fn::Sub": "arn:aws:cloudfront::${AWS::AccountId}:distribution/*"}},
        },
    ),
    "a family of actions": below("site/DispatchRole", f"{roles.GRANTS}.2.Action", "sqs:Send*"),
    "a condition on a tag": below(
        "site/PagesRole",
        f"{roles.GRANTS}.0.Condition",
        {"StringEqualsIfExists": {"aws:ResourceTag/portal": "x"}, "Bool": {"aws:SecureTransport": "true"}},
    ),
    "a bucket and its objects in one": adding_to(
        "site/IndexRole",
        roles.GRANTS,
        {
            "Effect": "Allow",
            "Action": ["s3:ListBucket", "s3:GetObject"],
            "Resource": [
                {"Fn::GetAtt": ["Storage", "Outputs.SearchIndexArn"]},
                {"Fn::Sub": "${Storage.Outputs.SearchIndexArn}/*"},
            ],
        },
    ),
    "all queues of a portal": adding_to(
        "site/DispatchRole",
        roles.GRANTS,
        {
            "Effect": "Allow",
            "Action": "sqs:GetQueueAttributes",
            "Resource": {"Fn::Sub": "arn:aws:sqs:*:${AWS::AccountId}:${AWS::StackName}-*"},
        },
    ),
    "everything of one kind": below("site/SmokeRole", f"{roles.GRANTS}.0.Resource", "arn:aws:lambda:*:*:function:*"),
    "letters that a function may send": both(
        setting("site/IndexFunction", DeadLetterConfig={"TargetArn": roles.LETTERS}),
        adding_to("site/IndexRole", roles.GRANTS, SEND),
    ),
    "a snapshot of a newer Python": both(
        setting(roles.PAGES, Runtime="python3.14"), below(roles.PAGES, "SnapStart.ApplyOn", "PublishedVersions")
    ),
    "a large disk without a snapshot": setting("site/IndexFunction", EphemeralStorage={"Size": 10240}),
    "a rollout of an hour": setting(
        "site/PagesFunctionDeploymentGroup",
        DeploymentConfigName="CodeDeployDefault.LambdaLinear10PercentEvery10Minutes",
    ),
    "the time of Amsterdam": setting(roles.TICK, ScheduleExpressionTimezone="Europe/Amsterdam"),
    # --- what CloudFormation reads
    "a default that is the most": parameter("MonthlyBudget", MaxValue=10, Default=10),
    "a rule that holds": asserting({"Fn::Contains": [["dev", "prod"], {"Ref": "Stage"}]}),
    "an export by the stack's name": exporting({"Fn::Sub": "${AWS::StackName}:table"}),
    "a value that fits its pattern": setting("site/OriginLock", AllowedPattern="^[A-Za-z0-9.-]+$"),
}
