"""What AWS documents of DynamoDB and the storage relies on, asked of the engines that the tests run on.

GAPS are the rules that an engine does not keep: what hangs on one of them, a test on that engine cannot show. Neither
engine ever has a conflict of transactions, throttles, or has an index that lags.
Source: AWS, Quotas in Amazon DynamoDB; the operations in the DynamoDB API reference.
"""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

Client = Any
NAMED = {"TableName": "news"}
LARGE = {"text": {"S": "x" * 300_000}}

GAPS = {
    ("moto", "a_transaction_has_at_most_4_megabytes"),
    ("moto", "a_transaction_that_comes_twice_under_one_token_is_done_once"),
    ("moto", "a_key_of_an_index_has_the_type_that_the_table_says"),
    ("moto", "a_value_that_no_expression_uses_is_refused"),
    ("moto", "the_ends_of_between_do_not_change_places"),
    ("ministack", "a_batch_of_more_than_16_megabytes_comes_in_parts"),
}


def key(name: str, sort: str = "x") -> dict[str, Any]:
    return {"pk": {"S": name}, "sk": {"S": sort}}


def code(call: Callable[..., object], /, **parameters: Any) -> str:
    """With which code the engine refuses."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return str(caught.value.response["Error"]["Code"])


def reasons(client: Client, *writes: dict[str, Any]) -> list[str]:
    with pytest.raises(ClientError) as caught:
        client.transact_write_items(TransactItems=list(writes))
    return [reason["Code"] for reason in caught.value.response["CancellationReasons"]]


def put(name: str, **more: Any) -> dict[str, Any]:
    return {"Put": {**NAMED, "Item": key(name), **more}}


def a_failed_condition_of_a_transaction_is_named_by_its_place(client: Client) -> None:
    client.put_item(**NAMED, Item=key("there"))

    found = reasons(client, put("new"), put("there", ConditionExpression="attribute_not_exists(pk)"))

    assert found == ["None", "ConditionalCheckFailed"]
    assert "Item" not in client.get_item(**NAMED, Key=key("new"))


def a_condition_is_looked_at_before_a_path_is_followed(client: Client) -> None:
    """Or a place in a list that is gone would be an error of ours, instead of a condition that does not hold."""
    update = {"UpdateExpression": "SET teaser.picture = :p", "ExpressionAttributeValues": {":p": {"S": "x"}}}
    one = {**NAMED, "Key": key("gone"), "ConditionExpression": "attribute_exists(teaser)", **update}

    assert code(client.update_item, **one) == "ConditionalCheckFailedException"
    assert reasons(client, {"Update": one}) == ["ConditionalCheckFailed"]


def a_path_below_a_map_that_is_not_there_is_refused(client: Client) -> None:
    client.put_item(**NAMED, Item=key("bare"))
    update = {"UpdateExpression": "SET teaser.picture = :p", "ExpressionAttributeValues": {":p": {"S": "x"}}}

    assert code(client.update_item, **NAMED, Key=key("bare"), **update) == "ValidationException"


def what_a_map_lacks_can_be_removed_from_it(client: Client) -> None:
    client.put_item(**NAMED, Item=key("bare") | {"teaser": {"M": {"lead": {"S": "x"}}}})

    client.update_item(**NAMED, Key=key("bare"), UpdateExpression="REMOVE teaser.picture")

    assert client.get_item(**NAMED, Key=key("bare"))["Item"]["teaser"] == {"M": {"lead": {"S": "x"}}}


def a_reserved_word_is_no_name_in_an_expression(client: Client) -> None:
    condition = {"ConditionExpression": "attribute_not_exists(teaser.picture.hash)"}

    assert code(client.put_item, **NAMED, Item=key("x"), **condition) == "ValidationException"


def a_value_that_no_expression_uses_is_refused(client: Client) -> None:
    condition = {"ConditionExpression": "attribute_not_exists(pk)", "ExpressionAttributeValues": {":x": {"S": "x"}}}

    assert code(client.put_item, **NAMED, Item=key("x"), **condition) == "ValidationException"


def an_item_without_all_keys_of_an_index_is_not_in_it(client: Client) -> None:
    keys = {"section_key": {"S": "SECTION#goes"}, "position": {"S": "2026"}}
    for name, of_them in (("both", keys), ("one", {"section_key": keys["section_key"]}), ("other", {})):
        client.put_item(**NAMED, Item=key(name) | of_them | {"body_html": {"S": "x"}})
    asked = {"KeyConditionExpression": "section_key = :k", "ExpressionAttributeValues": {":k": keys["section_key"]}}

    assert client.query(**NAMED, IndexName="by-section", **asked)["Items"] == [key("both") | keys]


def a_key_of_an_index_has_the_type_that_the_table_says(client: Client) -> None:
    item = key("x") | {"section_key": {"N": "1"}, "position": {"S": "2026"}}

    assert code(client.put_item, **NAMED, Item=item) == "ValidationException"


def both_ends_of_between_belong_to_it(client: Client) -> None:
    for sort in "abcd":
        client.put_item(**NAMED, Item=key("list", sort))
    values = {":k": {"S": "list"}, ":a": {"S": "b"}, ":b": {"S": "c"}}
    asked = {"KeyConditionExpression": "pk = :k AND sk BETWEEN :a AND :b", "ExpressionAttributeValues": values}

    assert [item["sk"]["S"] for item in client.query(**NAMED, **asked)["Items"]] == ["b", "c"]


def the_ends_of_between_do_not_change_places(client: Client) -> None:
    values = {":k": {"S": "list"}, ":a": {"S": "c"}, ":b": {"S": "b"}}
    asked = {"KeyConditionExpression": "pk = :k AND sk BETWEEN :a AND :b", "ExpressionAttributeValues": values}

    assert code(client.query, **NAMED, **asked) == "ValidationException"


def an_item_of_more_than_400_kilobytes_is_refused(client: Client) -> None:
    assert code(client.put_item, **NAMED, Item=key("x") | {"text": {"S": "x" * 409_600}}) == "ValidationException"


def a_query_stops_after_a_megabyte_and_says_where(client: Client) -> None:
    for sort in "abcd":
        client.put_item(**NAMED, Item=key("list", sort) | LARGE)
    asked = {"KeyConditionExpression": "pk = :k", "ExpressionAttributeValues": {":k": {"S": "list"}}}

    assert client.query(**NAMED, **asked)["LastEvaluatedKey"] in (key("list", "c"), key("list", "d"))


def a_batch_has_at_most_100_keys_and_each_once(client: Client) -> None:
    many, twice = [key(str(number)) for number in range(101)], [key("x"), key("x")]

    for keys in (many, twice):
        assert code(client.batch_get_item, RequestItems={"news": {"Keys": keys}}) == "ValidationException"


def a_batch_of_more_than_16_megabytes_comes_in_parts(client: Client) -> None:
    keys = [key(str(number)) for number in range(60)]
    for one in keys:
        client.put_item(**NAMED, Item=one | LARGE)

    answer = client.batch_get_item(RequestItems={"news": {"Keys": keys}})

    left = len(answer["UnprocessedKeys"].get("news", {}).get("Keys", ()))
    assert left > 0
    assert len(answer["Responses"]["news"]) + left == 60


def a_transaction_names_each_item_once(client: Client) -> None:
    writes = [put("x"), {"Delete": {**NAMED, "Key": key("x")}}]

    assert code(client.transact_write_items, TransactItems=writes) == "ValidationException"


def a_transaction_has_at_most_4_megabytes(client: Client) -> None:
    writes = [{"Put": {**NAMED, "Item": key(str(number)) | LARGE}} for number in range(15)]

    assert code(client.transact_write_items, TransactItems=writes) == "ValidationException"


def a_transaction_that_comes_twice_under_one_token_is_done_once(client: Client) -> None:
    """As botocore sends it again when no answer came."""
    update = {"UpdateExpression": "ADD times :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}
    for _ in range(2):
        client.transact_write_items(
            TransactItems=[{"Update": {**NAMED, "Key": key("x"), **update}}], ClientRequestToken="7f"
        )

    assert client.get_item(**NAMED, Key=key("x"))["Item"]["times"] == {"N": "1"}


RULES = [
    a_failed_condition_of_a_transaction_is_named_by_its_place,
    a_condition_is_looked_at_before_a_path_is_followed,
    a_path_below_a_map_that_is_not_there_is_refused,
    what_a_map_lacks_can_be_removed_from_it,
    a_reserved_word_is_no_name_in_an_expression,
    a_value_that_no_expression_uses_is_refused,
    an_item_without_all_keys_of_an_index_is_not_in_it,
    a_key_of_an_index_has_the_type_that_the_table_says,
    both_ends_of_between_belong_to_it,
    the_ends_of_between_do_not_change_places,
    an_item_of_more_than_400_kilobytes_is_refused,
    a_query_stops_after_a_megabyte_and_says_where,
    a_batch_has_at_most_100_keys_and_each_once,
    a_batch_of_more_than_16_megabytes_comes_in_parts,
    a_transaction_names_each_item_once,
    a_transaction_has_at_most_4_megabytes,
    a_transaction_that_comes_twice_under_one_token_is_done_once,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_an_engine_keeps_the_rule(
    client: Client, rule: Callable[[Client], None], request: pytest.FixtureRequest
) -> None:
    engine = request.node.callspec.params["client"]
    if (engine, rule.__name__) in GAPS:
        request.applymarker(pytest.mark.xfail(reason=f"{engine} does not keep it", strict=True))

    rule(client)


def test_a_gap_is_of_a_rule_that_is_asked_and_no_rule_is_kept_by_nobody() -> None:
    names = {rule.__name__ for rule in RULES}

    assert {rule for _, rule in GAPS} <= names
    assert len({rule for _, rule in GAPS}) == len(GAPS)
