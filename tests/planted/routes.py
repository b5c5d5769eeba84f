"""Faults of HTTP APIs: routes, integrations, stages, access logs."""

from planted.planting import Faults, Properties, below, changing, setting

API, STAGE = "site/HttpApi", "site/HttpApiApiGatewayDefaultStage"
ROUTE, PART = "site/DeskRoute", "site/DeskIntegration"
INTEGRATION = "Body.paths./webmail.x-amazon-apigateway-any-method.x-amazon-apigateway-integration"
FORMAT = "AccessLogSettings.Format"


def moved(path: str) -> Faults:
    def plant(api: Properties) -> None:
        paths = api["Body"]["paths"]
        paths[path] = paths.pop("/webmail/keuze")

    return {f"a route at {path}": (changing(API, plant), f"{path} is no path of a route")}


def by_method(api: Properties) -> None:
    route = api["Body"]["paths"]["/webmail/keuze"]
    route["fetch"] = route.pop("post")


FAULTS: Faults = {
    **moved("webmail/keuze"),
    **moved("/webmail/{proxy+}/x"),
    "a method that is none": (changing(API, by_method), "fetch of /webmail/keuze is no method"),
    "an integration that waits too long": (
        below(API, f"{INTEGRATION}.timeoutInMillis", 30001),
        "waits 30001 ms for /webmail",
    ),
    "an integration that does not wait": (below(API, f"{INTEGRATION}.timeoutInMillis", 49), "waits 49 ms for /webmail"),
    "a payload of no format": (below(API, f"{INTEGRATION}.payloadFormatVersion", "3.0"), "3.0 is no payload format"),
    "a route of no method": (setting(ROUTE, RouteKey="FETCH /redactie"), "FETCH /redactie is no key of a route"),
    "a route to nowhere": (setting(ROUTE, Target="integrations/weg"), "$default leads nowhere: 404"),
    "a route of no API": (setting(ROUTE, ApiId="weg"), "is of weg, which is not there"),
    "editors who have to sign": (
        setting(ROUTE, AuthorizationType="AWS_IAM"),
        "comes to $default for what no reader has",
    ),
    "a part that waits too long": (setting(PART, TimeoutInMillis=30001), "waits 30001 ms, and may from 50"),
    "a part of no format": (setting(PART, PayloadFormatVersion=None), "None is no payload format"),
    "a part that is no call of Lambda": (
        setting(PART, IntegrationType="HTTP_PROXY"),
        "is not called as Lambda wants it",
    ),
    "a function that no API may call": (
        setting("site/DeskApiPermission", Principal="scheduler.amazonaws.com"),
        "may not call arn:aws:lambda:",
    ),
    "a long title": (below(API, "Body.info.title", "x" * 129), "129 characters of title"),
    "a long description of an API": (below(API, "Body.info.description", "x" * 1025), "1025 characters of description"),
    "a stage that nobody deploys": (setting(STAGE, AutoDeploy=False), "is deployed by nobody, and answers 404"),
    "readers who have to sign": (
        below(API, "Body.paths./webmail.x-amazon-apigateway-any-method.security", [{"AWS_IAM": []}]),
        "for what no reader has: 403",
    ),
    "no request a second": (below(STAGE, "DefaultRouteSettings.ThrottlingRateLimit", 0), "0 requests a second"),
    "a function's own policy for no action": (
        setting("site/WebmailFunctionChoosePermission", Action="lambda:Invoke"),
        "lambda:Invoke is no action that a function is called by",
    ),
    "logging by level": (
        below(STAGE, "DefaultRouteSettings.LoggingLevel", "INFO"),
        "LoggingLevel, which HTTP APIs do not have",
    ),
    "a trace of data": (
        below(STAGE, "DefaultRouteSettings.DataTraceEnabled", True),
        "DataTraceEnabled, which HTTP APIs do not have",
    ),
    "a stage variable with a space": (
        setting(STAGE, StageVariables={"a b": "x"}),
        "a stage variable has other characters",
    ),
    "a value with quotes": (
        setting(STAGE, StageVariables={"a": '"x"'}),
        "the value of a stage variable has a character",
    ),
    "a log of two lines": (below(STAGE, FORMAT, '{"id":"$context.requestId",\n"a":"b"}'), "takes more than one line"),
    "a variable of REST APIs": (
        below(STAGE, FORMAT, '{"id":"$context.requestId","a":"$context.resourcePath"}'),
        "logs resourcePath, which HTTP APIs do not have",
    ),
    "a log to a queue": (
        below(STAGE, "AccessLogSettings.DestinationArn", {"Fn::GetAtt": ["FeedQueue", "Arn"]}),
        "which is no log group and no stream of Firehose",
    ),
    "a log that is not there": (
        below(
            STAGE,
            "AccessLogSettings.DestinationArn",
            "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/vendedlogs/x",
        ),
        "there is no log group /aws/vendedlogs/x",
    ),
    "a log outside the prefix": (
        setting("site/ApiLog", LogGroupName={"Fn::Sub": "/${AWS::StackName}/api"}),
        "logs to a group outside /aws/vendedlogs/",
    ),
}
