"""The publisher's own pages: what is a page, and what is a mistake that is named by file and line."""

from pathlib import Path

import pytest

from portal.model.errors import SiteError
from portal.model.feed import Feed
from portal.model.own_page import LONGEST, PLACEHOLDERS, read_own_pages, values
from samples import site


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(SiteError) as refused:
        read_own_pages(folder)
    assert refused.value.file == str(folder)
    return [f"{mistake.key}: {mistake.remedy}" for mistake in refused.value.mistakes]


def test_a_file_is_a_page_at_its_name(tmp_path: Path) -> None:
    (tmp_path / "over.md").write_text("# Over {name}\n\nWij zijn het.\n")
    (tmp_path / "adverteren-bij-ons.md").write_text("\ufeff\n#  Adverteren ##\nKan niet.\n")
    (tmp_path / "kladje.txt").write_text("niets")

    pages = read_own_pages(tmp_path)

    assert [(page.path, page.title, page.text) for page in pages] == [
        ("/adverteren-bij-ons", "Adverteren", "Kan niet.\n"),
        ("/over", "Over {name}", "Wij zijn het.\n"),
    ]


def test_without_a_folder_there_are_no_pages(tmp_path: Path) -> None:
    assert read_own_pages(tmp_path / "paginas") == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "is empty"),
        ("Zomaar tekst.\n", 1, "begins with its title"),
        ("\n## Over\n", 2, "begins with its title"),
        ("#\n", 1, "begins with its title"),
        ("# Over\n\nWij zijn {naam}.\n", 3, "{naam} is not known; allowed: {name}, {origin}"),
        ("# Over {}\n", 1, "{} is not known"),
        ("# Over\n\n# Nog een\n", 3, "one title"),
        ("# Over\n\nNog een\n=======\n", 4, "one title"),
        ("# Over\n\n### Te diep\n", 3, "write ## before"),
        ("# Over\n\n![een foto](https://elders.example/x.png)\n", 3, "picture"),
        (f"# Over\n\n{'a' * LONGEST}\n", 1, "longer than"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_to_do(tmp_path: Path, text: str, line: int, words: str) -> None:
    (tmp_path / "over.md").write_text(text)

    (only,) = mistakes(tmp_path)

    assert only.startswith(f"over.md:{line}: ")
    assert words in only


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "over.md").write_bytes(b"# Over\n\xff\n")

    assert mistakes(tmp_path) == ["over.md:2: is not UTF-8 (byte 0xff); save it as UTF-8"]


@pytest.mark.parametrize("name", ["nieuws.md", "webmail.md", "stijl.md", "zoeken.md", "redactie.md"])
def test_an_address_of_the_portal_is_not_to_be_had(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("# Mijn nieuws\n")

    (only,) = mistakes(tmp_path)

    assert only.startswith(f"{name}:1: /{name[:-3]} is an address of the portal's own")
    assert "feeds, nieuws, onderwerp, redactie" in only


@pytest.mark.parametrize("name", ["Over ons.md", "over_ons.md", "Over.md", "-.md"])
def test_a_name_that_makes_no_address_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("# Over\n")

    assert "a-z, 0-9 and single hyphens" in mistakes(tmp_path)[0]


def test_every_mistake_of_every_file_is_found_at_once(tmp_path: Path) -> None:
    (tmp_path / "over.md").write_text("# {een}\n\n{twee} en {drie}\n")
    (tmp_path / "privacy.md").write_text("Geen titel.\n")

    assert [one.split(":")[:2] for one in mistakes(tmp_path)] == [
        ["over.md", "1"],
        ["over.md", "3"],
        ["over.md", "3"],
        ["privacy.md", "1"],
    ]


def test_braces_with_a_backslash_and_what_stands_in_code_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "over.md").write_text("# Over\n\nEen \\{ding}.\n\n```\n# geen kop\n{ding}\n```\n")

    assert len(read_own_pages(tmp_path)) == 1


def test_placeholders_are_what_site_toml_knows() -> None:
    feeds = [Feed(id=str(n), url="drop:x", section="goes", source=name) for n, name in enumerate("BCBA")]

    known = values(site(feeds=(*feeds, Feed(id="zonder", url="drop:y", section="goes"))))

    assert set(known) == set(PLACEHOLDERS)
    assert known["sources"] == "B, C en A"
    assert known["webmails"] == "Schelde webmail en Kreek webmail"
    assert known["webmailchoice"] == "Schelde webmail of Kreek webmail"
    assert values(site(webmails=site().webmails[:1]))["webmails"] == ""
