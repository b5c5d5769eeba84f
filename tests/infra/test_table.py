"""The table that template.yaml declares, against the code that uses it."""

from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from moto import mock_aws

from local.template import table_definition
from portal.model.article import Article, Dateline, Origin, Teaser
from portal.storage.items import INDEX_KEYS, article_item, article_key, from_teaser_item
from portal.storage.table import BY_DAY, BY_SECTION

ARTICLE = Article(
    slug="veerdienst",
    headline="Veerdienst vaart weer",
    lead="De veerboot vaart weer.",
    section="buitenland",
    published_at=datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
    updated_at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    dateline=Dateline(place="VLISSINGEN", sources=("ANP", "AFP")),
    body_html="<p>Lang verhaal.</p>",
    origin=Origin(feed="anp", entry="1"),
    fingerprint="f",
)


def projected(index: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    shown = {
        *index["Projection"]["NonKeyAttributes"],
        *(key["AttributeName"] for key in index["KeySchema"]),
        "pk",
        "sk",
    }
    return {name: value for name, value in item.items() if name in shown}


@pytest.mark.parametrize("name", [BY_SECTION, BY_DAY])
def test_an_index_holds_a_whole_teaser_and_no_body(name: str) -> None:
    indexes: Any = table_definition("articles")["GlobalSecondaryIndexes"]
    (index,) = (index for index in indexes if index["IndexName"] == name)
    row = projected(index, article_item(ARTICLE))

    teaser = from_teaser_item(row)

    assert teaser == Teaser(**{field: getattr(ARTICLE, field) for field in Teaser.__dataclass_fields__})
    assert "body_html" not in row


def test_the_keys_of_the_table_are_those_of_the_items() -> None:
    definition = table_definition("articles")

    assert [key["AttributeName"] for key in definition["KeySchema"]] == list(article_key("veerdienst"))
    assert {key["AttributeName"] for key in definition["AttributeDefinitions"]} == {"pk", "sk", *INDEX_KEYS}


def test_an_engine_creates_it() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-central-1")

        client.create_table(**table_definition("articles"))

        assert client.list_tables()["TableNames"] == ["articles"]
