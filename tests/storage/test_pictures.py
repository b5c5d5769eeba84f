"""Which picture an article shows, and where: it changes with the article, in all its lists, or not at all."""

from dataclasses import replace

import pytest

from newsdesk import Desk
from portal.model.article import Article, Image, Teaser
from portal.model.picture import Picture
from portal.storage import article_queries
from portal.storage.item_mapping import placement_key
from portal.storage.picture_attempts import PictureAttempts
from portal.storage.table import Call, Table
from samples import NOW, article

SLUG = "veerpont-vaart-weer"
FIRST = Picture(hash="0a1b", width=1280, height=853, widths=(320, 1280), alt="De pont", credit="Jo de Wit")
OTHER = Picture(hash="2c3d", width=640, height=426, widths=(640,))


@pytest.fixture
def album(table: Table) -> PictureAttempts:
    return PictureAttempts(table)


def stands(table: Table) -> Article:
    found = table.read(article_queries.article(SLUG, consistent=True))
    assert isinstance(found, Article)
    return found


def shown(table: Table) -> list[Picture | None]:
    """By the article, and by each list in which it stands."""
    lists: list[tuple[Teaser, ...]] = [
        table.read(article_queries.latest(one, limit=9)).teasers for one in ("goes", "regio")
    ]
    day = table.read(article_queries.of_day(NOW.date(), limit=9)).teasers
    return [stands(table).picture, *(teaser.picture for one in (*lists, day) for teaser in one)]


def publish(desk: Desk) -> None:
    images = (Image(url="https://feeds.example/1.jpg"),)
    desk.publish(article(section="goes", also_in=("regio",), images=images))


def test_a_picture_appears_changes_and_goes_in_every_list_at_once(
    desk: Desk, table: Table, album: PictureAttempts
) -> None:
    publish(desk)

    for pictures in ((FIRST,), (OTHER, FIRST), (OTHER,), (), (), (FIRST, OTHER)):
        assert album.show(stands(table), pictures)
        assert shown(table) == [next(iter(pictures), None)] * 4
        assert stands(table).pictures == pictures


def test_an_article_that_was_changed_meanwhile_keeps_what_it_shows(
    desk: Desk, table: Table, album: PictureAttempts
) -> None:
    publish(desk)
    as_read = stands(table)
    known = desk.known([as_read.origin])[as_read.origin]
    desk.revise(known, replace(as_read, fingerprint="anders", headline="Ligt stil"), NOW)

    assert not album.show(as_read, (FIRST,))
    assert shown(table) == [None] * 4


def test_an_article_that_is_gone_shows_none(desk: Desk, table: Table, album: PictureAttempts) -> None:
    publish(desk)
    as_read = stands(table)
    desk.withdraw(SLUG, NOW)

    assert not album.show(as_read, (FIRST,))
    assert not album.show(as_read, ())


def test_a_place_in_a_list_that_is_not_there_is_not_made_by_a_picture(
    desk: Desk, table: Table, album: PictureAttempts
) -> None:
    publish(desk)
    table.send(Call("delete_item", {"Key": placement_key(SLUG, "regio")}))

    assert not album.show(stands(table), (FIRST,))
    assert not album.show(stands(table), ())
    assert shown(table) == [None] * 3


def test_a_text_made_from_a_reading_without_the_picture_is_not_written(
    desk: Desk, table: Table, album: PictureAttempts
) -> None:
    """A write of the whole article would take away what came meanwhile, or bring back what went."""
    publish(desk)
    for before, after in ((None, FIRST), (FIRST, OTHER), (OTHER, None)):
        assert stands(table).picture == before
        as_read = Interrupted(table, lambda shows=after: album.show(stands(table), [shows] if shows else []))
        refused = Desk(as_read).rename(SLUG, "pont")

        assert not isinstance(refused, Article)
        assert shown(table) == [after] * 4


class Interrupted(Table):
    """A table on which something happens right before the first transaction."""

    def __init__(self, table: Table, happens: object) -> None:
        super().__init__(table._client, table.name)
        self._happens = happens

    def transact(self, *writes: dict[str, object]) -> None:
        if callable(self._happens):
            happens, self._happens = self._happens, None
            happens()
        super().transact(*writes)
