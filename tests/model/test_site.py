"""site.toml: what is taken, and how every mistake is named."""

import re
from pathlib import Path

import pytest

from portal.model.errors import SiteError
from portal.model.feed import Feed
from portal.model.site_toml.reading import load_site, parse_site
from samples import ROOT

GOOD = """
[site]
name = "De Schelde"
origin = "https://www.schelde.example"
description = "Nieuws langs het water"
contact = "redactie@schelde.example"

[[sections]]
slug = "buitenland"
name = "Buitenland"

[[sections]]
slug = "goes"
name = "Goes"
region = true

[[feeds]]
id = "buiten"
url = "https://feeds.example/buiten.xml"
section = "buitenland"

[[webmail]]
id = "schelde"
name = "Schelde webmail"
url = "https://webmail.schelde.example/"
"""


def refusals(text: str, *, local: bool = False) -> list[str]:
    with pytest.raises(SiteError) as caught:
        parse_site(text, file="site.toml", local=local)
    return str(caught.value).splitlines()


def test_a_good_file_becomes_a_site() -> None:
    site = parse_site(GOOD)

    assert site.name == "De Schelde"
    assert [section.path for section in site.sections] == ["/nieuws/buitenland", "/nieuws/regio/goes"]
    assert site.feeds == (
        Feed(id="buiten", url="https://feeds.example/buiten.xml", section="buitenland", interval=300),
    )


@pytest.mark.parametrize("opening", ["buitenland", "regio"])
def test_what_the_front_opens_with_is_a_section_or_all_regions(opening: str) -> None:
    assert parse_site(GOOD.replace('"De Schelde"', f'"De Schelde"\nopening = "{opening}"')).opening == opening
    assert parse_site(GOOD).opening == ""


def test_a_place_says_where_it_lies_or_does_not() -> None:
    placed = parse_site(GOOD.replace("region = true", "region = true\nlat = 51.504\nlon = 4"))

    assert placed.regions[0].at == (4.0, 51.504)
    assert parse_site(GOOD).regions[0].at is None


@pytest.mark.parametrize("path", ["tests/sites/full.toml", "infra/local/newsroom/site.toml"])
def test_our_own_files_are_good(path: str) -> None:
    site = load_site(ROOT / path, local="newsroom" in path)

    assert len(site.regions) == 13
    assert any(feed.section == "buitenland" for feed in site.feeds)
    assert len(site.webmails) == 2


