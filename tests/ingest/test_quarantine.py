"""A bucket of quarantine that fails: news goes on, a person is told, and what was refused is kept once it is back."""

import json

import pytest

from ingest.test_paging import URL, api
from ingest.world import FEED, World, item, rss
from local.template import Template
from portal.aws.bucket import Bucket
from portal.aws.clients import STORING
from portal.http.response import Fetched, Validators
from portal.ingest.metrics import emit_metrics
from portal.ingest.poll import LONGEST_LOOK
from portal.ingest.wiring import ingest_over
from portal.model.errors import UnkeptError
from portal.model.feed import Feed
from portal.storage.feed_states import FeedStates
from portal.storage.quarantine import Quarantine
from portal.storage.table import Table
from samples import NOW, site
from search.conftest import failing

EMPTY = "<item><guid>leeg</guid></item>"


@pytest.mark.parametrize("code", ["AccessDenied", "NoSuchBucket", "InternalError"])
def test_news_beside_what_is_refused_is_stored_while_the_bucket_fails(world: World, bucket: Bucket, code: str) -> None:
    with failing(bucket._client, code, status=403):
        first, again = world.take(item("Een"), EMPTY), world.take()
        more = world.take(item("Een"), item("Twee"), EMPTY)

    assert (first.stored, first.unkept, first.quarantined, first.error) == (1, 1, 0, None)
    assert (again.stored, again.unkept) == (0, 1)  # asked for whole, though nothing changed: it is tried again
    assert world.asked[1].etag is world.asked[1].last_modified is None
    assert (more.stored, more.unkept) == (1, 1)
    assert world.quarantine.all() == ()
    assert FeedStates(world.table).get(FEED.id).streak == 0

    back = world.take()
    assert (back.quarantined, back.unkept) == (1, 0)
    (caught,) = world.quarantine.all()
    assert world.quarantine.body(caught) == world.answer
    assert world.take().not_modified


def test_a_document_that_is_none_fails_its_feed_and_is_kept_once_the_bucket_is_back(
    world: World, bucket: Bucket
) -> None:
    world.answer = b"<!doctype html><title>Toestemming</title>"
    with failing(bucket._client, "AccessDenied", status=403):
        report = world.take()

    assert (report.failed, report.unkept) == (1, 1)
    assert "HTML" in str(report.error)
    assert world.take().unkept == 0
    assert len(world.quarantine.all()) == 1


def test_a_changed_format_that_could_not_be_kept_rings_again_when_it_is(world: World, bucket: Bucket) -> None:
    world.take(item("Een"))
    world.answer = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>x</id><title>x</title></entry></feed>'
    with failing(bucket._client, "AccessDenied", status=403):
        lost = world.take()
    reports = [world.take() for _ in range(2)]

    assert (lost.quarantined, lost.unkept) == (0, 1)
    assert [(one.quarantined, one.unkept) for one in reports] == [(1, 0), (0, 0)]


def test_a_refusal_that_is_kept_already_asks_nothing_of_the_bucket(world: World, bucket: Bucket) -> None:
    world.take(item("Een"), EMPTY)
    with failing(bucket._client, "AccessDenied", status=403):
        report = world.take(item("Een"), item("Twee"), EMPTY)

    assert (report.stored, report.quarantined, report.unkept) == (1, 0, 0)


def test_items_of_an_api_that_cannot_be_had_do_not_hold_up_the_others_while_the_bucket_fails(
    table: Table, quarantine: Quarantine, bucket: Bucket
) -> None:
    server = api(3, broken={"a001": 403})
    feed = Feed(id="wire", url=URL, section="goes", format="anp")

    def fetch(feed: Feed, url: str, validators: Validators) -> Fetched:  # noqa: ARG001  as Fetch
        body = server.get(url)
        return Fetched(
            body=body,
            content_type="application/json",
            etag=None,
            last_modified=None,
            status=200,
            elapsed=0.1,
            wire_bytes=len(body),
        )

    ingest = ingest_over(table, site(feeds=(feed,)), fetch=fetch, clock=lambda: NOW, quarantine=quarantine)
    with failing(bucket._client, "AccessDenied", status=403):
        report = ingest.take(feed)

    assert (report.stored, report.unkept) == (2, 1)
    assert FeedStates(table).get("wire").cursor.startswith("2026-11-24T00:02:00Z")


@pytest.mark.parametrize("body", [b"kapotte tekst", rss(item("Een"), EMPTY)], ids=["none of it", "a part of it"])
def test_a_file_comes_again_until_it_is_kept_and_its_news_is_in_by_then(
    world: World, bucket: Bucket, body: bytes
) -> None:
    denied = pytest.raises(UnkeptError, match=r"buiten: .*AccessDenied")
    with failing(bucket._client, "AccessDenied", status=403), denied:
        world.ingest().read(FEED, body, name="x/1.xml")
    if body.startswith(b"<rss"):
        assert world.article("een").headline == "Een"

    world.ingest().read(FEED, body, name="x/1.xml")

    (caught,) = world.quarantine.all()
    assert (caught.name, world.quarantine.body(caught)) == ("x/1.xml", body)


def test_what_is_not_kept_is_in_the_log_and_rings(
    world: World, bucket: Bucket, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with failing(bucket._client, "AccessDenied", status=403):
        emit_metrics(world.take(item("Een"), EMPTY))

    assert json.loads(capsys.readouterr().out.splitlines()[-1])["PersonNeeded"] == [1.0]
    (said,) = [one.getMessage() for one in caplog.records if "not kept in quarantine" in one.getMessage()]
    assert said.startswith("buiten: ")
    assert "AccessDenied" in said


def test_a_bucket_that_hangs_ends_no_function(expanded: Template) -> None:
    """Two tries, the second that botocore waits for «100 Continue» in each, and the pause of at most a second between
    them (botocore, Retries, standard mode), after the longest look; what is left is for an entry that was begun.
    """
    tries = STORING.retries["total_max_attempts"]  # type: ignore[attr-defined]  # not in the stubs
    hanging = tries * (STORING.connect_timeout + STORING.read_timeout + 1) + 1  # type: ignore[attr-defined]  # likewise

    assert expanded["Resources"]["IngestFunction"]["Properties"]["Timeout"] - LONGEST_LOOK - hanging >= 9
