"""Faults that CloudFormation itself refuses: parameters, references, rules, exports, names."""

from judge.deployment import Templates
from planted.planting import Fault, Faults, below, setting, without


def parameter(name: str, template: str = "site", **values: object) -> Fault:
    def plant(of: Templates) -> None:
        getattr(of, template)["Parameters"][name].update(values)

    return plant


def unbounded(name: str, bound: str, template: str = "site") -> Fault:
    """A parameter without one of its bounds."""
    return lambda of: getattr(of, template)["Parameters"][name].pop(bound)


def asserting(assertion: object) -> Fault:
    return lambda of: of.site["Rules"].update(One={"Assertions": [{"Assert": assertion}]})


def exporting(name: object) -> Fault:
    return lambda of: of.site["Outputs"]["TableName"].update(Export={"Name": name})


FAULTS: Faults = {
    "a default that its own pattern refuses": (parameter("DomainName", Default="www"), "its default is «www»"),
    "a pattern that is none": (parameter("DomainName", AllowedPattern="([a-z"), "which does not match ([a-z"),
    "a default that is no choice": (parameter("Hsts", Default="none"), "its default is «none», and may be"),
    "a default below the least": (parameter("MonthlyBudget", Default=-1), "its default is «-1», which is less"),
    "a default beyond the most": (
        parameter("MonthlyBudget", MaxValue=10, Default=11),
        "its default is «11», which is more",
    ),
    "a parameter that a nested stack lacks": (
        below("site/Storage", "Parameters.Stag", "dev"),
        "Stag is no parameter of the stack",
    ),
    "a parameter that a nested stack misses": (
        without("site/Edge", "Parameters.ApiDomain"),
        "parameter ApiDomain has no value",
    ),
    "a value that a nested stack refuses": (
        below("site/Storage", "Parameters.Stage", "test"),
        "is given Stage=test, and may be",
    ),
    "an output that a stack beside asks for": (
        lambda of: of.site["Outputs"].pop("AlarmTopicArn"),
        "parameter AlarmTopicArn has no value",
    ),
    "a setting that is not handed on": (
        lambda of: of.site["Outputs"]["Beside"].update(
            Value={"Fn::Sub": "NoNewsHours=${NoNewsHours} AlarmEmail=${AlarmEmail}"}
        ),
        "parameter Dashboard has no value",
    ),
    "a key that a mapping lacks": (
        below(
            "edge/AccessLogs",
            "LifecycleConfiguration.Rules.0.ExpirationInDays",
            {"Fn::FindInMap": ["LogRetention", "prod", "Dagen"]},
        ),
        "refers to what is not there: <not in LogRetention>",
    ),
    "beyond the end of a list": (
        below("watching/FeedDeadLettersAlarm", "Dimensions.0.Value", {"Fn::Select": [5, {"Fn::Split": ["/", "a/b"]}]}),
        "refers to what is not there: <Select 5>",
    ),
    "an output that a nested stack lacks": (
        below("site/PagesFunction", "Environment.Variables.TABLE_NAME", {"Fn::GetAtt": ["Storage", "Outputs.Tafel"]}),
        "refers to what is not there: <Storage.Outputs.Tafel>",
    ),
    "a value of a parameter that nobody makes": (
        setting("site/NewsTopic", DisplayName="{{resolve:ssm:/elders/naam:1}}"),
        "is filled in from /elders/naam, which nothing here makes",
    ),
    "a circle": (
        setting("site/FeedDeadLetters", Tags=[{"Key": "of", "Value": {"Fn::GetAtt": ["FeedQueue", "Arn"]}}]),
        "refers to what is not there: <circle Feed",
    ),
    "a rule that refuses a stage": (
        asserting({"Fn::Equals": [{"Ref": "Stage"}, "prod"]}),
        "rule One refuses Stage=dev",
    ),
    "a rule that refuses a region": (
        asserting({"Fn::Contains": [["eu-west-1"], {"Ref": "AWS::Region"}]}),
        "in eu-central-1",
    ),
    "an export with a slash": (
        exporting({"Fn::Sub": "${AWS::StackName}/table"}),
        "exports regioportaal-abcdefgh-prd/table",
    ),
    "one name twice": (
        below("edge/PlainPolicy", "CachePolicyConfig.Name", {"Fn::Sub": "${AWS::StackName}-search"}),
        "-search is there twice",
    ),
    "a value that its own pattern refuses": (
        setting("site/OriginLock", AllowedPattern="^[0-9]+$"),
        "does not match ^[0-9]+$",
    ),
}
