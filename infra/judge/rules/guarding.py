"""Certificates, firewalls and budgets: what guards a site, in us-east-1."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from judge.deployment import Deployment
from judge.finding import Findings, unless
from judge.limits import at
from judge.names import dig

CERTIFICATES = "ACM user guide, characteristics of certificates; CloudFront developer guide, supported key types"
CAPACITY = "WAF developer guide, web ACL capacity units: 1,500 are in the basic price, 5,000 are the most"
FIREWALL = "WAF API reference, CreateWebACL, VisibilityConfig"
LOGGING = "aws/aws-cdk#18253, pulumi/pulumi-aws#1214: «The ARN isn't valid»"
BUDGETS = "AWS Budgets API reference, Notification, Subscriber; user guide, best practices"
CLOUDFRONT_KEYS = frozenset({"RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1"})
RESERVED_METRICS = frozenset({"All", "Default_Action"})
IN_THE_PRICE = 1500
UNITS = {
    "AWSManagedRulesACFPRuleSet": 50,
    "AWSManagedRulesATPRuleSet": 50,
    "AWSManagedRulesAdminProtectionRuleSet": 100,
    "AWSManagedRulesAmazonIpReputationList": 25,
    "AWSManagedRulesAnonymousIpList": 50,
    "AWSManagedRulesAntiDDoSRuleSet": 50,
    "AWSManagedRulesBotControlRuleSet": 50,
    "AWSManagedRulesCommonRuleSet": 700,
    "AWSManagedRulesKnownBadInputsRuleSet": 200,
    "AWSManagedRulesLinuxRuleSet": 200,
    "AWSManagedRulesPHPRuleSet": 100,
    "AWSManagedRulesSQLiRuleSet": 200,
    "AWSManagedRulesUnixRuleSet": 100,
    "AWSManagedRulesWindowsRuleSet": 200,
    "AWSManagedRulesWordPressRuleSet": 100,
}
"""Of each group of rules that AWS manages. Source: WAF developer guide, AWS Managed Rules rule groups list."""
NAMES = {
    "AWSManagedRulesAmazonIpReputationList": (
        "AWSManagedIPReputationList AWSManagedReconnaissanceList AWSManagedIPDDoSList"
    ),
    "AWSManagedRulesCommonRuleSet": (
        "NoUserAgent_HEADER UserAgent_BadBots_HEADER SizeRestrictions_QUERYSTRING SizeRestrictions_Cookie_HEADER "
        "SizeRestrictions_BODY SizeRestrictions_URIPATH EC2MetaDataSSRF_BODY EC2MetaDataSSRF_COOKIE "
        "EC2MetaDataSSRF_URIPATH EC2MetaDataSSRF_QUERYARGUMENTS GenericLFI_QUERYARGUMENTS GenericLFI_URIPATH "
        "GenericLFI_BODY RestrictedExtensions_URIPATH RestrictedExtensions_QUERYARGUMENTS GenericRFI_QUERYARGUMENTS "
        "GenericRFI_BODY GenericRFI_URIPATH CrossSiteScripting_COOKIE CrossSiteScripting_QUERYARGUMENTS "
        "CrossSiteScripting_BODY CrossSiteScripting_URIPATH"
    ),
}
"""Of rules in a group. Source: WAF developer guide, baseline and IP reputation rule groups."""
OVERRIDES = "WAF API reference, RuleActionOverride: «WAF silently ignores any override that uses an invalid rule name»"
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def certificates(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::CertificateManager::Certificate"):
        method = str(one.properties.get("ValidationMethod", "EMAIL"))
        key = str(one.properties.get("KeyAlgorithm", "RSA_2048"))
        zones = at(one.properties, "DomainValidationOptions[].HostedZoneId")
        checks = {
            f"{key} is no key that CloudFront takes": key in CLOUDFRONT_KEYS,
            f"a zone is for validation by DNS, and it is validated by {method}": not zones or method == "DNS",
        }
        yield from unless("certificate", one.where, CERTIFICATES, checks)


def firewalls(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::WAFv2::WebACL"):
        units = sum(map(_units, at(one.properties, "Rules[].Statement")))
        metrics = [
            *at(one.properties, "VisibilityConfig.MetricName"),
            *at(one.properties, "Rules[].VisibilityConfig.MetricName"),
        ]
        checks = {f"{name} is a metric of WAF's own": name not in RESERVED_METRICS for name in metrics}
        checks["is for a region, and CloudFront takes what is for CloudFront"] = one.properties["Scope"] == "CLOUDFRONT"
        allowing = [*at(one.properties, "DefaultAction.Allow"), *at(one.properties, "Rules[].Action.Allow")]
        checks["lets in nobody at all"] = bool(allowing)
        yield from unless("firewall", one.where, FIREWALL, checks)
        yield from unless(
            "firewall",
            one.where,
            CAPACITY,
            {f"{units} units of capacity, at most {IN_THE_PRICE}": units <= IN_THE_PRICE},
        )
        yield from unless("firewall", one.where, OVERRIDES, _overrides(at(one.properties, "Rules[].Statement")))
    for one in deployment.of_kind("AWS::WAFv2::LoggingConfiguration"):
        starred = [arn for arn in map(str, one.properties["LogDestinationConfigs"]) if arn.endswith(":*")]
        yield from unless("firewall", one.where, LOGGING, {"logs to an ARN that ends in an asterisk": not starred})


def _units(statement: Mapping[str, Any]) -> int:
    name = dig(statement, "ManagedRuleGroupStatement.Name")
    return UNITS.get(str(name), 0) if name else 2 if "RateBasedStatement" in statement else 1


def _overrides(statements: list[Mapping[str, Any]]) -> dict[str, bool]:
    return {
        f"{name} is no rule of {group}": name in NAMES[group].split()
        for one in statements
        if (group := str(dig(one, "ManagedRuleGroupStatement.Name"))) in NAMES
        for name in at(dict(one), "ManagedRuleGroupStatement.RuleActionOverrides[].Name")
    }


def budgets(deployment: Deployment) -> Findings:
    for one in deployment.of_kind("AWS::Budgets::Budget"):
        budget, told = one.properties["Budget"], one.properties.get("NotificationsWithSubscribers", [])
        said = Counter(str(sorted(part["Notification"].items())) for part in told)
        forecast = any(part["Notification"]["NotificationType"] == "FORECASTED" for part in told)
        topics = [sum(who["SubscriptionType"] == "SNS" for who in part.get("Subscribers", ())) for part in told]
        name = str(budget.get("BudgetName", ""))
        checks = {
            f"{name} has a colon or a backslash": not set(name) & {":", "\\"},
            "says the same twice": all(number == 1 for number in said.values()),
            "a budget of a day has no forecast": not (forecast and budget.get("TimeUnit") == "DAILY"),
            "tells more than one topic of one thing": all(number <= 1 for number in topics),
            "its amount is not in dollars": budget["BudgetType"] != "COST" or _unit(budget) == "USD",
        } | {f"{name} is no address": bool(MAIL.fullmatch(name)) for name in _addresses(told)}
        yield from unless("budget", one.where, BUDGETS, checks)


def _unit(budget: Mapping[str, Any]) -> str:
    return str(dig(budget, "BudgetLimit.Unit") or "USD")


def _addresses(told: list[Mapping[str, Any]]) -> Iterator[str]:
    for part in told:
        for who in part.get("Subscribers", ()):
            if who["SubscriptionType"] == "EMAIL" and not str(who["Address"]).startswith("given-"):
                yield str(who["Address"])
