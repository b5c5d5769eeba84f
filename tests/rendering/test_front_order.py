"""What the front opens with, and what leads there."""

from datetime import timedelta
from typing import Any

import pytest

from portal.model.article import Teaser
from portal.model.picture import Picture
from portal.model.section import Section
from portal.rendering.front_order import LEAST_LEAD, URGENT_FOR, front_view
from portal.rendering.views import FrontBlock, FrontView
from samples import NOW

PICTURE = Picture(hash="a" * 64, width=1280, height=800, widths=(320,))
LONG = "l" * LEAST_LEAD
SECTIONS = ("binnenland", "sport")


def teaser(slug: str, *, minutes: int, section: str = "binnenland", **more: Any) -> Teaser:
    values = {"lead": LONG} | more
    return Teaser(slug=slug, headline=slug, section=section, published_at=NOW - timedelta(minutes=minutes), **values)


def front(*teasers: Teaser, opening: str = "", most: int = 8) -> FrontView:
    latest = sorted(teasers, key=lambda one: one.position, reverse=True)
    blocks = [
        FrontBlock(
            section=Section(slug=slug, name=slug.capitalize()),
            teasers=tuple(one for one in latest if one.section == slug),
        )
        for slug in SECTIONS
    ]
    regional = [one for one in latest if one.section not in SECTIONS]
    return front_view(blocks, regional, latest, opening=opening, most=most, now=NOW)


def slugs(view: FrontView) -> list[list[str]]:
    return [[block.section.slug, *(one.slug for one in block.teasers)] for block in view.blocks]


def test_without_a_sign_the_newest_of_the_first_section_leads() -> None:
    view = front(teaser("a", minutes=5), teaser("b", minutes=1), teaser("c", minutes=0, section="sport"))

    assert slugs(view) == [["binnenland", "b", "a"], ["sport", "c"]]


@pytest.mark.parametrize(
    ("urgency", "minutes", "leads"),
    [
        (1, 300, "sport"),
        (3, 300, "sport"),
        (4, 300, "binnenland"),
        (None, 300, "binnenland"),
        (1, URGENT_FOR.total_seconds() // 60, "binnenland"),
    ],
)
def test_what_is_urgent_opens_the_front_for_some_hours(urgency: int | None, minutes: int, leads: str) -> None:
    view = front(
        teaser("a", minutes=1),
        teaser("b", minutes=2, section="sport"),
        teaser("c", minutes=minutes, section="sport", urgency=urgency),
        opening="binnenland",
    )

    assert view.blocks[0].section.slug == leads
    assert view.blocks[0].teasers[0].slug == ("c" if leads == "sport" else "a")


def test_the_most_urgent_goes_first_and_of_two_the_newer() -> None:
    view = front(
        teaser("a", minutes=1, urgency=3), teaser("b", minutes=2, urgency=2), teaser("c", minutes=3, urgency=2)
    )

    assert slugs(view) == [["binnenland", "b", "a", "c"]]


def test_a_flash_leads_however_much_came_in_since() -> None:
    view = front(*(teaser(f"b{number}", minutes=number) for number in range(9)), teaser("c", minutes=40, urgency=1))

    assert slugs(view) == [["binnenland", "c", "b0", "b1", "b2", "b3"]]


def test_of_two_as_urgent_the_newer_leads_whichever_section_comes_first_or_has_a_picture() -> None:
    old = teaser("a", minutes=350, urgency=2, picture=PICTURE)
    new = teaser("b", minutes=1, section="sport", urgency=2)

    assert front(old, new).blocks[0].teasers[0].slug == "b"
    assert slugs(front(old, teaser("b", minutes=1, urgency=2))) == [["binnenland", "b", "a"]]


def test_of_what_is_as_new_the_one_that_can_be_shown_leads() -> None:
    shown = teaser("b", minutes=170, picture=PICTURE)

    assert slugs(front(teaser("a", minutes=1), shown)) == [["binnenland", "b", "a"]]
    assert slugs(front(teaser("a", minutes=1), teaser("b", minutes=182, picture=PICTURE))) == [["binnenland", "a", "b"]]
    assert slugs(front(teaser("a", minutes=1), teaser("b", minutes=9, picture=PICTURE, lead="Kort."))) == [
        ["binnenland", "a", "b"]
    ]


@pytest.mark.parametrize("opening", ["sport", "regio"])
def test_the_publisher_says_what_it_opens_with(opening: str) -> None:
    told = (
        teaser("a", minutes=1),
        teaser("b", minutes=2, section="sport"),
        teaser("c", minutes=3, section="goes"),
    )

    assert front(*told, opening=opening).blocks[0].section.slug == opening
    assert front(*told[:1], opening=opening).blocks[0].section.slug == "binnenland"


def test_an_urgent_story_of_a_place_opens_with_the_regions() -> None:
    view = front(teaser("a", minutes=1), teaser("b", minutes=2, section="goes", urgency=1))

    assert slugs(view) == [["regio", "b"], ["binnenland", "a"]]


def test_just_in_repeats_nothing_of_what_stands_beside_it() -> None:
    of_sport = [teaser(f"s{number}", minutes=number, section="sport") for number in range(5)]
    view = front(*(teaser(f"b{number}", minutes=number) for number in range(5)), *of_sport, most=4)

    assert [one.slug for one in view.beside] == ["s0", "s1", "s2", "s3"]
    assert [one.slug for one in view.latest] == ["s0", "b0", "s1", "b1"]


def test_where_there_is_little_news_just_in_repeats_what_there_is() -> None:
    view = front(teaser("a", minutes=1), teaser("b", minutes=2), teaser("c", minutes=3, section="sport"))

    assert [one.slug for one in view.beside] == ["a", "b", "c"]


def test_a_front_without_news_is_one() -> None:
    assert front() == FrontView(blocks=(), regional=(), latest=(), beside=())
