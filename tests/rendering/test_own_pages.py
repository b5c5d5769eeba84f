"""The publisher's own pages, as a reader gets them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from portal.model.site import Site
from portal.rendering.assets import Assets
from portal.rendering.environment import load_environment
from portal.rendering.own_pages import OwnPages, compile_own_pages, load_own_pages
from portal.rendering.pages import Pages
from portal.rendering.views import ArticleView
from rendering.gallery import SITE_DIR, TEMPLATES
from rendering.reading import read, text, texts
from samples import NOW, ROOT, article, site


def own(folder: Path, given: Site | None = None, **pages: str) -> OwnPages:
    for slug, markdown in pages.items():
        (folder / f"{slug}.md").write_text(markdown)
    return load_own_pages(given or site(), folder)


def pages_with(own_pages: OwnPages, given: Site | None = None) -> Pages:
    assets = Assets(TEMPLATES / "static", SITE_DIR)
    return Pages(given or site(), load_environment(TEMPLATES), assets, own_pages)


def test_a_page_has_its_title_its_way_back_and_a_description(tmp_path: Path) -> None:
    pages = pages_with(own(tmp_path, over="# Over {name}\n\nWij *maken*\nkranten & meer.\n\n## Wie\n\nIedereen.\n"))

    page = read(pages.own_page("over", now=NOW))

    assert texts(page, "//h1 | //main//h2") == ["Over De Schelde", "Wie"]
    assert texts(page, "//nav[@aria-label='Kruimelpad']//li") == ["Voorpagina", "Over De Schelde"]
    assert page.xpath("//meta[@name='description']/@content") == ["Wij maken kranten & meer."]
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://www.schelde.example/over"]
    assert page.xpath("//meta[@name='robots']/@content") == ["max-image-preview:large"]


def test_placeholders_are_filled_in_text_and_in_addresses(tmp_path: Path) -> None:
    pages = own(tmp_path, over="# Over\n\n**{name}**: [{contact}](mailto:{contact}), `{origin}` en \\{niets}.\n")

    assert pages.view("over").body_html == (
        '<p><strong>De Schelde</strong>: <a href="mailto:redactie@schelde.example">redactie@schelde.example</a>, '
        "<code>https://www.schelde.example</code> en {niets}.</p>\n"
    )


def test_a_value_with_markup_in_it_stays_text(tmp_path: Path) -> None:
    sly = site(name='<b>*De*</b> "Schelde"')

    view = own(tmp_path, sly, over="# {name}\n\nVan {name}.\n").view("over")

    assert view.body_html == "<p>Van &lt;b&gt;*De*&lt;/b&gt; &quot;Schelde&quot;.</p>\n"
    assert view.title == sly.name


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "x <img src=x onerror=alert(1)>",
        "[klik](javascript:alert(1))",
        "<style>*{}</style>",
    ],
)
def test_html_and_scripts_do_not_get_through(tmp_path: Path, markdown: str) -> None:
    view = own(tmp_path, over=f"# Over\n\n{markdown.replace('{', chr(92) + '{')}\n").view("over")

    assert not read(f"<div>{view.body_html}</div>").xpath("//script | //img | //style | //a | //@onerror")


def test_what_this_site_does_not_have_is_not_spoken_of(tmp_path: Path) -> None:
    markdown = "# Privacy\n\nGeen cookies.\n\nBehalve voor {webmails}.\n\n- {webmails}\n\n| a |\n|---|\n| {sources} |\n"

    two, none = own(tmp_path, privacy=markdown), own(tmp_path, site(webmails=()), privacy=markdown)

    assert "Behalve voor Schelde webmail en Kreek webmail." in two.view("privacy").body_html
    assert none.view("privacy").body_html == "<p>Geen cookies.</p>\n"


def test_without_a_paragraph_the_title_is_the_description(tmp_path: Path) -> None:
    assert own(tmp_path, over="# Over\n").view("over").summary == "Over"


def test_a_long_first_paragraph_is_cut_to_a_description(tmp_path: Path) -> None:
    summary = own(tmp_path, over="# Over\n\n" + "woord " * 90).view("over").summary

    assert len(summary) <= 165
    assert summary.endswith("woord …")


def test_the_foot_of_every_page_leads_to_each_and_to_no_other(tmp_path: Path) -> None:
    some = pages_with(own(tmp_path, over="# Over {name}\n", tarieven="# Tarieven\n"))

    foot = read(some.style(now=NOW)).xpath("//footer")[0]

    assert foot.xpath(".//a[normalize-space() = 'Over De Schelde']/@href") == ["/over"]
    assert foot.xpath(".//a[normalize-space() = 'Tarieven']/@href") == ["/tarieven"]
    assert not foot.xpath(".//a[@href = '/privacy']")


def test_the_sentence_about_the_cookie_leads_to_privacy_where_that_is(tmp_path: Path) -> None:
    sentence = "//p[@class='webmail-choice-cookie']"

    before = read(pages_with(own(tmp_path)).style(now=NOW))
    after = read(pages_with(own(tmp_path, privacy="# Privacy\n")).style(now=NOW))

    assert not before.xpath(f"{sentence}/a")
    (link,) = after.xpath(f"//dialog{sentence}/a[@href='/privacy']")
    assert text(link) == "Lees meer over cookies"


def test_who_sees_a_mistake_can_read_how_we_work_where_that_is_written(tmp_path: Path) -> None:
    one = article()
    view = ArticleView(article=one, section=site().sections[1], more=())

    before = pages_with(own(tmp_path)).article(view, now=NOW, path=one.path)
    after = pages_with(own(tmp_path, over="# Over\n")).article(view, now=NOW, path=one.path)

    assert texts(read(before), "//p[@class='article-fault']") == ["Fout gezien? Mail de redactie"]
    assert texts(read(after), "//p[@class='article-fault']") == ["Fout gezien? Mail de redactie of lees hoe we werken"]


def test_pages_that_the_build_compiled_are_the_same_and_need_no_markdown(tmp_path: Path) -> None:
    own(
        tmp_path, over="# Over {name}\n\nEen.\n\n- [{contact}](mailto:{contact})\n", privacy="# Privacy\n\n{webmails}\n"
    )
    compiled = tmp_path / "paginas_compiled.json"
    compile_own_pages(tmp_path, compiled)
    code = (
        "import sys, json; sys.path[:0] = sys.argv[2:]; from pathlib import Path; from samples import site;"
        "from portal.rendering.own_pages import load_own_pages;"
        "pages = load_own_pages(site(), Path('-'), Path(sys.argv[1]));"
        "print(json.dumps({page.slug: pages.view(page.slug).body_html for page in pages.listed}));"
        "sys.exit('markdown_it' in sys.modules)"
    )

    places = [str(ROOT / "layers" / "portal"), str(ROOT / "tests")]
    done = subprocess.run(
        [sys.executable, "-c", code, str(compiled), *places], capture_output=True, text=True, check=True
    )

    sources = load_own_pages(site(), tmp_path)
    assert json.loads(done.stdout) == {page.slug: sources.view(page.slug).body_html for page in sources.listed}


def test_compiling_gives_the_same_bytes_again(tmp_path: Path) -> None:
    own(tmp_path, privacy="# Privacy\n", over="# Over\n\nTekst {name}.\n")

    for name in ("een.json", "twee.json"):
        compile_own_pages(tmp_path, tmp_path / name)

    assert (tmp_path / "een.json").read_bytes() == (tmp_path / "twee.json").read_bytes()
