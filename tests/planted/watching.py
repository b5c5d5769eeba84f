"""Faults of what watches: alarms, metric filters, dashboards, firewalls, certificates, budgets."""

from typing import Any

from judge.deployment import Templates
from planted.planting import Fault, Faults, Properties, at, below, changing, setting

ALARM, SEARCH = "watching/PagesFailingAlarm", "watching/SearchFailingAlarm"
FILTER, PART = "site/ReleaseFailed", "MetricTransformations.0"
WEB_ACL, BUDGET, CERTIFICATE = "us_east_1/WebAcl", "budget/Budget", "us_east_1/Certificate"
TOLD = "NotificationsWithSubscribers"
HEAVY = ("AWSManagedRulesSQLiRuleSet", "AWSManagedRulesLinuxRuleSet", "AWSManagedRulesWindowsRuleSet")


def on_the_dashboard(was: str, becomes: str) -> Fault:
    def plant(of: Templates) -> None:
        body = at(of, "watching/DashboardPage")["Properties"]["DashboardBody"]["Fn::Sub"]
        assert was in body[0]
        body[0] = body[0].replace(was, becomes, 1)

    return plant


def heavy_rules(properties: Properties) -> None:
    for number, name in enumerate(HEAVY):
        properties["Rules"].append(managed(name, 10 + number))


def managed(name: str, priority: int) -> dict[str, Any]:
    seen = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": name}
    statement = {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": name}}
    return {
        "Name": name,
        "Priority": priority,
        "OverrideAction": {"None": {}},
        "Statement": statement,
        "VisibilityConfig": seen,
    }


def subscribers(*kinds: str) -> list[dict[str, str]]:
    addresses = {"SNS": "arn:aws:sns:us-east-1:123456789012:x", "EMAIL": "niemand"}
    return [{"SubscriptionType": kind, "Address": addresses[kind]} for kind in kinds]


FAULTS: Faults = {
    "a metric without a statistic": (setting(SEARCH, Statistic=None), "has a metric and no statistic"),
    "few samples in a way of our own": (
        setting("watching/PagesSlowAlarm", EvaluateLowSampleCountPercentile="skip"),
        "counts few samples in no way that there is",
    ),
    "two metrics of one id": (below(ALARM, "Metrics.1.Id", "refused"), "two of its metrics have one id"),
    "95p": (setting("watching/PagesSlowAlarm", ExtendedStatistic="95p"), "95p is no statistic"),
    "an id that nobody has": (
        below(ALARM, "Metrics.0.Expression", "FILL(answers, 0) + FILL(denied, 0)"),
        "reads denied, which is no id of the alarm",
    ),
    "a topic in another region": (
        setting(SEARCH, AlarmActions=["arn:aws:sns:us-east-1:123456789012:x"]),
        "arn:aws:sns:us-east-1:123456789012:x is in another region",
    ),
    "dimensions that a metric does not have": (
        setting("us_east_1/CdnFailingAlarm", Dimensions=[{"Name": "DistributionId", "Value": "E1"}]),
        "5xxErrorRate has no dimensions DistributionId",
    ),
    "a namespace by another spelling": (
        setting("watching/PagesSlowAlarm", Namespace="AWS/APIGateway"),
        "AWS/APIGateway is written AWS/ApiGateway",
    ),
    "a metric that is none": (setting("watching/PagesSlowAlarm", MetricName="Latencies"), "has no metric Latencies"),
    "a queue by its address": (
        below("watching/FeedDeadLettersAlarm", "Dimensions.0.Value", {"Ref": "FeedDeadLetters"}),
        "an address and no name",
    ),
    "a pattern that is not closed": (
        setting(FILTER, FilterPattern="{ $.status >= 500 "),
        "is not closed as it is opened",
    ),
    "fields of a pattern that has none": (setting(FILTER, FilterPattern="ERROR"), "takes dimensions from a pattern"),
    "a namespace with a colon": (
        below(FILTER, f"{PART}.MetricNamespace", "Regioportaal:x"),
        "has a colon, an asterisk",
    ),
    "a filter of a group that takes none": (
        setting("site/ApiLog", LogGroupClass="INFREQUENT_ACCESS"),
        "reads a group of the class",
    ),
    "a widget of no type": (on_the_dashboard('{"type": "log"', '{"type": "logs"'), "logs is no type of widget"),
    "a widget beyond the edge": (
        on_the_dashboard('"x": 16, "y": 1, "width": 8', '"x": 16, "y": 1, "width": 9'),
        "a widget ends beyond column 24",
    ),
    # --- us-east-1
    "a key that CloudFront does not take": (
        setting(CERTIFICATE, KeyAlgorithm="EC_secp384r1"),
        "is no key that CloudFront takes",
    ),
    "a zone for mail": (setting(CERTIFICATE, ValidationMethod="EMAIL"), "a zone is for validation by DNS"),
    "a metric of WAF's own": (below(WEB_ACL, "VisibilityConfig.MetricName", "All"), "All is a metric of WAF's own"),
    "a firewall of a region": (setting(WEB_ACL, Scope="REGIONAL"), "is for a region, and CloudFront takes"),
    "a firewall that is shut": (setting(WEB_ACL, DefaultAction={"Block": {}}), "lets in nobody at all"),
    "too many rules of a firewall": (changing(WEB_ACL, heavy_rules), "1527 units of capacity"),
    "an override of no rule": (
        below(WEB_ACL, "Rules.3.Statement.ManagedRuleGroupStatement.RuleActionOverrides.0.Name", "NoUserAgent"),
        "NoUserAgent is no rule of AWSManagedRulesCommonRuleSet",
    ),
    "a log with an asterisk": (
        setting("us_east_1/FirewallLogging", LogDestinationConfigs=[{"Fn::GetAtt": ["FirewallLog", "Arn"]}]),
        "logs to an ARN that ends in an asterisk",
    ),
    # --- the budget
    "a budget with a colon": (below(BUDGET, "Budget.BudgetName", "krant:x"), "krant:x has a colon or a backslash"),
    "the same said twice": (
        changing(BUDGET, lambda p: p[TOLD][1].update(Notification=dict(p[TOLD][0]["Notification"]))),
        "says the same twice",
    ),
    "a forecast of a day": (below(BUDGET, "Budget.TimeUnit", "DAILY"), "a budget of a day has no forecast"),
    "two topics": (below(BUDGET, f"{TOLD}.0.Subscribers", subscribers("SNS", "SNS")), "tells more than one topic"),
    "nobody's address": (below(BUDGET, f"{TOLD}.0.Subscribers", subscribers("EMAIL")), "niemand is no address"),
    "a budget in percent": (below(BUDGET, "Budget.BudgetLimit.Unit", "PERCENT"), "its amount is not in dollars"),
}
