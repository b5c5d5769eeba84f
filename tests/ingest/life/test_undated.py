"""Warnings of one page, without guid and date: a change of words updates an article, and adds none."""

from ingest.life.room import Room
from portal.feeds.parsing.document import parse
from portal.feeds.parsing.identity import by_address, doubtful
from portal.ingest.report import Report
from portal.ingest.store_entries import Intake
from portal.model.article import Document
from samples import site

(KUST, _) = site().feeds
PAGE = "https://kust.example/waarschuwingen"


def look(room: Room, *headlines: str, until: str = "18:00") -> Report:
    items = "".join(
        f"<item><title>{one}</title><link>{PAGE}</link><description>Geldig tot {until}.</description></item>"
        for one in headlines
    )
    found = parse(f"<rss><channel><title>Kust</title>{items}</channel></rss>".encode(), url=KUST.url)
    entries = by_address(found.entries) if doubtful(found.entries) else found.entries
    intake = Intake(site(), store=room.desk.store, clock=lambda: room.now)
    return intake.store(KUST, Document(format="rss", title="", entries=entries))


def test_a_day_of_storm_is_three_articles(room: Room) -> None:
    assert look(room, "Zeeland: code geel", "Limburg: code geel", "Drenthe: code geel").stored == 3

    assert look(room, "Drenthe: code geel", "Zeeland: code oranje", "Limburg: code geel").updated == 1
    assert look(room, "Zeeland: code oranje", "Limburg: code geel", "Drenthe: code geel", until="23:00").updated == 3
    last = look(room, "Zeeland: code rood", until="23:00")

    assert (last.stored, last.updated) == (0, 1)
    assert look(room, "Zeeland: code rood", until="23:00").unchanged == 1
    assert room.text("zeeland-code-geel").headline == "Zeeland: code rood"
    assert len(room.listed("buitenland")[0]) == 3


def test_a_warning_that_joins_a_page_is_none_of_those_that_left_it(room: Room) -> None:
    look(room, "Zeeland: code geel", "Limburg: code geel")

    assert look(room, "Friesland: code geel", "Limburg: code geel").stored == 1
    assert room.text("zeeland-code-geel").headline == "Zeeland: code geel"


def test_the_last_tide_of_a_page_is_no_other_one(room: Room) -> None:
    look(room, "Hoogwater Goes 13:42", "Hoogwater Tholen 14:05")

    assert look(room, "Hoogwater Tholen 14:05").unchanged == 1
    assert look(room, "Hoogwater Tholen 02:31").updated == 1
