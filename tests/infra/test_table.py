"""The table that template.yaml declares, against the code that uses it."""

import re
from typing import Any

import boto3
import pytest
from moto import mock_aws

from local.template import table_definition
from portal.storage.item_mapping import INDEX_KEYS, article_key
from portal.storage.table import BY_SECTION, BY_TIME
from samples import ROOT


@pytest.mark.parametrize("name", [BY_SECTION, BY_TIME])
def test_an_index_projects_one_attribute_for_ever(name: str) -> None:
    """An index's projection cannot be changed, and CloudFormation makes or deletes one index an update.

    Source: AWS, UpdateTable in the DynamoDB API reference (GlobalSecondaryIndexUpdates).
    """
    indexes: Any = table_definition("articles")["GlobalSecondaryIndexes"]
    (index,) = (index for index in indexes if index["IndexName"] == name)

    assert index["Projection"] == {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["teaser"]}


def test_who_speaks_of_an_index_speaks_of_one_that_there_is() -> None:
    """A metric or a permission for another one would say nothing, and nobody would see it."""
    there = {BY_SECTION, BY_TIME}
    texts = [path.read_text("utf-8") for path in (ROOT / "template.yaml", *(ROOT / "infra").glob("*.yaml"))]
    pattern = r"IndexName: (by-[a-z]+)|IndexName, Value: (by-[a-z]+)|IndexName\", \"(by-[a-z]+)|/index/(by-[a-z]+)"
    named = [name for text in texts for found in re.findall(pattern, text) for name in found if name]

    assert set(named) == there
    assert len(named) == sum(len(re.findall(r"\bby-(?:section|time|day)\b", text)) for text in texts)


def test_the_keys_of_the_table_are_those_of_the_items() -> None:
    definition = table_definition("articles")

    assert [key["AttributeName"] for key in definition["KeySchema"]] == list(article_key("veerdienst"))
    assert {key["AttributeName"] for key in definition["AttributeDefinitions"]} == {"pk", "sk", *INDEX_KEYS}


def test_an_engine_creates_it() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-central-1")

        client.create_table(**table_definition("articles"))

        assert client.list_tables()["TableNames"] == ["articles"]
