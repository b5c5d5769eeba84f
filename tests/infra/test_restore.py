"""A loss and a restore, rehearsed on engines: what readers get while something is gone, and once it is had back.

Whatever is lost, an article is shown with its picture and found again, what was withdrawn answers 410, what was renamed
301, and what was killed is found by nobody.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.config import Config
from botocore.session import Session
from mangum import Mangum

from pictures.darkroom import Darkroom
from pictures.images import jpeg
from portal.aws.bucket import Bucket
from portal.model.version import Version
from portal.search.archive import Archive
from portal.search.indexer import LEFT_FOR, Indexer
from portal.storage.search_manifest import SearchState
from portal.storage.table import Table
from portal.web.app import create_app
from portal.web.search import create_search_app
from reader import Answer, Browser, context_of
from running import FeedServer
from samples import ROOT, site
from search.conftest import denying

SHOWN, PICTURED = ("veerpont-vaart", "veerpont-wacht", "veerpont-stil"), "veerpont-vaart"
WITHDRAWN, KILLED = "veerpont-weg", "veerpont-geheim"
OLD, NEW = "veerpont-oud", "veerpont-nieuw"
MADE_ANEW = "We maken het archief opnieuw doorzoekbaar."


@dataclass
class Deployed:
    """A portal as it is deployed: a table, a bucket of pictures, a bucket of segments, and its functions over them."""

    room: Darkroom
    session: Session
    index: str

    def __post_init__(self) -> None:
        self.segments = self._client("index")
        self.searching = self._client("search")
        self.searching.meta.events.register("after-call.s3", denying)  # SearchRole may not list
        self.state = SearchState(self.room.table)
        archive = Archive(
            self.state.snapshot,
            Bucket(self.searching, self.index, may_list=False).range,
            now=self._seconds,
            monotonic=self._seconds,
        )
        context = context_of(site(), lambda: self.room.now)
        self.pages = Browser(Mangum(create_app(context, self.room.table), lifespan="off"))
        self.search = Browser(Mangum(create_search_app(context, self.room.table, archive), lifespan="off"))

    def a_minute_passes(self) -> None:
        """The schedule: what is due to pictures is done, and the index looked after."""
        self.room.wait(minutes=1)
        self.room.work()
        self.indexer.run(seconds=60)
        self.room.wait(seconds=10)

    @property
    def indexer(self) -> Indexer:
        return Indexer(self.room.table, Bucket(self.segments, self.index), clock=lambda: self.room.now)

    def after_a_while(self) -> "Deployed":
        for _ in range(4):
            self.a_minute_passes()
        return self

    def found(self) -> Answer:
        return self.search.get("/zoeken?q=veerpont")

    def empty_index(self) -> None:
        """The bucket is there, and nothing in it."""
        for one in self.segments.list_objects_v2(Bucket=self.index).get("Contents", ()):
            self.segments.delete_object(Bucket=self.index, Key=one["Key"])

    def lose_manifest(self) -> None:
        key = {"pk": {"S": "SEARCH"}, "sk": {"S": "MANIFEST"}}
        self.room.table._client.delete_item(TableName=self.room.table.name, Key=key)

    def _seconds(self) -> float:
        return self.room.now.timestamp()

    def _client(self, app: str) -> Any:
        return self.session.create_client("s3", config=Config(user_agent_appid=app))  # type: ignore[call-arg]  # not in the stubs


def make_bucket(session: Session, name: str) -> None:
    client: Any = session.create_client("s3")
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})


@pytest.fixture
def agency() -> Iterator[FeedServer]:
    with FeedServer().running() as server:
        yield server


@pytest.fixture
def portal(table: Table, agency: FeedServer, session: Session) -> Deployed:
    """One that has been at work: articles with and without a picture, one withdrawn, one killed, one renamed."""
    room = Darkroom.over(table, agency, session)
    room.now = datetime.now(UTC).replace(minute=5, second=0, microsecond=0)  # as the engine's own clock
    make_bucket(session, "segments")
    deployed = Deployed(room, session, "segments")
    for slug in (*SHOWN, WITHDRAWN, KILLED, OLD):
        image = (room.image(f"/{slug}.jpg", jpeg(400, 300)),) if slug == PICTURED else ()
        room.publish(slug.replace("-", " ").capitalize(), *image, published_at=room.now - timedelta(hours=1))
    deployed.a_minute_passes()
    take_back(deployed)
    return deployed.after_a_while()


def take_back(deployed: Deployed) -> None:
    room = deployed.room
    room.desk.withdraw(WITHDRAWN, room.now)
    kill(room, KILLED)
    room.desk.rename(OLD, NEW)


def kill(room: Darkroom, slug: str) -> None:
    assert room.desk.kill(room.known(room.at(slug)), Version.of("2", None), room.now)


def is_in_order(portal: Deployed, *more: str, without: tuple[str, ...] = ()) -> None:
    """Pages, pictures, addresses and search are as they should be."""
    statuses = {slug: portal.pages.get(f"/nieuws/{slug}").status for slug in (*SHOWN, NEW, *more)}
    gone = {slug: portal.pages.get(f"/nieuws/{slug}").status for slug in (WITHDRAWN, KILLED, *without)}
    moved = portal.pages.get(f"/nieuws/{OLD}")
    answer = portal.found()

    assert set(statuses.values()) == {200}
    assert set(gone.values()) == {410}
    assert (moved.status, moved.headers["location"]) == (301, f"/nieuws/{NEW}")
    assert shown_pictures(portal) == {True}
    assert found_slugs(answer) == {*SHOWN, NEW, *more}
    assert MADE_ANEW not in answer.text


def meanwhile(portal: Deployed) -> Answer:
    """Nobody gets an error, and nothing is found that is gone."""
    answer = portal.found()
    assert answer.status == 200
    assert found_slugs(answer) <= {*SHOWN, NEW}
    assert [portal.pages.get(path).status for path in ("/", f"/nieuws/{PICTURED}")] == [200, 200]
    return answer


def found_slugs(answer: Answer) -> set[str]:
    return {str(path).removeprefix("/nieuws/") for path in answer.page.xpath("//article//h2/a/@href")}


def shown_pictures(portal: Deployed) -> set[bool]:
    """Whether the bucket has the pictures that the page of the article with one shows."""
    text = portal.pages.get(f"/nieuws/{PICTURED}").text
    addresses = set(re.findall(r"/beeld/\w+/\w+\.(?:webp|jpg)", text))
    assert addresses
    return {address in portal.room.stored() for address in addresses}


def test_a_portal_at_work_is_in_order(portal: Deployed) -> None:
    is_in_order(portal)


def lose_both(portal: Deployed) -> None:
    portal.empty_index()
    portal.lose_manifest()


LOSSES: dict[str, Callable[[Deployed], None]] = {
    "the index": Deployed.empty_index,
    "the manifest": Deployed.lose_manifest,
    "both": lose_both,
}


@pytest.mark.sweep(3)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("is_warm", [True, False], ids=["warm", "cold"])
def test_what_is_lost_of_the_index_is_made_anew_while_readers_go_on(portal: Deployed, loss: str, is_warm: bool) -> None:
    if is_warm:
        portal.found()
    LOSSES[loss](portal)
    if not is_warm:
        portal = replace(portal)
    portal.room.wait(seconds=10)

    answer = meanwhile(portal)
    if not is_warm and loss == "the index":
        assert MADE_ANEW in answer.text
        assert found_slugs(answer) == set()

    is_in_order(portal.after_a_while())


def restored(portal: Deployed, *, index: str) -> Deployed:
    """The functions on the table that was had back, and on a bucket of segments; the pictures are where they were."""
    room = replace(portal.room, table=Table(portal.room.table._client, "back"))
    return Deployed(room, portal.session, index)


def have_back(portal: Deployed) -> None:
    """`restore-table-to-point-in-time`: of this moment, and looked at later."""
    client = portal.room.table._client
    client.update_continuous_backups(
        TableName="news", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    client.restore_table_to_point_in_time(SourceTableName="news", TargetTableName="back", UseLatestRestorableTime=True)


def test_a_table_of_an_hour_ago_names_segments_that_were_cleared_away_since(portal: Deployed) -> None:
    have_back(portal)
    then = portal.state.manifest()
    room = portal.room
    room.publish("Veerpont later", published_at=room.now)
    kill(room, SHOWN[2])
    portal.after_a_while()
    room.wait(seconds=(LEFT_FOR + timedelta(minutes=115)).total_seconds())
    room.now = room.now.replace(minute=0)
    portal.indexer.run(seconds=60)  # the hour at which the bucket is tidied
    files = {one["Key"] for one in portal.segments.list_objects_v2(Bucket="segments")["Contents"]}
    assert not {part.name for part in then.parts} & files

    back = restored(portal, index="segments")
    answer = meanwhile(back)
    assert MADE_ANEW in answer.text
    back.room.desk.withdraw(SHOWN[2], back.room.now)  # docs/operating.md, step 5: what was killed since comes back

    back.after_a_while()
    statuses = {slug: back.pages.get(f"/nieuws/{slug}").status for slug in (SHOWN[2], WITHDRAWN, KILLED)}
    assert set(statuses.values()) == {410}
    assert found_slugs(back.found()) == {*SHOWN[:2], NEW}
    assert back.pages.get(f"/nieuws/{OLD}").status == 301
    assert shown_pictures(back) == {True}
    assert "Contents" not in back.segments.list_objects_v2(Bucket="segments", Prefix=then.parts[0].name)


def test_a_stack_made_anew_beside_table_and_pictures_that_stayed_is_whole_by_itself(
    portal: Deployed, session: Session
) -> None:
    have_back(portal)
    make_bucket(session, "segments-of-the-new-stack")

    new = restored(portal, index="segments-of-the-new-stack")
    answer = meanwhile(new)
    assert MADE_ANEW in answer.text
    is_in_order(new.after_a_while())

    new.room.publish("Veerpont net binnen", new.room.image("/net.jpg", jpeg(500, 300)), published_at=new.room.now)
    new.after_a_while()
    is_in_order(new, "veerpont-net-binnen")
    picture = new.room.picture("veerpont-net-binnen")
    assert picture is not None
    assert set(picture.paths) <= new.room.stored()  # in the bucket that stayed
    kill(new.room, "veerpont-net-binnen")
    new.after_a_while()
    is_in_order(new, without=("veerpont-net-binnen",))
    assert not set(picture.paths) & new.room.stored()


def test_an_article_whose_picture_went_since_gets_it_again_as_the_runbook_says(portal: Deployed) -> None:
    have_back(portal)
    kill(portal.room, PICTURED)
    portal.after_a_while()
    back = restored(portal, index="segments")
    assert shown_pictures(back) == {False}

    back.room.desk.withdraw(PICTURED, back.room.now)
    back.after_a_while()
    back.room.desk.restore(PICTURED, back.room.now)
    back.after_a_while()

    is_in_order(back)


def test_the_runbook_has_a_command_for_each_thing_that_does_not_come_by_itself() -> None:
    """What DynamoDB leaves off a restored table, and what CloudFormation refuses to replace on a bucket."""
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")

    for words in (
        "restore-table-to-point-in-time",
        "PointInTimeRecoveryEnabled=true",
        "Enabled=true,AttributeName=expires_at",
        "--deletion-protection-enabled",
        "aws s3api delete-bucket-policy",
        "RestoredTable=",
        "RestoredPictures=",
    ):
        assert words in text, words
    names = re.findall(r"(?:target-table-name|RestoredTable=)\W*(regioportaal-\S+?)[`\s]", text)
    assert names
    assert all(name.startswith("regioportaal-prod-storage-") for name in names)  # what a RoleBoundary knows