def test_the_publishers_file_is_good() -> None:
    """Whatever a publisher writes into it, and nothing more is asked of it."""
    assert load_site(ROOT / "layers" / "site" / "site.toml").sections


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "De Schelde"', "", "site.toml:2: site.name: is missing"),
        ('name = "De Schelde"', "name = 7", "site.toml:3: site.name: must be text of one line, not empty"),
        ('name = "De Schelde"', 'name = " "', "site.toml:3: site.name: must be text of one line, not empty"),
        ('schelde.example"\ndesc', 'schelde.example/"\ndesc', "without a trailing slash"),
        ("https://www.schelde", "http://www.schelde", "must begin with https://"),
        ('contact = "redactie@', 'contact = "redactie', "is not an e-mail address"),
        (
            'section = "buitenland"',
            'section = "buiten"',
            "unknown section 'buiten'; did you mean buitenland? it is one of: buitenland, goes",
        ),
        (
            'name = "De Schelde"',
            'name = "De Schelde"\nopening = "goes"',
            "site.toml:4: site.opening: unknown section 'goes'; it is one of: buitenland, regio",
        ),
        ('slug = "goes"', 'slug = "regio"', "sections[2].slug: 'regio' is a word of the portal's own addresses"),
        ('slug = "goes"', 'slug = "alles"', "sections[2].slug: 'alles' is a word"),
        ('slug = "goes"', 'slug = "Goes!"', "sections[2].slug: 'Goes!' may hold only a-z"),
        ('slug = "goes"', 'slug = "buitenland"', "sections[2].slug: 'buitenland' is taken by sections[1]"),
        ("region = true", 'region = "ja"', "sections[2].region: must be true or false"),
        (
            "region = true",
            "regio = true",
            "sections[2].regio: is not a key that we know; did you mean region? allowed here: slug, name, region",
        ),
        ("region = true", "region = true\nlat = 51.5", "sections[2].lat: needs lon beside it"),
        (
            "region = true",
            'region = true\nlat = "51"\nlon = 3',
            "sections[2].lat: must be a number of degrees from -90",
        ),
        (
            "region = true",
            "region = true\nlat = 51\nlon = 181",
            "sections[2].lon: must be a number of degrees from -180",
        ),
        ("region = true", "region = true\nlat = nan\nlon = 3", "sections[2].lat: must be a number of degrees"),
        ("region = true", "region = true\nlat = 51\nlon = true", "sections[2].lon: must be a number of degrees"),
        ("region = true", "lat = 51\nlon = 3", "sections[2].lat: is for a place on the map of the regions"),
        (
            "https://feeds",
            "ftp://feeds",
            "feeds[1].url: 'ftp://feeds.example/buiten.xml' must begin with https:// or http://",
        ),
        ("https://feeds.example", "https://a:b@feeds.example", "must not hold a name or password"),
        ("https://feeds.example/buiten.xml", "feeds.example", "feeds[1].url: 'feeds.example' is not a URL"),
        ("https://feeds.example/", "https://feeds.example:99999/", "is not a URL"),
        ("https://feeds.example/", "https://feeds.example:8080/", "fetched from 80 and 443 only"),
        ("https://www.schelde.example", "https://WWW.Schelde.example", "write it in lower case"),
        ("https://www.schelde.example", "https://www.schéldé.example", "beginning with xn--"),
        ('section = "buitenland"', 'section = "buitenland"\ninterval = 30', "seconds from 60 to 86400"),
        ('section = "buitenland"', 'section = "buitenland"\ninterval = "5m"', "must be a whole number of seconds"),
        ('section = "buitenland"', 'section = "buitenland"\nformat = "pdf"', "use one of: rss, atom, jsonfeed"),
        (
            "https://webmail",
            "http://webmail",
            "webmail[1].url: 'http://webmail.schelde.example/' must begin with https://",
        ),
        ("[[webmail]]", "[webmail]", "webmail: must be an array of tables; write [[webmail]] above each one"),
        (
            "[[feeds]]",
            "[[feed]]",
            "feed: is not a key that we know; did you mean feeds? allowed here: site, sections, feeds, webmail",
        ),
        ("[site]", "[site", "is not valid TOML"),
        ('slug = "goes"', 'slug = "goes"\nwas = "gous"', 'must be a list of what its slug was before, such as ["oud"]'),
        ('slug = "goes"', 'slug = "goes"\nwas = ["Gous!"]', "sections[2].was: must be a list"),
        ('slug = "goes"', 'slug = "goes"\nwas = ["buitenland"]', "'buitenland' is the slug of sections[1] today"),
        ('id = "buiten"', 'id = "buiten"\nwas = ["buiten"]', "feeds[1].was: 'buiten' is the id of feeds[1] today"),
    ],
)
def test_a_mistake_is_named_with_file_key_and_remedy(old: str, new: str, message: str) -> None:
    assert old in GOOD

    lines = refusals(GOOD.replace(old, new, 1))

    assert any(message in line for line in lines), lines
    assert all(re.match(r"site\.toml(:\d+)?: ", line) for line in lines)


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (
            'name = "Goes"',
            'name = "Buitenland"',
            ["site.toml:14: sections[2].name: 'Buitenland' is taken by sections[1]"],
        ),
        (
            "[[webmail]]",
            '[[feeds]]\nid = "nog"\nurl = "https://feeds.example/buiten.xml"\nsection = "goes"\n[[webmail]]',
            ["site.toml:24: feeds[2].url: 'https://feeds.example/buiten.xml' is taken by feeds[1]"],
        ),
        (
            "https://feeds.example/",
            "ftp://feeds.example:2121/",
            ["site.toml:19: feeds[1].url: 'ftp://feeds.example:2121/"],
        ),
        (
            'section = "buitenland"',
            'sektion = "buitenland"',
            ["site.toml:17: feeds[1].section: is missing", "site.toml:20:"],
        ),
        (
            'section = "buitenland"',
            'section = "buitenland"\nformat = "rrs"',
            ["site.toml:21: feeds[1].format: 'rrs' is n"],
        ),
        ("[[feeds]]", "[feeds]", ["site.toml:17: feeds: must be an array of tables; write [[feeds]] above each one"]),
        (
            "[[webmail]]",
            '[feeds]\nid = "x"\n[[webmail]]',
            ["site.toml:22: feeds: there may be several: write [[feeds]]"],
        ),
        ('contact = "', "contact = redactie", ["site.toml:6: (file): is not valid TOML: Invalid value (at line 6"]),
    ],
)
def test_a_mistake_is_told_once_and_with_its_line(old: str, new: str, lines: list[str]) -> None:
    assert old in GOOD

    told = refusals(GOOD.replace(old, new, 1))

    assert len(told) == len(lines), told
    assert all(line.startswith(start) for line, start in zip(told, lines, strict=True)), told


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (GOOD.encode("utf-16"), "site.toml: (file): is UTF-16; save it as UTF-8"),
        (GOOD.encode("utf-16-be"), "site.toml: (file): is UTF-16; save it as UTF-8"),
        (
            GOOD.replace("Schelde", "Scheldé").encode("latin-1"),
            "site.toml:3: (file): is not UTF-8 (byte 0xe9); save it",
        ),
    ],
    ids=["utf-16", "utf-16 without a mark", "latin-1"],
)
def test_a_file_in_another_code_says_so(tmp_path: Path, body: bytes, words: str) -> None:
    (tmp_path / "site.toml").write_bytes(body)

    with pytest.raises(SiteError) as caught:
        load_site(tmp_path / "site.toml")

    assert str(caught.value).startswith(f"{tmp_path}/{words}")


