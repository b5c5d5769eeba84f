"""The front doors as Lambda calls them: with recorded events, over moto."""

import importlib.util
import json
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from botocore.session import Session, get_session

from local.events import queue_event
from local.template import load
from newsdesk import Desk
from pageviews.logs import line, log
from pictures.images import jpeg
from portal.aws import parameters
from portal.aws.bucket import Bucket
from portal.http.request import Login
from portal.ingest.logins import keep
from portal.model.article import Article, HiddenArticle, Image
from portal.model.clock import to_iso
from portal.model.feed_state import FeedState
from portal.queue.messages import from_message
from portal.storage import article_queries
from portal.storage.feed_states import FeedStates
from portal.storage.leases import FeedLeases
from portal.storage.page_views import days_since
from portal.storage.quarantine import Quarantine
from portal.storage.scheduled_actions import ScheduledActions
from portal.storage.search_manifest import SearchState
from portal.storage.table import Table
from running import FeedServer, rss
from samples import FULL_SITE, ROOT, article

Handler = Callable[[dict[str, Any], None], Any]


def event(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((ROOT / "tests" / "events" / f"{name}.json").read_text()))


def door(name: str) -> Handler:
    spec = importlib.util.spec_from_file_location(f"door_{name}", ROOT / "functions" / name / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_SDK_UA_APP_ID", name)
        spec.loader.exec_module(module)
    return cast("Handler", module.handler)


@pytest.fixture
def queue_url(client: object, session: Session, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001  with its table
    """An empty table and an empty queue, and the environment that names them."""
    sqs: Any = session.create_client("sqs")
    url: str = sqs.create_queue(QueueName="feeds")["QueueUrl"]
    for name, value in {"TABLE_NAME": "news", "QUEUE_URL": url, "SOMETHING_ELSE": "\t"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SITE", str(FULL_SITE))
    return url


@pytest.fixture
def table(queue_url: str, table: Table) -> Table:  # noqa: ARG001  it comes with the queue
    return table


def test_pages_answers_an_event_of_api_gateway(table: Table) -> None:
    Desk(table).publish(article())

    answer = door("pages")(event("page"), None)

    assert answer["statusCode"] == 200
    assert not answer["isBase64Encoded"]
    assert "Veerpont vaart weer" in answer["body"]
    assert answer.get("cookies", []) == []


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("name", ["pages", "webmail", "search"])
def test_the_folder_of_site_toml_is_the_site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    folder = Path(shutil.copytree(ROOT / "layers" / "site", tmp_path / "achterhoek"))
    shutil.copy(FULL_SITE, folder / "site.toml")
    (folder / "brand.css").write_text("@layer brand { :root { --color-sky: #14532d; } }")
    (folder / "paginas" / "colofon.md").write_text("# Het colofon\n\nWie wij zijn.\n")
    monkeypatch.setenv("SITE", str(folder / "site.toml"))

    path = {"pages": "/colofon", "webmail": "/webmail", "search": "/zoeken"}[name]
    asked = event("page") | {"rawPath": path}
    asked["requestContext"]["http"] |= {"path": path, "method": "GET"}
    answer = door(name)(asked, None)

    assert answer["statusCode"] == 200
    assert "#14532d" in answer["body"]
    assert "Het colofon" in answer["body"]


def test_pages_knows_the_days_with_news(table: Table) -> None:
    stored = Desk(table).publish(article(published_at=datetime(2026, 11, 20, 12, tzinfo=UTC)))
    assert stored is not None
    asked = event("page") | {"rawPath": "/sitemap.xml"}
    asked["requestContext"]["http"]["path"] = "/sitemap.xml"

    answer = door("pages")(asked, None)

    assert answer["statusCode"] == 200
    assert "/sitemap-2026-11.xml" in answer["body"]


@pytest.mark.usefixtures("queue_url")
def test_webmail_stores_a_choice_and_counts_it(capsys: pytest.CaptureFixture[str]) -> None:
    answer = door("webmail")(event("webmail-choice"), None)

    metric = json.loads(capsys.readouterr().out)
    assert answer["statusCode"] == 303
    assert answer["cookies"][0].startswith("__Host-webmail=delta;")
    assert (metric["webmail"], metric["WebmailChosen"]) == ("delta", [1.0])
    assert metric["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Regioportaal"


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(("name", "path"), [("pages", "/"), ("webmail", "/webmail"), ("search", "/zoeken")])
def test_a_door_with_a_lock_opens_for_the_cdn_alone(monkeypatch: pytest.MonkeyPatch, name: str, path: str) -> None:
    store: Any = get_session().create_client("ssm")
    store.put_parameter(Name="/proef/lock", Value="sesam", Type="String")
    monkeypatch.setenv("ORIGIN_LOCK", "/proef/lock")
    parameters.disconnect()
    asked = event("page") | {"rawPath": path}
    asked["requestContext"]["http"] |= {"path": path, "method": "GET"}

    handler = door(name)
    monkeypatch.setenv("AWS_SDK_UA_APP_ID", name)  # the parameter is read when somebody asks
    refused = handler(asked, None)
    asked["headers"]["x-origin-verify"] = "sesam"
    opened = handler(asked, None)
    parameters.disconnect()

    assert (refused["statusCode"], opened["statusCode"]) == (403, 200)


def received(queue_url: str, count: int) -> list[str]:
    """The feeds of `count` messages, as they come."""
    client: Any = get_session().create_client("sqs")
    found: list[str] = []
    while len(found) < count:
        messages = client.receive_message(QueueUrl=queue_url, WaitTimeSeconds=5)["Messages"]
        found += [from_message(message["Body"]).feed for message in messages]
    return found


def test_dispatch_sends_one_message_for_each_feed_that_is_due(table: Table, queue_url: str) -> None:
    handler = door("dispatch")

    first, second = handler(event("schedule"), None), handler(event("schedule"), None)

    assert first == {"feeds": ["anp-binnenland", "anp-buitenland"]}
    assert second == {"feeds": []}
    assert received(queue_url, 2) == first["feeds"]  # of one host, so one a second after the other
    assert sorted(FeedLeases(table).read().taken) == first["feeds"]


def test_ingest_takes_in_the_feed_of_each_message(
    table: Table,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with FeedServer(bodies={"/feed": rss(("Veerpont vaart weer", "<p>De pont vaart.</p>"))}).running() as feeds:
        site = tmp_path / "site.toml"
        text = FULL_SITE.read_text()
        site.write_text(text.replace("https://feeds.example/buitenland.xml", feeds.url("/feed")))
        monkeypatch.setenv("SITE", str(site))
        monkeypatch.setenv("PORTAL_LOCAL_ORIGIN", "http://127.0.0.1:8000")

        answer = door("ingest")(event("queue"), None)

    assert answer == {"batchItemFailures": []}
    assert table.read(article_queries.article("veerpont-vaart-weer")) is not None
    (metrics,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    (said,) = [one for one in caplog.records if hasattr(one, "stored")]
    assert (said.__dict__["feed"], said.__dict__["failed"]) == ("anp-buitenland", 0)
    assert (metrics["EntriesStored"], metrics.get("PersonNeeded")) == ([1.0], None)
    assert "its feed is not in site.toml" in caplog.text


def test_ingest_moves_an_article_with_its_feed(table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """From a region to a topic: it leaves the list of all regions in the write that changes its text."""
    with FeedServer().running() as feeds:
        text = FULL_SITE.read_text()
        text = text.replace("https://feeds.example/buitenland.xml", feeds.url("/feed"))
        monkeypatch.setenv("SITE", str(tmp_path / "site.toml"))
        monkeypatch.setenv("PORTAL_LOCAL_ORIGIN", "http://127.0.0.1:8000")
        for section, words in (("goes", "De pont vaart."), ("buitenland", "De pont ligt stil.")):
            chosen = text.replace('section = "buitenland"', f'section = "{section}"')
            (tmp_path / "site.toml").write_text(chosen)
            feeds.bodies["/feed"] = rss(("Veerpont vaart weer", f"<p>{words}</p>"))

            assert door("ingest")(event("queue"), None) == {"batchItemFailures": []}

    moved = table.read(article_queries.article("veerpont-vaart-weer"))
    assert isinstance(moved, Article)
    assert (moved.section, moved.also_in, moved.lead) == ("buitenland", (), "De pont ligt stil.")
    assert table.read(article_queries.latest("regio", limit=5)).teasers == ()


@pytest.mark.usefixtures("table")
def test_ingest_gives_back_the_messages_whose_feeds_could_not_be_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLE_NAME", "weg")

    answer = door("ingest")(event("queue"), None)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "059f36b4-87a3-44ab-83d2-661975830a7d"}]}


@pytest.fixture
def segments(table: Table, monkeypatch: pytest.MonkeyPatch) -> Table:
    s3 = get_session().create_client("s3")
    s3.create_bucket(Bucket="segments", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})  # type: ignore[attr-defined]  # untyped
    monkeypatch.setenv("SEARCH_BUCKET", "segments")
    return table


@pytest.mark.usefixtures("segments")
def test_the_first_run_of_index_finds_nothing_to_do() -> None:
    """What its role allows is held against what it did (privileges.py)."""
    assert door("index")({}, None) == {"changes": 0, "documents": 0, "merged": 0}


def test_a_run_of_index_finds_articles_that_were_there_before_the_index(segments: Table) -> None:
    Desk(segments).publish(article("Veerpont vaart weer"))
    state = SearchState(segments)
    state.done(state.changes(9))

    assert door("index")({}, None) == {"changes": 0, "documents": 1, "merged": 0}


def test_what_index_takes_in_search_finds(segments: Table) -> None:
    table = segments
    Desk(table).publish(article("Veerpont vaart weer"))

    assert door("index")({}, None) == {"changes": 1, "documents": 1, "merged": 0}

    asked = event("page") | {"rawPath": "/zoeken", "rawQueryString": "q=veerponten"}
    asked["requestContext"]["http"]["path"] = "/zoeken"
    found = door("search")(asked, None)
    assert found["statusCode"] == 200
    assert 'href="/nieuws/veerpont-vaart-weer"><mark>Veerpont</mark> vaart weer</a>' in found["body"]


def test_pageviews_counts_what_the_cdn_logged(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """What its role allows is held against what it did (privileges.py)."""
    s3: Any = get_session().create_client("s3")
    s3.create_bucket(Bucket="access-logs", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    Desk(table).publish(article("Veerpont vaart weer"))
    now = datetime.now(UTC)
    name = f"cdn/E1EXAMPLE.{now:%Y-%m-%d-%H}.RT4KCN4SGK9.gz"
    s3.put_object(Bucket="access-logs", Key=name, Body=log(line("/nieuws/veerpont-vaart-weer")))
    monkeypatch.setenv("ACCESS_LOGS", "access-logs")
    monkeypatch.setenv("DISTRIBUTION", "E1EXAMPLE")

    assert door("pageviews")({}, None) == {"hours": 1, "files": 1, "broken": 0}
    assert door("pageviews")({}, None) == {"hours": 0, "files": 0, "broken": 0}
    assert [day.articles for day in days_since(table, now.date()).values()] == [{"veerpont-vaart-weer": 1}]


NEWSML = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:wire:1" version="{}">
<itemMeta><pubStatus qcode="stat:{}"/></itemMeta><contentMeta><headline>Brug dicht</headline></contentMeta>
<contentSet><inlineXML>
<html xmlns="http://www.w3.org/1999/xhtml"><body><p>De brug is dicht.</p></body></html></inlineXML>
</contentSet></newsItem>"""


def test_ingest_takes_in_a_file_and_tells_the_world_of_a_kill(
    table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What an agency leaves in the bucket is a message of S3; a kill in it reaches CDN and subscribers."""
    s3, sns, sqs, cdn = (get_session().create_client(name) for name in ("s3", "sns", "sqs", "cloudfront"))
    s3.create_bucket(Bucket="delivery", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})  # type: ignore[attr-defined]  # untyped
    topic = sns.create_topic(Name="news")["TopicArn"]  # type: ignore[attr-defined]  # untyped
    heard = sqs.create_queue(QueueName="heard")["QueueUrl"]  # type: ignore[attr-defined]  # untyped
    arn = sqs.get_queue_attributes(QueueUrl=heard, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]  # type: ignore[attr-defined]  # untyped
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)  # type: ignore[attr-defined]  # untyped
    distribution = a_distribution(cdn)
    site = tmp_path / "site.toml"
    text = FULL_SITE.read_text()
    site.write_text(text.replace("https://feeds.example/buitenland.xml", "drop:wire"))
    for name, value in {"SITE": str(site), "NEWS_TOPIC": topic, "DISTRIBUTION": distribution}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_SDK_UA_APP_ID", "ingest")
    handler = door("ingest")

    for version, status in ((1, "usable"), (2, "canceled")):
        s3.put_object(Bucket="delivery", Key="wire/a b.xml", Body=NEWSML.format(version, status).encode())  # type: ignore[attr-defined]  # untyped
        assert handler(delivered("delivery", "wire/a+b.xml"), None) == {"batchItemFailures": []}

    gone = table.read(article_queries.article("brug-dicht"))
    assert isinstance(gone, HiddenArticle)
    (invalidation,) = cdn.list_invalidations(DistributionId=distribution)["InvalidationList"]["Items"]  # type: ignore[attr-defined]  # untyped
    assert invalidation["Status"]
    (message,) = sqs.receive_message(QueueUrl=heard)["Messages"]  # type: ignore[attr-defined]  # untyped
    assert json.loads(json.loads(message["Body"])["Message"])["url"].endswith("/nieuws/brug-dicht")
    assert ScheduledActions(table).until(datetime(2100, 1, 1, tzinfo=UTC)) == ()
    assert [one.__dict__["killed"] for one in caplog.records if hasattr(one, "killed")] == [0, 1]


def test_ingest_keeps_a_file_that_it_refuses_in_the_bucket_of_quarantine(
    table: Table, bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the environment that it has when it is deployed, and without a bucket the message comes again."""
    s3: Any = get_session().create_client("s3")
    s3.create_bucket(Bucket="delivery", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_object(Bucket="delivery", Key="wire/a.xml", Body=b"kapotte tekst")
    site = tmp_path / "site.toml"
    site.write_text(FULL_SITE.read_text().replace("https://feeds.example/buitenland.xml", "drop:wire"))
    for name, value in {"SITE": str(site), "AWS_SDK_UA_APP_ID": "ingest"}.items():
        monkeypatch.setenv(name, value)

    (again,) = door("ingest")(delivered("delivery", "wire/a.xml"), None)["batchItemFailures"]
    assert list(bucket.all()) == []
    monkeypatch.setenv("QUARANTINE_BUCKET", "quarantine")
    assert door("ingest")(delivered("delivery", "wire/a.xml"), None) == {"batchItemFailures": []}

    (caught,) = Quarantine(table).all()
    assert again["itemIdentifier"]
    assert [one.key for one in bucket.all()] == [caught.key]
    assert Quarantine(table, lambda: bucket).body(caught) == b"kapotte tekst"


def delivered(bucket: str, key: str) -> dict[str, Any]:
    body = {"Records": [{"s3": {"bucket": {"name": bucket}, "object": {"key": key}}}]}
    return {"Records": [event("queue")["Records"][0] | {"body": json.dumps(body)}]}


def a_distribution(cdn: Any) -> str:
    config = {
        "CallerReference": "1",
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [{"Id": "api", "DomainName": "api.example"}]},
        "DefaultCacheBehavior": {
            "TargetOriginId": "api",
            "ViewerProtocolPolicy": "https-only",
            "CachePolicyId": "x",
        },
    }
    return str(cdn.create_distribution(DistributionConfig=config)["Distribution"]["Id"])


@pytest.mark.parametrize("where", ["here", "deployed"])
def test_a_feed_with_a_login_is_asked_with_it(
    table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str
) -> None:
    if where == "here":
        keep(tmp_path / "logins.toml", "wire", Login(user="krant", password="sesam"))
        monkeypatch.setenv("LOGINS_FILE", str(tmp_path / "logins.toml"))
    store: Any = get_session().create_client("ssm")
    login = '{"username": "krant", "password": "sesam"}' if where == "deployed" else "{}"
    store.put_parameter(Name="/proef/feeds/wire", Value=login, Type="SecureString")
    with FeedServer(bodies={"/feed": rss(("Achter slot", "<p>Van de bron.</p>"))}).running() as feeds:
        site = tmp_path / "site.toml"
        text = FULL_SITE.read_text()
        with_login = f'{feeds.url("/feed")}"\nsecret = "wire'
        site.write_text(text.replace("https://feeds.example/buitenland.xml", with_login))
        for name, value in {"SITE": str(site), "FEED_LOGINS": "/proef/feeds/"}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("PORTAL_LOCAL_ORIGIN", "http://127.0.0.1:8000")
        monkeypatch.setenv("AWS_SDK_UA_APP_ID", "ingest")
        parameters.disconnect()

        door("ingest")(event("queue"), None)
        parameters.disconnect()

    assert table.read(article_queries.article("achter-slot")) is not None
    assert feeds.headers[-1]["Authorization"] == "Basic a3JhbnQ6c2VzYW0="


def test_ingest_asks_no_feed_on_this_machine_when_it_is_deployed(
    table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with FeedServer(bodies={"/feed": rss(("Geheim", "<p>Van binnen.</p>"))}).running() as feeds:
        site = tmp_path / "site.toml"
        text = FULL_SITE.read_text()
        site.write_text(text.replace("https://feeds.example/buitenland.xml", feeds.url("/feed")))
        monkeypatch.setenv("SITE", str(site))

        door("ingest")(event("queue"), None)

    assert table.read(article_queries.article("geheim")) is None
    state: FeedState = FeedStates(table).get("anp-buitenland")
    assert state.streak == 1


def due_for(slug: str, at: datetime) -> dict[str, Any]:
    body = {"act": "picture", "slug": slug, "at": to_iso(at), "run": "7f"}
    return {"Records": [event("queue")["Records"][0] | {"body": json.dumps(body)}]}


def test_pictures_makes_the_picture_of_an_article_and_takes_it_away_again(
    table: Table,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    s3, cdn = cast("Any", get_session().create_client("s3")), cast("Any", get_session().create_client("cloudfront"))
    s3.create_bucket(Bucket="pictures", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    distribution = a_distribution(cdn)
    surroundings = {"PICTURES_BUCKET": "pictures", "DISTRIBUTION": distribution, "AWS_SDK_UA_APP_ID": "pictures"}
    for name, value in {**surroundings, "PORTAL_LOCAL_ORIGIN": "http://127.0.0.1:8000"}.items():
        monkeypatch.setenv(name, value)
    since = datetime.now(UTC) - timedelta(minutes=1)
    desk = Desk(table)
    with FeedServer(bodies={"/brug.jpg": jpeg(400, 300)}).running() as agency:
        image = Image(url=agency.url("/brug.jpg"), alt="De brug")
        desk.publish(article("Brug dicht", images=(image,), published_at=since, section="goes", also_in=("regio",)))
        handler = door("pictures")

        assert handler(due_for("brug-dicht", since), None) == {"batchItemFailures": []}
        shown = table.read(article_queries.article("brug-dicht"))
        stored = [one["Key"] for one in s3.list_objects_v2(Bucket="pictures")["Contents"]]
        desk.withdraw("brug-dicht", since + timedelta(seconds=5))
        assert handler(due_for("brug-dicht", since + timedelta(seconds=5)), None) == {"batchItemFailures": []}

    assert isinstance(shown, Article)
    assert shown.picture is not None
    assert sorted(stored) == sorted(path[1:] for path in shown.picture.paths)
    assert "Contents" not in s3.list_objects_v2(Bucket="pictures")
    (invalidation,) = cdn.list_invalidations(DistributionId=distribution)["InvalidationList"]["Items"]
    assert invalidation["Status"]
    assert ScheduledActions(table).pictures(datetime.now(UTC)) == ()
    said = [one.__dict__ for one in caplog.records if hasattr(one, "made")]
    assert [(one["made"], one["removed"]) for one in said] == [(1, 0), (0, 1)]
    assert "_aws" not in capsys.readouterr().out  # a metric that no alarm reads


def test_pictures_makes_a_picture_of_what_a_person_sent(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """It lies in its own folder, where nobody else reads; what was never sent is refused in words."""
    s3: Any = get_session().create_client("s3")
    s3.create_bucket(Bucket="pictures", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_object(Bucket="pictures", Key=f"inzending/{'a' * 32}", Body=jpeg(400, 300))
    since = datetime.now(UTC) - timedelta(minutes=1)
    for name, slug in (("a", "brug-dicht"), ("b", "nooit-gestuurd")):
        image = Image(url=f"inzending:{name * 32}", alt="De brug")
        Desk(table).publish(article(slug, slug=slug, images=(image,), published_at=since))
    for name, value in {"PICTURES_BUCKET": "pictures", "AWS_SDK_UA_APP_ID": "pictures"}.items():
        monkeypatch.setenv(name, value)
    handler = door("pictures")

    for slug in ("brug-dicht", "nooit-gestuurd"):
        assert handler(due_for(slug, since), None) == {"batchItemFailures": []}

    shown = [table.read(article_queries.article(slug)) for slug in ("brug-dicht", "nooit-gestuurd")]
    assert [bool(one.picture) for one in shown if isinstance(one, Article)] == [True, False]


def test_pictures_asks_for_no_image_on_this_machine_when_it_is_deployed(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SDK_UA_APP_ID", "pictures")
    since = datetime.now(UTC) - timedelta(minutes=1)
    with FeedServer(bodies={"/geheim.jpg": jpeg(400, 300)}).running() as server:
        Desk(table).publish(article("Geheim", images=(Image(url=server.url("/geheim.jpg")),), published_at=since))

        assert door("pictures")(due_for("geheim", since), None) == {"batchItemFailures": []}

    assert server.asked == []


@pytest.mark.parametrize(("name", "queue"), [("ingest", "QUEUE_URL"), ("pictures", "PICTURE_QUEUE_URL")])
def test_what_a_function_could_not_do_is_shown_again_soon(
    queue_url: str, monkeypatch: pytest.MonkeyPatch, name: str, queue: str
) -> None:
    monkeypatch.setattr("portal.queue.redelivery.DELAYS", (1,))
    monkeypatch.setenv("TABLE_NAME", "weg")
    monkeypatch.setenv(queue, queue_url)
    client: Any = get_session().create_client("sqs")
    body = json.dumps({"act": "picture", "slug": "brug", "at": to_iso(datetime.now(UTC))})
    client.send_message(QueueUrl=queue_url, MessageBody='{"feed": "anp-buitenland"}' if name == "ingest" else body)
    received = client.receive_message(QueueUrl=queue_url, VisibilityTimeout=360, AttributeNames=["All"])["Messages"]

    answer = door(name)(queue_event(received, queue_arn="arn", region="eu-central-1"), None)

    assert answer == {"batchItemFailures": [{"itemIdentifier": received[0]["MessageId"]}]}
    assert len(client.receive_message(QueueUrl=queue_url, WaitTimeSeconds=4)["Messages"]) == 1


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A table and a bucket that take a connection and never answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        for service in ("DYNAMODB", "S3"):
            monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", f"http://127.0.0.1:{server.getsockname()[1]}")
        monkeypatch.setenv("TABLE_NAME", "news")
        monkeypatch.setenv("SEARCH_BUCKET", "segments")
        monkeypatch.setenv("SITE", str(FULL_SITE))
        yield


def seconds_that_the_cdn_waits() -> float:
    origins = load(ROOT / "infra" / "edge.yaml")["Resources"]["Distribution"]["Properties"]["DistributionConfig"][
        "Origins"
    ]
    return min(float(one["CustomOriginConfig"]["OriginReadTimeout"]) for one in origins if "CustomOriginConfig" in one)


@pytest.mark.sweep(2)
@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize(
    ("name", "path"),
    [("pages", "/"), ("pages", "/nieuws/veerpont"), ("pages", "/feeds/alles.xml"), ("search", "/zoeken")],
)
def test_a_table_that_hangs_is_a_page_that_says_so_before_the_cdn_gives_up(name: str, path: str) -> None:
    asked = event("page") | {"rawPath": path, "rawQueryString": "q=pont" if name == "search" else ""}
    asked["requestContext"]["http"]["path"] = path
    handler, started = door(name), time.monotonic()

    answer = handler(asked, None)

    assert time.monotonic() - started < seconds_that_the_cdn_waits()
    assert (answer["statusCode"], answer["headers"]["retry-after"]) == (503, "30")
