"""What the runbook says of the worst days, rehearsed: a table that is lost, and messages that nobody could take in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from botocore.session import get_session
from moto import mock_aws

from functions.test_doors import door
from infra.stacks import nested, properties
from local.events import queue_event
from local.template import Template, table_definition
from newsdesk import Desk
from portal.model.article import Article
from portal.queue.messages import Poll, to_message
from portal.storage import article_queries
from portal.storage.table import Table
from running import FeedServer, rss
from samples import FULL_SITE, NOW, article


@pytest.fixture
def aws() -> Iterator[Any]:
    with mock_aws():
        yield get_session()


def test_a_table_is_had_back_as_it_was_and_the_portal_goes_on_with_it(client: Any) -> None:
    client.update_continuous_backups(
        TableName="news", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    lost = Desk(Table(client, "news"))
    lost.publish(article())
    lost.publish(article("Molen draait"))
    lost.withdraw("molen-draait", NOW)

    client.restore_table_to_point_in_time(SourceTableName="news", TargetTableName="back", UseLatestRestorableTime=True)
    client.delete_table(TableName="news")
    table = Table(client, "back")

    assert isinstance(table.read(article_queries.article("veerpont-vaart-weer")), Article)
    assert [teaser.slug for teaser in table.read(article_queries.latest("buitenland", limit=5)).teasers] == [
        "veerpont-vaart-weer"
    ]
    assert isinstance(Desk(table).restore("molen-draait", NOW), Article)
    assert Desk(table).publish(article()) is None  # what was known is known


def test_one_parameter_puts_functions_and_roles_on_the_table_that_came_back(expanded: Template) -> None:
    storage = nested("storage")

    assert properties(expanded, "Storage")["Parameters"]["RestoredTable"] == {"Ref": "RestoredTable"}
    chosen = {"Fn::If": ["IsRestored", {"Ref": "RestoredTable"}, {"Ref": "Table"}]}
    assert storage["Outputs"]["TableName"]["Value"] == chosen
    assert storage["Outputs"]["TableArn"]["Value"]["Fn::Sub"][1] == {"Name": chosen}
    assert storage["Resources"]["Table"]["DeletionPolicy"] == "Retain"


def test_one_parameter_puts_functions_roles_and_cdn_on_pictures_that_stayed_behind(expanded: Template) -> None:
    outputs = nested("storage")["Outputs"]
    chosen = {"Fn::If": ["HasRestoredPictures", {"Ref": "RestoredPictures"}, {"Ref": "Pictures"}]}

    assert properties(expanded, "Storage")["Parameters"]["RestoredPictures"] == {"Ref": "RestoredPictures"}
    assert outputs["PicturesBucket"]["Value"] == chosen
    for name in ("PicturesArn", "PicturesDomain"):
        text, names = outputs[name]["Value"]["Fn::Sub"]
        assert names == {"Name": chosen}
        assert "${Name}" in text
        assert "${Pictures}" not in text
    variables = properties(expanded, "PicturesFunction")["Environment"]["Variables"]
    assert variables["PICTURES_BUCKET"] == {"Fn::GetAtt": ["Storage", "Outputs.PicturesBucket"]}


def queues(aws: Any, expanded: Template) -> tuple[Any, str, str]:
    """Queue and dead letter queue with what the template says of them, but for the wait between two tries."""
    client: Any = aws.create_client("sqs")
    dead = client.create_queue(QueueName="dead")["QueueUrl"]
    arn = client.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    tries = properties(expanded, "FeedQueue")["RedrivePolicy"]["maxReceiveCount"]
    policy = f'{{"deadLetterTargetArn": "{arn}", "maxReceiveCount": {tries}}}'
    attributes = {"RedrivePolicy": policy, "VisibilityTimeout": "0"}
    return client, client.create_queue(QueueName="feeds", Attributes=attributes)["QueueUrl"], dead


def poll(client: Any, queue: str, handler: Any) -> int:
    """What Lambda's poller does once; how many messages it found."""
    messages = client.receive_message(QueueUrl=queue, MaxNumberOfMessages=5).get("Messages", [])
    if messages:
        answer = handler(queue_event(messages, queue_arn="arn", region="eu-central-1"), None)
        again = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        for message in messages:
            if message["MessageId"] not in again:
                client.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return len(messages)


def test_what_could_not_be_taken_in_waits_and_is_taken_in_after_the_mend(
    aws: Any, expanded: Template, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    client, queue, dead = queues(aws, expanded)
    with FeedServer(bodies={"/feed": rss(("Veerpont vaart weer", "<p>De pont vaart.</p>"))}).running() as feeds:
        site = tmp_path / "site.toml"
        text = FULL_SITE.read_text()
        site.write_text(text.replace("https://feeds.example/buitenland.xml", feeds.url("/feed")))
        for name, value in {"TABLE_NAME": "news", "SITE": str(site), "PORTAL_LOCAL_ORIGIN": "http://127.0.0.1"}.items():
            monkeypatch.setenv(name, value)
        client.send_message(QueueUrl=queue, MessageBody=to_message(Poll(feed="anp-buitenland")))
        handler = door("ingest")

        tries = 0
        while found := poll(client, queue, handler):  # the table is not there
            tries += found
        (letter,) = client.receive_message(QueueUrl=dead)["Messages"]
        database: Any = aws.create_client("dynamodb")
        database.create_table(**table_definition("news"))  # mended
        client.send_message(QueueUrl=queue, MessageBody=letter["Body"])  # what start-message-move-task does
        poll(client, queue, handler)

    assert tries == properties(expanded, "FeedQueue")["RedrivePolicy"]["maxReceiveCount"]
    assert poll(client, queue, handler) == 0
    assert (
        cast("Any", Table(database, "news").read(article_queries.article("veerpont-vaart-weer"))).lead
        == "De pont vaart."
    )
