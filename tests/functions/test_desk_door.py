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
from pictures.images import jpeg
from portal.aws import parameters
from portal.aws.bucket import Bucket
from portal.desk.sealed import Seal
from portal.desk.session import COOKIE, Person, store_session
from portal.desk.session import Session as Login
from portal.model.article import Article, HiddenArticle, Origin
from portal.storage import article_queries
from portal.storage.quarantine import Quarantine
from portal.storage.table import Table
from reader import Answer, Browser
from samples import FULL_SITE, NOW, article

KEY = "k" * 64
OWN = {"kop": "De brug is open", "rubriek": "binnenland", "auteur": "Jo Kaai", "tekst": "Hij is open."}
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
def made(
    table: Table, bucket: Bucket, session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[dict[str, Any]]:
    """What the stack makes, and the environment that names it. The clients of a test say no name of a function."""
    assert list(bucket.all()) == []
    assert table.name == "news"
    aws: dict[str, Any] = {
        name: session.create_client(name) for name in ("sqs", "sns", "ssm", "secretsmanager", "cloudfront", "s3")
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


def test_what_a_phone_sends_is_kept_and_what_is_refused_too(made: dict[str, Any], table: Table, bucket: Bucket) -> None:
    """A picture in the bucket of pictures, a file that cannot be taken in in the bucket of quarantine."""
    s3 = made["s3"]
    s3.create_bucket(Bucket="pictures", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    phone, photo = chief(Edge()), jpeg(640, 480)

    placed = phone.send_file("/redactie/nieuw", OWN | {"bewijs": phone.token(), "knop": "plaatsen"}, beeld=photo)
    (kept,) = s3.list_objects_v2(Bucket="pictures")["Contents"]
    shown = phone.ask("GET", f"/redactie/{kept['Key']}")
    refused = program(phone, "/files", {"name": "weg.md", "markdown": "---\ntitle: Weg\nsection: nergens\n---\nTekst."})

    assert placed.headers["location"] == "/redactie/bericht/de-brug-is-open?gedaan=geplaatst"
    assert shown.body == photo
    assert refused.status == 422
    (caught,) = Quarantine(table).all()
    assert [one.key for one in bucket.all()] == [caught.key]
    assert phone.send(f"/redactie/quarantaine/{caught.id}/opnieuw", {"bewijs": phone.token()}).status == 409


def test_what_can_be_read_after_all_leaves_quarantine(made: dict[str, Any], bucket: Bucket, table: Table) -> None:
    body = b"<rss version='2.0'><channel><item><guid>1</guid><title>Brug dicht</title></item></channel></rss>"
    Quarantine(table, lambda: bucket).catch(
        body, feed="anp-binnenland", name="https://x.example/", what="groot", reasons=["was te groot"], now=NOW
    )
    (caught,) = Quarantine(table).all()
    phone = chief(Edge())

    answer = phone.send(f"/redactie/quarantaine/{caught.id}/opnieuw", {"bewijs": phone.token()})

    assert made["QUARANTINE_BUCKET"]
    assert answer.status == 303
    assert isinstance(table.read(article_queries.article("brug-dicht")), Article)
    assert list(bucket.all()) == []


def test_our_own_text_that_is_taken_back_is_told_to_subscribers(made: dict[str, Any], table: Table) -> None:
    phone = chief(Edge())
    heard = made["sqs"].create_queue(QueueName="heard")["QueueUrl"]
    arn = made["sqs"].get_queue_attributes(QueueUrl=heard, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    made["sns"].subscribe(TopicArn=made["NEWS_TOPIC"], Protocol="sqs", Endpoint=arn)
    text = "---\ntitle: De brug is open\nsection: binnenland\nstatus: {}\n---\nTekst."

    for status in ("usable", "canceled"):
        program(phone, "/files", {"name": "brug.md", "markdown": text.format(status)})

    assert isinstance(table.read(article_queries.article("de-brug-is-open")), HiddenArticle)
    assert "Messages" in made["sqs"].receive_message(QueueUrl=heard)


def test_everything_of_a_feed_goes_and_each_can_come_back(made: dict[str, Any], table: Table) -> None:
    mine = article(origin=Origin(feed="anp-binnenland", entry="1"), published_at=datetime.now(UTC))
    Desk(table).publish(mine)
    phone = chief(Edge())

    gone = phone.send("/redactie/bronnen/anp-binnenland/intrekken", {"bewijs": phone.token(), "uren": "24"})
    back = phone.send("/redactie/bericht/veerpont-vaart-weer/terugzetten", {"bewijs": phone.token()})

    assert made["TABLE_NAME"]
    assert "1 bericht ingetrokken" in gone.text
    assert back.status == 303
    assert isinstance(table.read(article_queries.article("veerpont-vaart-weer")), Article)


def program(phone: Phone, path: str, body: dict[str, str]) -> Answer:
    """A request of a program of the person."""
    said = json.dumps(body).encode()
    headers = {"content-type": "application/json", "content-length": str(len(said)), "sec-fetch-site": "same-origin"}
    return phone.ask("POST", f"/redactie/api{path}", body=said, headers=headers)
