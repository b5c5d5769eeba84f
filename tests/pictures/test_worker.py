"""What is in the bucket agrees with what can be read, whatever happens to an article."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from pictures.darkroom import BUCKET, Darkroom
from pictures.images import jpeg
from portal.lifecycle.authority import NEWSDESK
from portal.lifecycle.event import Hold, SeenInOtherFeed
from portal.lifecycle.transition import transition
from portal.model.article import Image, Origin, Why
from portal.model.corrections import Edit
from portal.model.errors import StorageError
from portal.model.scheduled_action import Act, ScheduledAction
from portal.model.version import Version
from portal.queue.messages import Message
from portal.storage.picture_attempts import PictureAttempts
from samples import NOW, article


def test_an_article_gets_the_picture_that_came_with_it_in_every_list(room: Darkroom) -> None:
    image = room.image("/brug.jpg", jpeg(), alt="De brug", credit="Jo de Wit")
    room.publish("Brug dicht", image, section="goes", also_in=("regio",))
    assert room.picture("brug-dicht") is None

    room.work()

    picture = room.picture("brug-dicht")
    assert picture is not None
    assert (picture.width, picture.height, picture.alt, picture.credit) == (1280, 800, "De brug", "Jo de Wit")
    assert room.stored() == set(picture.paths)
    assert room.dues.pictures(room.now) == ()
    assert [(one.slug, one.made) for one in room.outcomes] == [("brug-dicht", 1)]


def test_a_caption_that_is_a_story_is_cut(room: Darkroom) -> None:
    room.publish("Brug dicht", room.image("/brug.jpg", jpeg(), alt="woord " * 500, credit="naam " * 100))

    room.work()

    picture = room.picture("brug-dicht")
    assert picture is not None
    assert len(picture.alt) <= 302
    assert len(picture.credit) <= 122
    assert picture.alt.startswith("woord woord")


def test_an_object_says_what_it_is_that_a_browser_keeps_it_and_that_a_cdn_asks_once_a_day(room: Darkroom) -> None:
    room.publish("Brug dicht", room.image("/brug.jpg", jpeg()))
    room.work()

    for path in room.stored():
        found = room.s3.head_object(Bucket=BUCKET, Key=path[1:])
        assert found["ContentType"] == ("image/webp" if path.endswith("webp") else "image/jpeg")
        assert found["CacheControl"] == "public, max-age=31536000, s-maxage=86400, immutable"


def test_doing_it_twice_is_doing_it_once(room: Darkroom) -> None:
    room.publish("Brug dicht", room.image("/brug.jpg", jpeg()))
    (due,) = room.dues.pictures(NOW)
    room.work()
    before = room.rows()

    for _ in range(2):
        room.worker.do(Message(due=due))

    assert room.rows() == before
    assert room.agency.asked == ["/brug.jpg"]


def test_an_article_without_images_costs_nothing(room: Darkroom) -> None:
    room.publish("Brug dicht")

    assert room.dues.pictures(room.now + timedelta(days=1)) == ()


def test_what_is_under_embargo_or_held_is_not_asked_for_before_its_time(room: Darkroom) -> None:
    until = NOW + timedelta(hours=1)
    image = room.image("/brug.jpg", jpeg())
    for headline, why in (("Brug dicht", Why.EMBARGO), ("Sluis dicht", Why.WITHHELD)):
        hold = Hold(why=why, until=until if why is Why.EMBARGO else None)
        room.desk.publish(article(headline, images=(image,)), hold=hold)

    room.work()
    assert (room.agency.asked, room.stored()) == ([], set())

    room.now = until
    room.desk.release("brug-dicht", room.now)
    room.work()

    assert room.picture("brug-dicht") is not None
    assert room.agency.asked == ["/brug.jpg"]


def test_a_new_text_with_the_same_image_keeps_the_picture_and_asks_for_nothing(room: Darkroom) -> None:
    image = room.image("/brug.jpg", jpeg())
    one = room.publish("Brug dicht", image)
    room.work()
    before = room.picture("brug-dicht")

    room.revise(one, images=(image,), lead="De brug is weer open.")

    assert room.picture("brug-dicht") == before
    assert room.dues.pictures(room.now) == ()
    assert room.agency.asked == ["/brug.jpg"]


def test_other_words_with_the_same_image_need_no_other_picture(room: Darkroom) -> None:
    one = room.publish("Brug dicht", room.image("/brug.jpg", jpeg(), alt="De brug"))
    room.work()

    room.revise(one, images=(room.image("/brug.jpg", alt="De sluis", credit="ANP"),))
    room.work()

    picture = room.picture("brug-dicht")
    assert picture is not None
    assert (picture.alt, picture.credit) == ("De sluis", "ANP")
    assert room.agency.asked == ["/brug.jpg"]


def test_another_image_takes_the_old_picture_off_at_once_and_out_of_the_bucket(room: Darkroom) -> None:
    one = room.publish("Brug dicht", room.image("/fout.jpg", jpeg()))
    room.work()
    wrong = room.picture("brug-dicht")
    assert wrong is not None

    room.revise(one, images=(room.image("/goed.jpg", jpeg(900, 600)),))
    assert room.picture("brug-dicht") is None
    room.work()

    right = room.picture("brug-dicht")
    assert right is not None
    assert room.stored() == set(right.paths)
    assert list(room.cdn.asked.values()) == [list(wrong.paths)]


def test_the_same_picture_under_another_address_stays(room: Darkroom) -> None:
    one = room.publish("Brug dicht", room.image("/oud.jpg", jpeg()))
    room.work()

    room.revise(one, images=(room.image("/nieuw.jpg", jpeg()),))
    room.work()

    picture = room.picture("brug-dicht")
    assert picture is not None
    assert room.stored() == set(picture.paths)
    assert room.cdn.asked == {}


def test_an_article_that_loses_its_image_loses_its_picture(room: Darkroom) -> None:
    one = room.publish("Brug dicht", room.image("/brug.jpg", jpeg()))
    room.work()

    room.revise(one, images=())
    room.work()

    assert room.picture("brug-dicht") is None
    assert room.stored() == set()


def test_a_kill_takes_the_picture_out_of_bucket_and_cdn(room: Darkroom) -> None:
    one = room.publish("Brug dicht", room.image("/brug.jpg", jpeg()))
    room.work()
    picture = room.picture("brug-dicht")
    assert picture is not None

    assert room.desk.kill(room.known(one), Version.of("2", None), room.now)
    room.work()

    assert room.stored() == set()
    assert list(room.cdn.asked.values()) == [list(picture.paths)]
    assert not [key for key in room.rows() if "IMAGE#" in key or key.startswith(("PICTURE#", "PICTURES"))]


def test_a_cdn_that_can_take_no_more_is_asked_again_in_a_minute_and_nothing_failed(
    room: Darkroom, caplog: pytest.LogCaptureFixture
) -> None:
    one = room.publish("Brug dicht", room.image("/brug.jpg", jpeg()))
    room.work()
    picture = room.picture("brug-dicht")
    assert picture is not None
    assert room.desk.kill(room.known(one), Version.of("2", None), room.now)
    room.cdn.in_progress = 2999

    room.work()
    assert room.stored() == set()
    assert len(room.dues.pictures(room.now)) == 1
    assert not [record for record in caplog.records if record.levelno > logging.INFO]

    room.cdn.in_progress = 0
    room.work()
    assert list(room.cdn.asked.values()) == [list(picture.paths)]
    assert room.dues.pictures(room.now) == ()
    assert not [key for key in room.rows() if "IMAGE#" in key or key.startswith(("PICTURE#", "PICTURES"))]


@pytest.mark.parametrize("code", ["AccessDenied", "NoSuchDistribution", "Throttling"])
def test_whatever_else_the_cdn_says_is_a_failure_and_comes_again(room: Darkroom, code: str) -> None:
    room.publish("Brug dicht", room.image("/brug.jpg", jpeg()))
    room.work()
    room.desk.withdraw("brug-dicht", room.now)
    room.cdn.refuses = code

    with pytest.raises(StorageError, match=code):
        room.work()

    assert len(room.dues.pictures(room.now)) == 1


def test_a_busy_cdn_is_no_fault_of_an_image(room: Darkroom) -> None:
    """The same address gives other bytes: what was made of the first has to go before the second is shown."""
    one = room.publish("Brug dicht", room.image("/brug.jpg", jpeg(400, 300)))
    room.work()
    first = room.picture("brug-dicht")
    assert first is not None
    other = room.image("/sluis.jpg", jpeg(500, 300))
    room.revise(one, images=(other,))
    room.cdn.in_progress = 2999

    for _ in range(6):
        room.wait(seconds=70)
        room.work()
    room.cdn.in_progress = 0
    room.wait(seconds=70)
    room.work()

    shown = room.picture("brug-dicht")
    assert shown is not None
    assert room.stored() == set(shown.paths)
    assert list(room.cdn.asked.values()) == [list(first.paths)]
    assert room.agency.asked == ["/brug.jpg", "/sluis.jpg"]


def test_a_wave_of_licences_that_end_asks_nothing_of_the_cdn(room: Darkroom) -> None:
    """It would be eight files a picture, at half a cent each. The CDN asks the bucket once a day."""
    for number in range(3):
        room.publish(f"Brug {number}", room.image(f"/{number}.jpg", jpeg(300 + number, 200)))
    room.work()
    assert len(room.stored()) == 6

    for number in range(3):
        room.desk.withdraw(f"brug-{number}", room.now, why=Why.EXPIRED)
    room.work()

    assert (room.stored(), room.cdn.asked, room.dues.pictures(room.now)) == (set(), {}, ())


@pytest.mark.parametrize("why", [Why.EDITOR, Why.EXPIRED])
def test_what_is_withdrawn_takes_its_picture_along_and_gets_it_back(room: Darkroom, why: Why) -> None:
    room.publish("Brug dicht", room.image("/brug.jpg", jpeg()))
    room.work()

    room.desk.withdraw("brug-dicht", room.now, why=why)
    room.work()
    assert room.stored() == set()

    if why is Why.EDITOR:
        room.desk.restore("brug-dicht", room.now)
        assert room.picture("brug-dicht") is None
        room.work()
        picture = room.picture("brug-dicht")
        assert picture is not None
        assert room.stored() == set(picture.paths)
        assert room.agency.asked == ["/brug.jpg", "/brug.jpg"]


def test_a_picture_that_another_article_shows_stays_until_the_last_one_goes(room: Darkroom) -> None:
    for headline in ("Brug dicht", "Sluis dicht"):
        room.publish(headline, room.image(f"/{headline[:4]}.jpg".replace(" ", ""), jpeg()))
    room.work()
    picture = room.picture("sluis-dicht")
    assert picture is not None
    assert room.picture("brug-dicht") == picture

    room.desk.withdraw("brug-dicht", room.now)
    room.work()
    assert room.stored() == set(picture.paths)
    assert room.cdn.asked == {}

    room.desk.withdraw("sluis-dicht", room.now)
    room.work()
    assert room.stored() == set()


def test_what_was_renamed_meanwhile_is_found_at_its_new_address(room: Darkroom) -> None:
    room.publish("Brug dicht", room.image("/brug.jpg", jpeg()))
    room.desk.rename("brug-dicht", "brug-open")

    room.work()
    assert room.picture("brug-open") is not None

    room.desk.rename("brug-open", "brug-weer-dicht")
    assert room.picture("brug-weer-dicht") is not None
    room.desk.withdraw("brug-weer-dicht", room.now)
    room.work()
    assert room.stored() == set()


def test_an_article_that_is_withdrawn_while_its_image_is_fetched_leaves_nothing(room: Darkroom) -> None:
    room.publish("Brug dicht", room.image("/brug.jpg", jpeg()))
    (due,) = room.dues.pictures(NOW)
    worker = room.worker
    fetch = worker._fetch

    def slowly(url: str) -> bytes:
        room.desk.withdraw("brug-dicht", room.now)
        for other in room.dues.pictures(room.now + timedelta(seconds=1)):
            if other != due:
                room.wait(seconds=2)
                room.worker.do(Message(due=other))
        return fetch(url)

    worker._fetch = slowly
    room.wait(seconds=2)
    worker.do(Message(due=due))
    room.work()

    assert room.stored() == set()
    assert room.dues.pictures(room.now + timedelta(days=1)) == ()


def test_an_article_that_is_corrected_or_comes_in_another_list_meanwhile_keeps_both(room: Darkroom) -> None:
    room.publish("Brug dicht", room.image("/brug.jpg", jpeg()))
    worker = room.worker
    fetch = worker._fetch

    def slowly(url: str) -> bytes:
        room.desk.correct("brug-dicht", Edit(old="En zo gaat het", new="Zo gaat het"), room.now)
        return fetch(url)

    worker._fetch = slowly
    room.wait(seconds=2)
    (due,) = room.dues.pictures(room.now)
    worker.do(Message(due=due))
    assert room.picture("brug-dicht") is None

    room.work()

    assert room.picture("brug-dicht") is not None
    assert room.at("brug-dicht").body_html.startswith("<p>Zo gaat het")
    assert room.agency.asked == ["/brug.jpg"]


def test_whoever_writes_an_article_anew_does_not_lose_a_picture_that_came_meanwhile(room: Darkroom) -> None:
    """Both write all of the article, and the picture makes no new revision of it."""
    one = room.publish("Brug dicht", room.image("/brug.jpg", jpeg()))
    store, feed = room.desk.store, Origin(feed="goes", entry="x")
    state = store.load(room.known(one))
    room.work()
    seen = SeenInOtherFeed(text=replace(one, origin=feed), version=Version(), listings=("goes", "regio"))

    assert store.commit(state, transition(state, seen, NEWSDESK, room.now)) is None
    assert room.picture("brug-dicht") is not None


PAUSES = (5, 15, 40)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (None, "answered 404"),
        (b"<!doctype html><h1>Log in</h1>", "is a web page and no picture"),
        (b"<svg/>", "is an SVG"),
        (jpeg(1, 1), "is 1 by 1 pixels"),
        (b"\xff\xd8\xff" + bytes(15_000_001), "is larger than 15 MB"),
    ],
    ids=["404", "a page", "SVG", "pixel", "too large"],
)
def test_what_cannot_be_had_is_tried_a_few_times_and_left(
    room: Darkroom, caplog: pytest.LogCaptureFixture, body: bytes | None, reason: str
) -> None:
    before = room.publish("Brug dicht", room.image("/brug.jpg", body))

    room.work()
    for minutes in PAUSES:
        tries = len(room.agency.asked)
        room.wait(minutes=minutes - 1)
        room.work()
        assert len(room.agency.asked) == tries
        room.wait(minutes=1)
        room.work()
        assert len(room.agency.asked) == tries + 1
    room.wait(days=3)
    room.work()

    assert room.agency.asked == ["/brug.jpg"] * 4
    assert room.at("brug-dicht") == before
    assert room.stored() == set()
    assert room.dues.pictures(room.now) == ()
    (tried,) = PictureAttempts(room.table).of(before.origin).values()
    assert reason in tried.reason
    assert all(line.getMessage().startswith("no picture for /nieuws/brug-dicht: http") for line in caplog.records)


def test_what_could_be_had_after_all_is_shown(room: Darkroom) -> None:
    room.publish("Brug dicht", room.image("/brug.jpg"))
    room.work()

    room.agency.bodies["/brug.jpg"] = jpeg()
    room.wait(minutes=5)
    room.work()

    assert room.picture("brug-dicht") is not None
    assert not [
        one.reason for one in PictureAttempts(room.table).of(room.at("brug-dicht").origin).values() if one.reason
    ]


def test_what_is_too_small_takes_nobody_s_place_and_is_not_asked_for_again(room: Darkroom) -> None:
    pixel, good = room.image("/pixel.gif", jpeg(1, 1)), room.image("/brug.jpg", jpeg(), alt="De brug")

    room.publish("Brug dicht", pixel, good)
    room.work()

    assert [picture.alt for picture in room.at("brug-dicht").pictures] == ["De brug"]
    assert room.agency.asked == ["/pixel.gif", "/brug.jpg"]
    assert room.dues.pictures(room.now + timedelta(days=1)) == ()


def test_an_article_shows_up_to_eight_pictures_in_their_order_and_lists_show_the_first(room: Darkroom) -> None:
    album = many(room, 10)
    room.publish("Brug dicht", *album, section="goes", also_in=("regio",))

    room.work()

    first = room.picture("brug-dicht")
    shown = room.at("brug-dicht").pictures
    assert first == shown[0]
    assert [picture.caption for picture in shown] == [f"Foto {number}" for number in range(8)]
    assert room.stored() == {path for picture in shown for path in picture.paths}
    assert len(room.agency.asked) == 8
    assert room.dues.pictures(room.now + timedelta(days=1)) == ()


@pytest.mark.parametrize("why", [Why.EDITOR, Why.EXPIRED, Why.KILLED])
def test_all_pictures_go_with_their_article(room: Darkroom, why: Why) -> None:
    one = room.publish("Brug dicht", *many(room, 3))
    room.work()
    shown = room.at("brug-dicht").pictures
    assert len(shown) == 3

    if why is Why.KILLED:
        assert room.desk.kill(room.known(one), Version.of("2", None), room.now)
    else:
        room.desk.withdraw("brug-dicht", room.now, why=why)
    room.work()

    assert room.stored() == set()
    forgotten = {path for paths in room.cdn.asked.values() for path in paths}
    assert forgotten == (set() if why is Why.EXPIRED else {path for picture in shown for path in picture.paths})
    assert not [key for key in room.rows() if "IMAGE#" in key or key.startswith(("PICTURE#", "PICTURES"))]


def test_one_that_is_taken_out_of_the_text_goes_and_the_others_are_not_fetched_again(room: Darkroom) -> None:
    first, second, third = many(room, 3)
    one = room.publish("Brug dicht", first, second, third)
    room.work()
    before = room.at("brug-dicht").pictures

    room.revise(one, images=(third, first))
    assert room.at("brug-dicht").pictures == ()
    room.work()

    assert room.at("brug-dicht").pictures == (before[2], before[0])
    assert room.stored() == {path for picture in (before[0], before[2]) for path in picture.paths}
    assert len(room.agency.asked) == 3


def test_what_cannot_be_had_yet_keeps_no_other_back_and_takes_its_place_later(room: Darkroom) -> None:
    missing, *others = room.image("/brug.jpg", caption="De brug"), *many(room, 2)
    room.publish("Brug dicht", missing, *others)
    room.work()
    assert [picture.caption for picture in room.at("brug-dicht").pictures] == ["Foto 0", "Foto 1"]

    room.agency.bodies["/brug.jpg"] = jpeg(900, 600)
    room.wait(minutes=5)
    room.work()

    assert [picture.caption for picture in room.at("brug-dicht").pictures] == ["De brug", "Foto 0", "Foto 1"]
    assert room.dues.pictures(room.now + timedelta(days=1)) == ()


def test_the_same_picture_under_two_addresses_is_shown_once(room: Darkroom) -> None:
    room.publish("Brug dicht", room.image("/een.jpg", jpeg()), room.image("/twee.jpg", jpeg()))
    room.work()

    assert len(room.at("brug-dicht").pictures) == 1

    room.desk.withdraw("brug-dicht", room.now)
    room.work()
    assert room.stored() == set()


def test_a_look_that_takes_long_shows_what_it_has_and_the_next_one_goes_on(room: Darkroom) -> None:
    room.publish("Brug dicht", *many(room, 5))
    worker = room.worker
    fetch = worker._fetch

    def slowly(url: str) -> bytes:
        room.wait(seconds=15)
        return fetch(url)

    worker._fetch = slowly
    (due,) = room.dues.pictures(NOW)
    room.wait(seconds=2)
    worker.do(Message(due=due))
    assert len(room.at("brug-dicht").pictures) == 2

    room.work()

    assert len(room.at("brug-dicht").pictures) == 5
    assert len(room.agency.asked) == 5
    assert room.dues.pictures(room.now + timedelta(days=1)) == ()


def many(room: Darkroom, count: int) -> list[Image]:
    return [
        room.image(f"/{number}.jpg", jpeg(300 + 20 * number, 200), caption=f"Foto {number}") for number in range(count)
    ]


def test_an_image_may_be_one_redirect_away_and_no_more(room: Darkroom) -> None:
    room.agency.moved = {"/een": "/brug.jpg", "/twee": "/een"}
    for number, path in enumerate(("/een", "/twee")):
        room.publish(f"Brug {number}", room.image(path))
    room.agency.bodies["/brug.jpg"] = jpeg()

    room.work()

    assert room.picture("brug-0") is not None
    assert room.picture("brug-1") is None
    (tried,) = PictureAttempts(room.table).of(room.at("brug-1").origin).values()
    assert tried.reason == "redirects more than once"


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/x.jpg", "http://169.254.169.254/latest", "file:///etc/passwd", "ftp://x.example/y.jpg"]
)
def test_no_image_is_asked_for_where_a_feed_would_not_be(room: Darkroom, url: str) -> None:
    one = room.publish("Brug dicht", Image(url=url))

    room.work()

    (tried,) = PictureAttempts(room.table).of(one.origin).values()
    assert "not on the internet" in tried.reason or "only http and https" in tried.reason


def test_what_crashes_the_function_is_not_asked_for_without_end(room: Darkroom) -> None:
    """Out of memory, say: nothing is caught, nothing is noted after it, and dispatch hands it on every minute."""
    room.publish("Brug dicht", room.image("/brug.jpg", jpeg()))
    crashes = 0

    class Crash(BaseException):
        pass

    def crash(_body: bytes) -> object:
        raise Crash

    for _ in range(30):
        worker = room.worker
        worker._make = crash  # type: ignore[assignment]
        room.wait(minutes=1)
        for due in room.dues.pictures(room.now):
            try:
                worker.do(Message(due=due))
            except Crash:
                crashes += 1

    assert crashes == 4
    assert room.dues.pictures(room.now) == ()


def test_a_message_that_comes_far_too_early_or_is_for_another_is_done_with(room: Darkroom) -> None:
    room.publish("Brug dicht", room.image("/brug.jpg", jpeg()))

    room.worker.do(Message(due=ScheduledAction(act=Act.PICTURE, slug="brug-dicht", at=NOW + timedelta(minutes=2))))
    room.worker.do(Message(due=ScheduledAction(act=Act.RELEASE, slug="brug-dicht", at=NOW)))
    room.worker.do(Message(feed="goes"))
    room.worker.do(Message(due=ScheduledAction(act=Act.PICTURE, slug="onbekend", at=NOW - timedelta(minutes=2))))

    assert room.agency.asked == []