def test_two_cannot_have_been_the_same() -> None:
    text = GOOD.replace('"buitenland"\nname', '"buitenland"\nwas = ["elders"]\nname')

    (line,) = refusals(text.replace('"goes"', '"goes"\nwas = ["elders"]'))

    assert "sections[2].was: 'elders' stands at sections[1] already" in line


def test_a_section_is_known_by_what_it_was() -> None:
    site = parse_site(GOOD.replace('"goes"', '"goes"\nwas = ["gous", "ter-goes"]'))

    assert site.section("gous") is None
    assert site.successor("gous") == site.section_or_orphan("ter-goes") == site.section("goes")
    assert {"goes", "gous", "ter-goes"} <= site.taken_slugs


def test_all_mistakes_are_named_at_once() -> None:
    lines = refusals(GOOD.replace("https://", "gopher://").replace('"Goes"', '""'))

    assert len(lines) == 4


def test_an_empty_file_says_what_has_to_be_in_it() -> None:
    assert [line.partition(": ")[2].partition(":")[0] for line in refusals("")] == ["site", "sections"]


def test_a_site_without_sections_is_none() -> None:
    text = GOOD[: GOOD.index("[[sections]]")]

    assert "sections: there is none" in refusals("sections = []\n" + text)[0]


def test_a_mark_that_windows_puts_before_a_file_is_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())

    assert load_site(file).name == "De Schelde"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"weg\.toml: \(file\): does not exist"):
        load_site(tmp_path / "weg.toml")


def test_here_a_feed_may_be_on_loopback_and_come_every_second() -> None:
    text = GOOD.replace("https://feeds.example", "http://127.0.0.1:9000") + "\n"
    text = text.replace('section = "buitenland"', 'section = "buitenland"\ninterval = 1')

    assert parse_site(text, local=True).feeds[0].interval == 1


def test_who_makes_the_news_is_named_once_in_the_order_of_the_feeds() -> None:
    more = """
[[feeds]]
id = "goes"
url = "https://feeds.example/goes.xml"
section = "goes"
source = "Omroep Kreek"
"""
    first = GOOD.replace('section = "buitenland"\n', 'section = "buitenland"\nsource = "ANP"\n', 1)

    found = parse_site(f"{first}{more}{more.replace('goes', 'goes-2', 2)}")

    assert found.sources == ("ANP", "Omroep Kreek")
    assert refusals(first.replace('"ANP"', '""')) == [
        "site.toml:21: feeds[1].source: must be text of one line, not empty"
    ]


def test_a_section_that_left_site_toml_still_has_a_name() -> None:
    assert parse_site(GOOD).section_or_orphan("schouwen-duiveland").name == "Schouwen duiveland"


@pytest.mark.parametrize("word", ["host", "subdomains", "preload"])
def test_a_publisher_says_how_far_https_reaches(word: str) -> None:
    asked = GOOD.replace("[[sections]]", f'hsts = "{word}"\n\n[[sections]]', 1)

    assert parse_site(asked).hsts == word
    assert parse_site(GOOD).hsts == "host"


@pytest.mark.parametrize("value", ['"apex"', "true", '"includeSubDomains; preload"', '""'])
def test_a_word_that_says_nothing_of_https_is_named(value: str) -> None:
    (mistake,) = refusals(GOOD.replace("[[sections]]", f"hsts = {value}\n\n[[sections]]", 1))

    assert "site.hsts" in mistake
    assert "host, subdomains, preload" in mistake


def test_a_section_that_no_address_has_room_for_is_named() -> None:
    (mistake,) = refusals(GOOD.replace('slug = "goes"', f'slug = "{"a" * 101}"'))

    assert "sections[2].slug" in mistake
    assert parse_site(GOOD.replace('slug = "goes"', f'slug = "{"a" * 100}"')).sections[1].path.endswith("aaa")
