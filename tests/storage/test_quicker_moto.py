"""What makes moto quicker changes no answer: the same calls, of it and of moto as it was published."""

import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from engines import on_moto
from quicker_moto import make_quicker

if TYPE_CHECKING:
    from botocore.session import Session
    from types_boto3_dynamodb.type_defs import CreateTableInputTypeDef

CALLS = 120
UPDATES = (
    "SET title = :text",
    "SET body.lead = :text",
    "SET lines[0] = :text",
    "SET lines = list_append(lines, :list)",
    "ADD times :number",
    "ADD regions :set",
    "DELETE regions :set",
    "REMOVE title, body.lead",
    "REMOVE lines[1]",
)
CONDITIONS = ("attribute_exists(pk)", "attribute_not_exists(pk)", "times > :number")


@pytest.mark.parametrize("seed", [0, 2])
def test_every_answer_is_the_same(
    seed: int, session: "Session", news_table: "CreateTableInputTypeDef", quicker_moto: pytest.MonkeyPatch
) -> None:
    quicker = answers(seed, session, news_table)
    quicker_moto.undo()
    try:
        published = answers(seed, session, news_table)
    finally:
        make_quicker(quicker_moto)

    assert quicker == published
    assert len({kind for kind, _ in published}) == 9  # every call, and of those that may fail also an error


def answers(seed: int, session: "Session", news_table: "CreateTableInputTypeDef") -> list[tuple[str, Any]]:
    """By what was asked, what came of it; after each change the whole table and what two indexes say of it."""
    told: list[tuple[str, Any]] = []
    with on_moto(session, news_table) as client:
        for operation, arguments in calls(random.Random(seed)):
            try:
                told.append((operation, answered(client, operation, **arguments)))
            except ClientError as error:
                told.append((f"{operation} failed", error.response["Error"] | {"of": reasons(error)}))
            if operation.endswith(("_item", "_items")):
                told.append(("scan", answered(client, "scan", TableName="news")["Items"]))
    return told


def answered(client: Any, operation: str, **arguments: Any) -> dict[str, Any]:
    answer: dict[str, Any] = getattr(client, operation)(**arguments)
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def reasons(error: ClientError) -> Any:
    return error.response.get("CancellationReasons")


def calls(chance: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    for _ in range(CALLS):
        match chance.randrange(6):
            case 0:
                yield "put_item", {"TableName": "news", "Item": item(chance)}
            case 1:
                yield "delete_item", {"TableName": "news", "Key": key(chance), "ReturnValues": "ALL_OLD"}
            case 2:
                returned = chance.choice(("ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW", "NONE"))
                yield "update_item", update(chance) | {"ReturnValues": returned}
            case 3:
                yield "get_item", {"TableName": "news", "Key": key(chance)}
            case 4:
                yield "query", query(chance)
            case 5:
                yield "transact_write_items", {"TransactItems": [step(chance) for _ in range(chance.randrange(1, 6))]}


def key(chance: random.Random) -> dict[str, Any]:
    return {"pk": {"S": f"ARTICLE#{chance.randrange(4)}"}, "sk": {"S": f"PART#{chance.randrange(3)}"}}


def item(chance: random.Random) -> dict[str, Any]:
    return key(chance) | {
        "section_key": {"S": f"SECTION#{chance.randrange(2)}"},
        "timeline": {"S": "TIMELINE"},
        "position": {"S": f"{chance.randrange(1000):04}"},
        "teaser": {"M": {"title": {"S": text(chance)}, "regions": {"L": [{"S": text(chance)}]}}},
        "title": {"S": text(chance)},
        "body": {"M": {"lead": {"S": text(chance)}, "places": {"SS": [text(chance)]}, "read": {"BOOL": True}}},
        "lines": {"L": [{"S": text(chance)}, {"N": "2"}, {"NULL": True}]},
        "times": {"N": str(chance.randrange(5))},
        "regions": {"SS": [text(chance), "goes"]},
        "packed": {"B": chance.randbytes(9)},
    }


def text(chance: random.Random) -> str:
    return f"tekst {chance.randrange(100)}"


def update(chance: random.Random) -> dict[str, Any]:
    return conditional(chance, {"TableName": "news", "Key": key(chance)}, chance.choice(UPDATES))


def conditional(chance: random.Random, asked: dict[str, Any], expression: str = "") -> dict[str, Any]:
    """`asked` with the expression, often a condition, and the values that the two of them name."""
    made, named = dict(asked), expression
    if expression:
        made["UpdateExpression"] = expression
    if chance.random() < 0.6:
        made["ConditionExpression"] = chance.choice(CONDITIONS)
        named += made["ConditionExpression"]
    values = {
        ":text": {"S": text(chance)},
        ":list": {"L": [{"S": text(chance)}]},
        ":number": {"N": str(chance.randrange(3))},
        ":set": {"SS": [text(chance), "goes"]},
    }
    if used := {name: value for name, value in values.items() if name in named}:
        made["ExpressionAttributeValues"] = used
    return made


def query(chance: random.Random) -> dict[str, Any]:
    asked = {"TableName": "news", "ScanIndexForward": chance.random() < 0.5, "Limit": chance.randrange(1, 9)}
    if chance.random() < 0.3:
        return asked | {
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": key(chance)["pk"]},
        }
    index, name, value = chance.choice(
        (("by-section", "section_key", f"SECTION#{chance.randrange(2)}"), ("by-time", "timeline", "TIMELINE"))
    )
    return asked | {
        "IndexName": index,
        "KeyConditionExpression": f"{name} = :value",
        "ExpressionAttributeValues": {":value": {"S": value}},
    }


def step(chance: random.Random) -> dict[str, Any]:
    """One operation of a transaction, which fails now and then: its condition, or another one of the same item."""
    named = {"TableName": "news"}
    match chance.randrange(4):
        case 0:
            return {"Put": conditional(chance, named | {"Item": item(chance)})}
        case 1:
            return {"Delete": conditional(chance, named | {"Key": key(chance)})}
        case 2:
            return {"Update": update(chance)}
    return {"ConditionCheck": named | {"Key": key(chance), "ConditionExpression": chance.choice(CONDITIONS[:2])}}
