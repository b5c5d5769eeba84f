"""Leaving: every article as a file, and that the files hold all that a reader could see."""

import csv
import json
import resource
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from newsdesk import Desk
from portal.cli.export import export
from portal.cli.export_folder import feed_files, written_whole
from portal.cli.scratch import Scratch
from portal.feeds.parsing.document import parse
from portal.ingest.wiring import ingest_over
from portal.model.article import Article
from portal.model.scheduled_action import Act, ScheduledAction
from portal.storage import article_queries
from portal.storage.table import Table
from samples import NOW, article, site


def test_every_article_is_in_a_file_of_its_section_and_month(table: Table, desk: Desk, tmp_path: Path) -> None:
    desk.publish(article("Een"))
    desk.publish(article("Twee", section="goes", also_in=("regio",)))
    desk.publish(article("Drie", published_at=NOW - timedelta(days=40)))
    desk.publish(article("Vier"))
    desk.withdraw("vier", NOW)

    made, _ = export(site(), table, tmp_path / "weg", now=NOW)

    files = [str(file.relative_to(tmp_path / "weg")) for file in feed_files(tmp_path / "weg")]
    assert (made.published, made.hidden) == (3, 1)
    assert files == ["buitenland/2026-10.json", "buitenland/2026-11.json", "goes/2026-11.json"]
    with (tmp_path / "weg" / "addresses.csv").open() as addresses:
        rows = list(csv.DictReader(addresses))
    found = [(row["address"].rpartition("/")[2], row["status"]) for row in rows]
    assert found == [("twee", "200"), ("een", "200"), ("drie", "200"), ("vier", "410")]
    first = json.loads((tmp_path / "weg" / files[1]).read_text())["items"][0]
    assert first["content_html"].startswith("<p>BREUGEL (ANP/DPA) - Het bericht over een")


def test_another_portal_takes_it_in(table: Table, desk: Desk, tmp_path: Path) -> None:
    before = article("Veerpont vaart weer", updated_at=NOW - timedelta(minutes=5), authors=("Wim",))
    desk.publish(before)
    export(site(), table, tmp_path, now=NOW)
    desk.withdraw(before.slug, NOW)
    feed = site().feeds[0]
    ingest = ingest_over(table, site(), fetch=_never, clock=lambda: NOW)

    report = ingest.store(feed, parse((tmp_path / "buitenland" / "2026-11.json").read_bytes()))

    after = table.read(article_queries.article("veerpont-vaart-weer-2"))
    assert report.stored == 1
    assert isinstance(after, Article)
    for field in ("headline", "lead", "dateline", "body_html", "published_at", "updated_at", "authors"):
        assert getattr(after, field) == getattr(before, field), field


def test_a_day_with_very_many_articles_is_whole(table: Table, desk: Desk, tmp_path: Path) -> None:
    for number in range(12):
        desk.publish(article(f"Bericht {number}", lead="x" * 900, body_html=f"<p>{'x' * 3000}</p>"))

    assert export(site(), table, tmp_path, now=NOW)[0].published == 12


def test_an_empty_portal_gives_an_empty_export(table: Table, tmp_path: Path) -> None:
    assert export(site(), table, tmp_path, now=NOW)[0].articles == 0
    assert (tmp_path / "addresses.csv").read_text() == "address,section,published,status,to\n"


def _never(feed: object, url: object, validators: object) -> NoReturn:  # noqa: ARG001  as Ingest calls it
    raise AssertionError("nothing is fetched")


def test_a_disk_that_is_full_leaves_no_half_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "addresses.csv").write_text("van gisteren")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def write() -> None:
        with written_whole(tmp_path / "addresses.csv") as file:
            file.write("x" * 5000)
            file.flush()

    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            write()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert [path.name for path in tmp_path.iterdir()] == ["addresses.csv"]
    assert (tmp_path / "addresses.csv").read_text() == "van gisteren"


def test_what_is_due_is_told_in_order_of_time_whatever_the_order_of_addresses() -> None:
    late, soon, others = (
        ScheduledAction(act=Act.EXPIRE, slug=slug, at=NOW + timedelta(days=days))
        for slug, days in (("a", 9), ("b", 1), ("c", 0))
    )
    scratch = Scratch([late, soon, others])

    assert scratch.due(["a", "b"]) == (soon, late)
    assert scratch.due([]) == ()
    scratch.close()
