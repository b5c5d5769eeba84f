"""What a deployment puts live: a version for every change, behind an alias, step by step and with a way back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.stacks import FUNCTIONS, edited, of_type, properties, references, target
from local.template import TEMPLATE, Template, load

Edit = Callable[[Template], None]

OF_A_RELEASE = ("ReleaseCrashesAlarm", "ReleaseFailsAlarm", "ReleaseSlowAlarm")


def versions(template: Template) -> dict[str, str]:
    """The version that each function would have, by its logical id: CloudFormation publishes one for each new id."""
    found = of_type(template, "AWS::Lambda::Version")
    return {function: next(name for name in found if name.startswith(f"{function}Version")) for function in FUNCTIONS}


def changed(before: Template, after: Template) -> set[str]:
    first, second = versions(before), versions(after)
    return {function for function in FUNCTIONS if first[function] != second[function]}


def setting(resource: str, **values: Any) -> Edit:
    def edit(template: Template) -> None:
        template["Resources"][resource]["Properties"] |= values

    return edit


def nothing(template: Template) -> None:
    assert template


def test_callers_reach_a_published_version(expanded: Template) -> None:
    permitted = {
        target(found["Properties"]["FunctionName"]) for found in of_type(expanded, "AWS::Lambda::Permission").values()
    }
    polled = of_type(expanded, "AWS::Lambda::EventSourceMapping").values()
    schedules = of_type(expanded, "AWS::Scheduler::Schedule").values()

    assert permitted == {f"{name}FunctionAliaslive" for name in ("Pages", "Webmail", "Search", "Desk")}
    assert {target(mapping["Properties"]["FunctionName"]) for mapping in polled} == {
        "IngestFunctionAliaslive",
        "PicturesFunctionAliaslive",
    }
    assert {target(one["Properties"]["Target"]["Arn"]) for one in schedules} == {
        "DispatchFunctionAliaslive",
        "IndexFunctionAliaslive",
        "PageviewsFunctionAliaslive",
    }


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_is_live_under_an_alias_and_keeps_the_version_before(expanded: Template, function: str) -> None:
    alias = properties(expanded, f"{function}Aliaslive")
    version = versions(expanded)[function]

    assert alias["Name"] == "live"
    assert alias["FunctionVersion"] == {"Fn::GetAtt": [version, "Version"]}
    assert expanded["Resources"][version]["DeletionPolicy"] == "Retain"


@pytest.mark.parametrize(
    ("edit", "concerned"),
    [
        (setting("PagesFunction", CodeUri="s3://artefacts/other"), {"PagesFunction"}),
        (setting("IngestFunction", Timeout=59), {"IngestFunction"}),
        (setting("DependenciesLayer", ContentUri="s3://artefacts/other"), set(FUNCTIONS)),
    ],
    ids=["code, a template or site.toml: all are in the artefact", "a property", "the layer alone"],
)
def test_a_change_publishes_a_version_of_each_function_that_it_concerns(
    expanded: Template, tmp_path: Path, edit: Edit, concerned: set[str]
) -> None:
    assert changed(expanded, edited(tmp_path, edit)) == concerned


@pytest.mark.parametrize(
    "parameter",
    [
        {"Stage": "prod"},
        {"SnapStart": "on"},
        {"RestoredTable": "regioportaal-back"},
        {"RestoredPictures": "pictures-back"},
    ],
)
def test_the_value_of_a_parameter_publishes_a_version_of_each_function(
    expanded: Template, tmp_path: Path, parameter: dict[str, str]
) -> None:
    assert changed(expanded, edited(tmp_path, nothing, **parameter)) == set(FUNCTIONS)


def test_who_logs_in_otherwise_has_another_version_of_the_newsroom_alone(expanded: Template, tmp_path: Path) -> None:
    assert changed(expanded, edited(tmp_path, nothing, Desk="cognito")) == {"DeskFunction"}


def test_no_change_publishes_nothing(expanded: Template, tmp_path: Path) -> None:
    assert changed(expanded, edited(tmp_path, nothing)) == set()
    assert changed(expanded, edited(tmp_path, nothing, AlarmEmail="nacht@example.nl")) == set()


def reaching(template: Template, names: Iterator[str]) -> set[str]:
    """The parameters behind `names`: themselves, of a nested stack those that it is given, of a condition its own."""
    found: set[str] = set()
    for name in names:
        if name == "Edge":
            continue  # of which the id of the CDN is all that a function knows, and no parameter gives it another
        if name in template["Parameters"]:
            found.add(name)
        elif template["Resources"].get(name, {}).get("Type") == "AWS::CloudFormation::Stack":
            found |= reaching(template, references(template["Resources"][name]["Properties"]["Parameters"]))
    return found


def conditions_in(value: Any) -> Iterator[str]:
    match value:
        case {"Fn::If": [str(name), *_]}:
            yield name
        case dict():
            for inner in value.values():
                yield from conditions_in(inner)
        case list():
            for inner in value:
                yield from conditions_in(inner)


def test_every_parameter_that_reaches_a_function_is_among_those_whose_values_publish_a_version() -> None:
    """Otherwise its new value would never go live: the transform hashes the reference (Tracing, in Globals)."""
    template = load(TEMPLATE)
    of_all = template["Globals"]["Function"]["Tracing"]
    versioned = ("Environment", "Layers", "Handler", "MemorySize", "Timeout", "SnapStart")

    for function in FUNCTIONS:
        parts = [properties(template, function).get(name) for name in versioned]
        conditions = [template["Conditions"][name] for name in conditions_in(parts)]

        hashed = set(references(properties(template, function).get("Tracing", of_all)))
        assert reaching(template, references([*parts, *conditions])) <= hashed, function


def test_those_values_change_the_function_too(expanded: Template) -> None:
    """Lambda answers «A version for this Lambda function exists» when a version is asked for and nothing changed."""
    template = load(TEMPLATE)

    for function in FUNCTIONS:
        own = properties(template, function).get("Tracing", template["Globals"]["Function"]["Tracing"])
        separator, (serial, *values) = properties(expanded, function)["Environment"]["Variables"]["DEPLOYED_WITH"][
            "Fn::Join"
        ]

        assert {"Fn::Join": [separator, values]} == own["Fn::Select"][1][1]
        assert serial.isdigit()


def test_pages_go_live_step_by_step_in_prod_and_an_alarm_takes_them_back(expanded: Template) -> None:
    alias = expanded["Resources"]["PagesFunctionAliaslive"]
    (group,) = of_type(expanded, "AWS::CodeDeploy::DeploymentGroup").values()

    assert "CodeDeployLambdaAliasUpdate" in alias["UpdatePolicy"]
    assert group["Properties"]["DeploymentConfigName"] == {
        "Fn::If": [
            "IsProd",
            {"Fn::Sub": ["CodeDeployDefault.Lambda${ConfigName}", {"ConfigName": "Canary10Percent5Minutes"}]},
            {"Fn::Sub": ["CodeDeployDefault.Lambda${ConfigName}", {"ConfigName": "AllAtOnce"}]},
        ]
    }
    condition, in_prod, in_dev = group["Properties"]["AlarmConfiguration"]["Fn::If"]
    assert (condition, in_dev) == ("IsProd", {})
    assert [target(alarm["Name"]) for alarm in in_prod["Alarms"]] == list(OF_A_RELEASE)
    assert group["Properties"]["AutoRollbackConfiguration"]["Enabled"] is True
    assert target(group["Properties"]["ServiceRoleArn"]) == "RolloutRole"


@pytest.mark.parametrize("name", OF_A_RELEASE)
def test_what_takes_a_release_back_looks_at_that_release_alone(expanded: Template, name: str) -> None:
    """The one that is live may be failing already: it must not hold up the one that mends it."""
    version = {"Fn::GetAtt": [versions(expanded)["PagesFunction"], "Version"]}
    dimensions = {one["Name"]: one["Value"] for one in properties(expanded, name)["Dimensions"]}

    assert version in (dimensions.get("ExecutedVersion"), dimensions.get("release"))


@pytest.mark.parametrize("name", OF_A_RELEASE)
def test_the_alarm_of_a_bad_release_does_not_stop_the_mend(expanded: Template, name: str) -> None:
    """An alarm that is updated keeps its state (PutMetricAlarm: «left unchanged»); one of another name has none."""
    said, values = properties(expanded, name)["AlarmName"]["Fn::Sub"]

    assert said == f"${{AWS::StackName}}-{name.removesuffix('Alarm')}-${{Version}}"
    assert values == {"Version": {"Fn::GetAtt": [versions(expanded)["PagesFunction"], "Version"]}}


def test_a_release_is_tried_before_a_reader_meets_it(expanded: Template) -> None:
    update = expanded["Resources"]["PagesFunctionAliaslive"]["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
    tried = properties(expanded, "SmokeFunction")["Environment"]["Variables"]["RELEASE"]

    assert target(update["BeforeAllowTrafficHook"]) == "SmokeFunction"
    assert target(tried) == versions(expanded)["PagesFunction"]


def test_snapstart_is_for_pages_and_off_until_it_is_asked_for(expanded: Template) -> None:
    with_it = {function for function in FUNCTIONS if "SnapStart" in properties(expanded, function)}

    assert with_it == {"PagesFunction"}
    assert properties(expanded, "PagesFunction")["SnapStart"] == {
        "ApplyOn": {"Fn::If": ["UsesSnapStart", "PublishedVersions", "None"]}
    }
    assert load(TEMPLATE)["Parameters"]["SnapStart"]["Default"] == "off"


RESERVED = {"DispatchFunction": 1, "IndexFunction": 1, "SearchFunction": 20, "DeskFunction": 5}


def test_concurrency_is_reserved_in_prod_only(expanded: Template) -> None:
    reserved = {
        function: properties(expanded, function)["ReservedConcurrentExecutions"]
        for function in FUNCTIONS
        if "ReservedConcurrentExecutions" in properties(expanded, function)
    }

    assert reserved == {
        function: {"Fn::If": ["IsProd", number, {"Ref": "AWS::NoValue"}]} for function, number in RESERVED.items()
    }
