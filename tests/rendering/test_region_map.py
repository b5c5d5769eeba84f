"""The map of the places: each lies where it lies, every name can be read and touched, and it is the same every time."""

from dataclasses import replace
from itertools import combinations, pairwise
from random import Random

import pytest

from portal.model.section import Section
from portal.model.site_toml.reading import load_site
from portal.rendering.assets import Assets
from portal.rendering.environment import load_environment
from portal.rendering.pages import Pages
from portal.rendering.region_map import HIGHEST, LETTER, TALL, WIDTH, Label, RegionMap, region_map
from portal.rendering.views import RegionsView
from rendering.gallery import TEMPLATES
from rendering.reading import read, texts
from samples import NOW, ROOT

SITE = load_site(ROOT / "tests" / "sites" / "full.toml")


def place(name: str, longitude: float, latitude: float) -> Section:
    return Section(slug=name.lower(), name=name, region=True, at=(longitude, latitude))


def some_places(seed: int) -> tuple[Section, ...]:
    rng = Random(seed)
    return tuple(
        place("abcdefghijklmnopqrst"[: rng.randrange(2, 20)], rng.uniform(3.4, 4.2), rng.uniform(51.2, 51.7))
        for _ in range(rng.randrange(3, 22))
    )


def label_of(drawn: RegionMap, name: str) -> Label:
    return next(label for label in drawn.labels if label.section.name == name)


def faults(drawn: RegionMap) -> list[str]:
    """What a reader could not read, or not touch."""
    found = [label.section.name for label in drawn.labels if label.box.left < 0 or label.box.right > WIDTH]
    found += [label.section.name for label in drawn.labels if round(label.box.bottom - label.box.top, 1) < TALL]
    found += [
        label.section.name
        for label in drawn.labels
        if label.box.right - label.box.left < len(label.section.name) * LETTER
    ]
    for one, other in combinations(drawn.labels, 2):
        if one.box.meets(other.box) or one.box.holds(other.dot) or other.box.holds(one.dot):
            found.append(f"{one.section.name} over {other.section.name}")
    return found


def test_the_places_of_zeeland_have_room_for_their_names() -> None:
    drawn = region_map(SITE.regions)

    assert drawn
    assert {label.section for label in drawn.labels} == set(SITE.regions)
    assert faults(drawn) == []
    assert drawn.height < 260


@pytest.mark.parametrize("seed", range(12))
def test_wherever_places_lie_no_name_covers_another_or_there_is_no_map(seed: int) -> None:
    drawn = region_map(some_places(seed))

    assert drawn is None or (faults(drawn) == [] and drawn.height <= HIGHEST)


def test_most_maps_can_be_drawn() -> None:
    assert sum(region_map(some_places(seed)) is not None for seed in range(12)) >= 8


def test_north_is_up_and_east_is_right_and_a_degree_is_as_far_as_it_is() -> None:
    corners = (place("A", 3.0, 60.0), place("B", 5.0, 60.0), place("C", 3.0, 61.0))
    drawn = region_map(corners)

    assert drawn
    (west, level), (east, _), (_, above) = (label_of(drawn, name).dot for name in "ABC")
    assert west < east
    assert above < level
    assert east - west == pytest.approx(level - above, rel=0.02)  # two degrees of longitude at 60 north


def test_names_are_read_from_north_to_south() -> None:
    drawn = region_map(SITE.regions)

    assert drawn
    latitudes = [label.section.at[1] for label in drawn.labels if label.section.at]
    assert all(one >= other for one, other in pairwise(latitudes))


def test_the_same_places_make_the_same_map() -> None:
    first = region_map(SITE.regions)
    region_map.cache_clear()

    assert region_map(SITE.regions) == first


def test_two_places_are_no_map_and_neither_is_a_crowd() -> None:
    crowd = tuple(place(f"Plaats {number}", 3.5 + number / 100, 51.5) for number in range(70))

    assert region_map(SITE.regions[:2]) is None
    assert region_map(tuple(replace(one, at=None) for one in SITE.regions)) is None
    assert region_map(crowd) is None
    assert region_map(tuple(place(name, 3.5, 51.5) for name in "ABC")) is None


def test_the_page_of_the_regions_has_the_map_beside_the_list_and_a_page_of_older_news_has_not(assets: Assets) -> None:
    pages = Pages(SITE, load_environment(TEMPLATES), assets)
    view = RegionsView(teasers=(), latest=())

    first = read(pages.regions(view, now=NOW, path="/nieuws/regio"))
    older = read(pages.regions(replace(view, is_first=False), now=NOW, path="/nieuws/regio"))

    (drawn,) = first.xpath("//nav[@aria-label='Kaart van de plaatsen']")
    links, listed = drawn.xpath(".//a/@href"), first.xpath("//nav[@aria-label='Plaatsen']//a/@href")
    assert sorted(links) == sorted(listed)
    assert len(links) == len(texts(drawn, ".//a")) == 13
    assert not drawn.xpath(".//@style")
    assert not older.xpath("//nav[@aria-label='Kaart van de plaatsen']")
    assert older.xpath("//nav[@aria-label='Plaatsen']")


def test_a_site_that_does_not_say_where_its_places_lie_has_the_list_alone(assets: Assets) -> None:
    bare = replace(SITE, sections=tuple(replace(one, at=None) for one in SITE.sections))
    page = Pages(bare, load_environment(TEMPLATES), assets).regions(
        RegionsView(teasers=(), latest=()), now=NOW, path="/nieuws/regio"
    )

    assert not read(page).xpath("//main//*[local-name() = 'svg'][@viewBox != '0 0 24 24']")
    assert len(read(page).xpath("//nav[@aria-label='Plaatsen']//li")) == 13
