"""The newsroom's door as it is deployed: behind the lock, with the secret, the queue, the topic and the CDN of AWS."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from botocore.session import Session
from starlette.responses import Response

from desk.phone import Phone
from functions.test_doors import a_distribution, door
from newsdesk import Desk
from portal.aws import parameters
from portal.desk.sealed import Seal
from portal.desk.session import COOKIE, Person, store_session
from portal.desk.session import Session as Login
from portal.model.article import HiddenArticle
from portal.storage import article_queries
from portal.storage.table import Table
from reader import Browser
from samples import FULL_SITE, article

KEY = "k" * 64
DESK = """
[desk]
issuer = "https://login.example.nl"
client_id = "krant"
chief = ["group:chefs"]
"""


class Edge:
    """The CDN: it says what the functions know it by."""

    def __init__(self) -> None:
        self.handler = door("desk")
        self.said = "sesam"

    def __call__(self, event: dict[str, Any], context: None) -> Any:
        return self.handler(event | {"headers": event["headers"] | {"x-origin-verify": self.said}}, context)


@pytest.fixture
def made(table: Table, session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """What the stack makes, and the environment that names it."""
    assert table.name == "news"
    aws: dict[str, Any] = {
        name: session.create_client(name) for name in ("sqs", "sns", "ssm", "secretsmanager", "cloudfront")
    }
    site = tmp_path / "site.toml"
    site.write_text(FULL_SITE.read_text("utf-8") + DESK, "utf-8")
    secret = json.dumps({"session_key": KEY, "client_secret": ""})
    aws["ssm"].put_parameter(Name="/proef/lock", Value="sesam", Type="String")
    environ = {
        "TABLE_NAME": "news",
        "SITE": str(site),
        "QUEUE_URL": aws["sqs"].create_queue(QueueName="feeds")["QueueUrl"],
        "NEWS_TOPIC": aws["sns"].create_topic(Name="news")["TopicArn"],
        "DISTRIBUTION": a_distribution(aws["cloudfront"]),
        "DESK_SECRET": aws["secretsmanager"].create_secret(Name="DeskSecret-1", SecretString=secret)["ARN"],
        "ORIGIN_LOCK": "/proef/lock",
        "QUARANTINE_BUCKET": "quarantine",
        "PICTURES_BUCKET": "pictures",
        "AWS_SDK_UA_APP_ID": "desk",  # secret and lock are read when somebody asks
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    parameters.disconnect()
    yield aws | environ
    parameters.disconnect()


def chief(edge: Edge) -> Phone:
    """Somebody whom the provider let in, with the cookie that they have of it."""
    now = datetime.now(UTC)
    response = Response()
    person = Person(subject="1", name="Jo Kaai", groups=("chefs",))
    store_session(response, Login(id="1", person=person, began=now, confirmed=now), Seal(KEY), now=now)
    cookie = SimpleCookie(response.headers["set-cookie"])[COOKIE].value
    return Phone(Browser(edge), cookies={COOKIE: cookie})  # type: ignore[arg-type]  # called as Mangum is


def test_a_newsroom_opens_for_the_cdn_alone_and_for_who_was_let_in(made: dict[str, Any]) -> None:
    edge = Edge()
    phone, stranger = chief(edge), Phone(Browser(edge))  # type: ignore[arg-type]  # likewise

    assert made["DESK_SECRET"]
    assert phone.ask("GET", "/redactie").status == 200
    assert stranger.ask("GET", "/redactie").status == 303
    edge.said = "mis"
    assert phone.ask("GET", "/redactie").status == 403


def test_a_kill_of_the_newsroom_reaches_table_and_cdn_and_a_look_the_queue(made: dict[str, Any], table: Table) -> None:
    Desk(table).publish(article())
    phone = chief(Edge())

    phone.open("/redactie")
    phone.press("Intrekken: Veerpont vaart weer")
    phone.press("Ja, trek in")
    looked = phone.send("/redactie/bronnen/anp-binnenland/ophalen", {"bewijs": phone.token()})

    assert isinstance(table.read(article_queries.article("veerpont-vaart-weer")), HiddenArticle)
    (forgotten,) = made["cloudfront"].list_invalidations(DistributionId=made["DISTRIBUTION"])["InvalidationList"][
        "Items"
    ]
    assert forgotten["Status"]
    assert looked.status == 303
    (message,) = made["sqs"].receive_message(QueueUrl=made["QUEUE_URL"])["Messages"]
    assert json.loads(message["Body"])["feed"] == "anp-binnenland"
