"""Every row of the table of vendor limits: that it is kept to the number, and broken by one more."""

from typing import Any

import pytest

from judge.limits import Limit, broken_limits, limits
from judge.stack import Stack

ROWS = [row for row in limits() if row.how != "special"]


def holding(path: str, how: str, number: int) -> dict[str, Any]:
    """Properties in which `number` is what the row measures at `path`."""
    first, _, rest = path.partition(".")
    name, into = first.removesuffix("[]"), first.endswith("[]")
    if how == "count" and into and "[]" not in rest:
        member: dict[str, Any] = {"Projection": {}} | (holding(rest, "number", 1) if rest else {})
        return {name: [member] * number}
    inner = holding(rest, how, number) if rest else measuring(how, number)
    return {name: [inner] if into else inner}


def measuring(how: str, number: int) -> Any:
    match how:
        case "most":
            return ["x"] * number
        case "number":
            return number
        case "json":
            return {"x": "x" * (number - len('{"x":""}'))} if number >= len('{"x":""}') else {}
    return "x" * number


def judged(row: Limit, number: int) -> list[str]:
    resource = {"Type": row.kind, "Properties": holding(row.path, row.how, number)}
    found = broken_limits(Stack("proef", {"Resources": {"One": resource}}))
    return [one.words for one in found if one.rule == "limit" and row.what in one.words]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.kind.split('::')[-1]} {row.what}")
def test_a_limit_is_kept_to_the_number_and_broken_by_one_more(row: Limit) -> None:
    assert judged(row, int(row.most)) == []
    assert judged(row, int(row.most) + 1) == [f"{row.most + 1:g} {row.what}, at most {row.most:g}"]


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.least > 0], ids=lambda row: f"{row.kind.split('::')[-1]} {row.what}"
)
def test_what_is_too_little_is_broken_too(row: Limit) -> None:
    assert judged(row, int(row.least)) == []
    assert judged(row, int(row.least) - 1) != [] or row.how in ("characters", "bytes")


SPECIALS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "looked_back": ({"Period": 86400, "EvaluationPeriods": 7}, {"Period": 86400, "EvaluationPeriods": 8}),
    "widgets": (
        {"DashboardBody": '{"widgets": [' + ",".join(["{}"] * 500) + "]}"},
        {"DashboardBody": '{"widgets": [' + ",".join(["{}"] * 501) + "]}"},
    ),
    "widget_metrics": (
        {"DashboardBody": '{"widgets": [{"properties": {"metrics": [' + ",".join(["[]"] * 500) + "]}}]}"},
        {"DashboardBody": '{"widgets": [{"properties": {"metrics": [' + ",".join(["[]"] * 501) + "]}}]}"},
    ),
    "inline_policies": (
        {"Policies": [{"PolicyDocument": "x" * 5118}, {"PolicyDocument": "x" * 5118}]},
        {"Policies": [{"PolicyDocument": "x" * 5118}, {"PolicyDocument": "x" * 5119}]},
    ),
    "environment": (
        {"Environment": {"Variables": {"AAA": "x" * 4093}}},
        {"Environment": {"Variables": {"AAA": "x" * 2000, "BBB": "x" * 2091}}},
    ),
    "projected": (
        {"GlobalSecondaryIndexes": [{"Projection": {"NonKeyAttributes": ["x"] * 50}}] * 2},
        {
            "GlobalSecondaryIndexes": [{"Projection": {"NonKeyAttributes": ["x"] * 50}}] * 2
            + [{"Projection": {"NonKeyAttributes": ["x"]}}]
        },
    ),
    "standard_value": ({"Value": "x" * 4096}, {"Value": "x" * 4097}),
    "levels": ({"Name": "/a" * 15}, {"Name": "/a" * 16}),
}


@pytest.mark.parametrize("row", [row for row in limits() if row.how == "special"], ids=lambda row: row.path)
def test_a_limit_that_is_measured_in_its_own_way_is_kept_and_broken(row: Limit) -> None:
    kept, broken = SPECIALS[row.path]

    assert all(row.least <= number <= row.most for number in row.measured(kept))
    assert any(number > row.most for number in row.measured(broken))


def test_an_advanced_parameter_is_not_held_to_the_size_of_a_standard_one() -> None:
    resource = {"Type": "AWS::SSM::Parameter", "Properties": {"Value": "x" * 8000, "Tier": "Advanced"}}

    assert not any("standard" in one.words for one in broken_limits(Stack("proef", {"Resources": {"One": resource}})))


def test_every_row_says_who_says_so() -> None:
    assert [row for row in limits() if len(row.source) < 10 or row.least > row.most] == []
