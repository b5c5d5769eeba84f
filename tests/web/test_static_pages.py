"""The publisher's own pages and /stijl, over HTTP: there without the table, gone with their file."""

import re
import shutil
from pathlib import Path

import pytest
from mangum import Mangum

from portal.model.errors import SiteError
from portal.model.own_page import TAKEN
from portal.model.slug import is_slug
from portal.storage.table import Table
from portal.web import cache_control
from portal.web.app import TEXT_TYPES, create_app
from portal.web.composer import Composer
from portal.web.pages import NewsPages
from portal.web.sitemaps import Sitemaps
from portal.web.static import StaticFiles
from portal.web.syndication import Syndication
from portal.web.webmail import create_webmail_app
from reader import SITE_DIR, Browser, context_of
from samples import ROOT, site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A publisher's folder with three pages."""
    copied = shutil.copytree(SITE_DIR, tmp_path / "site", ignore=shutil.ignore_patterns("paginas"))
    (copied / "paginas").mkdir()
    for slug in ("over", "privacy", "tarieven"):
        (copied / "paginas" / f"{slug}.md").write_text(f"# De pagina {slug}\n\nVan {{name}}.\n")
    return copied


def browser_of(folder: Path, table: Table) -> Browser:
    app = create_app(context_of(site(), site_dir=folder), table, timing=True)
    return Browser(Mangum(app, lifespan="off", text_mime_types=TEXT_TYPES))


@pytest.mark.parametrize("path", ["/over", "/tarieven", "/stijl"])
def test_a_page_is_kept_as_others_are_and_asks_the_table_nothing(folder: Path, table: Table, path: str) -> None:
    browser = browser_of(folder, table)

    answer = browser.get(path)

    assert answer.status == 200
    assert answer.headers["cache-control"] == cache_control.PAGE
    assert "rounds=0" in answer.headers["server-timing"]
    assert answer.cookies == []
    assert browser.get(path, if_none_match=answer.headers["etag"]).status == 304
    assert browser.ask("HEAD", path).body == b""
    assert browser.ask("POST", path).status == 405


def test_what_people_guess_leads_to_what_they_mean(folder: Path, table: Table) -> None:
    browser = browser_of(folder, table)
    guessed = {
        "/archief": "/nieuws/2026/11",
        "/contact": "/over",
        "/rss": "/feeds/alles.xml",
        "/feed": "/feeds/alles.xml",
    }

    for path, onward in guessed.items():
        answer = browser.get(path)
        assert (answer.status, answer.headers["location"]) == (301, onward), path
        assert answer.headers["cache-control"] == cache_control.PAGE, path
        assert answer.page.xpath("//main//a/@href")[0] == onward, path
        assert browser.get(onward).status == 200, path


def test_a_page_of_the_publishers_stands_before_a_guess(folder: Path, table: Table) -> None:
    (folder / "paginas" / "contact.md").write_text("# Schrijf ons\n\nOp papier.\n")
    (folder / "paginas" / "over.md").unlink()
    browser = browser_of(folder, table)

    assert browser.get("/contact").words("//h1") == ["Schrijf ons"]
    (folder / "paginas" / "contact.md").unlink()
    assert browser_of(folder, table).get("/contact").headers["location"] == "/"


def test_a_page_whose_file_is_deleted_is_not_found_and_not_listed(folder: Path, table: Table) -> None:
    before = browser_of(folder, table)
    (folder / "paginas" / "tarieven.md").unlink()

    after = browser_of(folder, table)

    assert (before.get("/tarieven").status, after.get("/tarieven").status) == (200, 404)
    for browser, there in ((before, True), (after, False)):
        assert ("/tarieven" in browser.get("/over").page.xpath("//footer//a/@href")) is there
        assert ("https://www.schelde.example/tarieven" in browser.get("/sitemap-rubrieken.xml").text) is there


def test_the_style_page_is_in_no_sitemap(folder: Path, table: Table) -> None:
    assert "stijl" not in browser_of(folder, table).get("/sitemap-rubrieken.xml").text


def test_a_slash_at_the_end_leads_to_the_page(folder: Path, table: Table) -> None:
    answer = browser_of(folder, table).get("/over/")

    assert (answer.status, answer.headers["location"]) == (301, "/over")


def test_the_form_of_the_webmail_leads_to_privacy(folder: Path) -> None:
    app = create_webmail_app(context_of(site(), site_dir=folder), own_origins=set(), count=print)

    page = Browser(Mangum(app, lifespan="off")).get("/webmail").page

    assert page.xpath("//main//p[@class='webmail-choice-cookie']/a/@href") == ["/privacy"]
    assert "/over" in page.xpath("//footer//a/@href")


def test_a_page_with_a_mistake_stops_the_start(folder: Path, table: Table) -> None:
    (folder / "paginas" / "over.md").write_text("# Over\n\n{iets}\n")

    with pytest.raises(SiteError, match=r"paginas: over\.md:3: \{iets\} is not known; allowed: \{name\}"):
        browser_of(folder, table)


def test_no_page_can_take_an_address_of_the_portals_own(folder: Path, table: Table) -> None:
    context = context_of(site(), site_dir=folder)
    parts = (
        NewsPages(context, Composer(site(), table)),
        Syndication(context, table),
        Sitemaps(context, table),
        StaticFiles(context),
    )
    routes = [path for part in parts for path in part.routes()]
    by_cdn = re.findall(r"PathPattern: (/\S+)", (ROOT / "infra" / "edge.yaml").read_text())

    first = {path.split("/")[1].rstrip("*") for path in (*routes, *by_cdn, "/stijl")}

    assert {"nieuws", "webmail", "static"} <= first
    assert {name for name in first if is_slug(name)} <= TAKEN
