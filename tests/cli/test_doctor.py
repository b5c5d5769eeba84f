"""The doctor: what it sees, and that it says what to do."""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from mangum import Mangum

from newsdesk import Desk
from portal.cli import main
from portal.cli.doctor.brand import WISHED, of_brand
from portal.cli.doctor.feeds import of_feeds
from portal.cli.doctor.finding import Finding, Findings, Level, Room
from portal.cli.doctor.pages import Get, PageAnswer, of_pages
from portal.cli.doctor.site import of_site
from portal.cli.doctor.stack import of_release, of_stack, of_subscriptions
from portal.cli.doctor.table import of_change, of_table
from portal.cli.stack import Stack
from portal.model.article import Document, Entry
from portal.model.errors import FetchError, SiteError
from portal.model.feed import Feed
from portal.model.feed_state import FeedState
from portal.model.section import Section
from portal.model.site import HSTS, Site
from portal.model.site_folder import SiteFolder
from portal.model.webmail import Webmail
from portal.storage.feed_states import FeedStates
from portal.storage.table import Table
from portal.web.app import create_app
from portal.web.security_headers import SECURITY
from portal.web.webmail import create_webmail_app
from reader import SITE_DIR, Browser, context_of
from samples import FULL_SITE, NOW, article, site

REAL = site(
    origin="https://www.schelde.nl",
    contact="redactie@schelde.nl",
    feeds=(
        Feed(id="buiten", url="https://feeds.anp.nl/buiten.xml", section="buitenland"),
        Feed(id="goes", url="https://feeds.anp.nl/goes.xml", section="goes"),
    ),
    webmails=(Webmail(id="schelde", name="Schelde webmail", url="https://webmail.schelde.nl/"),),
)


def trouble(findings: Findings) -> list[Finding]:
    found = list(findings)
    assert all(bool(one.remedy) == (one.level is not Level.OK) for one in found)
    return [one for one in found if one.level is not Level.OK]


def test_placeholders_that_were_left_standing_are_named() -> None:
    words = [one.words for one in trouble(of_site(site()))]

    assert [line.partition(" is ")[0] for line in words[:-1]] == [
        "site.origin",
        "site.contact",
        "feeds.buiten.url",
        "feeds.goes.url",
        "webmail.schelde.url",
        "webmail.kreek.url",
    ]
    assert words[-1] == "nothing comes into: binnenland, tholen"


def test_a_section_that_an_agencys_codes_choose_has_a_feed() -> None:
    first, *others = REAL.feeds
    wire = replace(first, sections=(("XANP/BIN", "binnenland"), ("Tholen", "tholen")))

    assert trouble(of_site(replace(REAL, feeds=(wire, *others)))) == []


def test_a_site_that_is_filled_in_is_well() -> None:
    filled = replace(REAL, sections=REAL.sections[1:3])

    assert trouble(of_site(filled)) == []


def test_a_site_without_feeds_has_a_problem() -> None:
    (problem,) = trouble(of_site(replace(REAL, feeds=())))

    assert problem.level is Level.PROBLEM


def test_a_feed_that_fails_is_a_problem_and_an_empty_one_is_worth_a_look() -> None:
    def read(feed: Feed) -> Document:
        if feed.id == "buiten":
            raise FetchError(feed.url, "answered 404 Not Found")
        return Document(format="rss", title="", entries=() if feed.id == "goes" else (Entry(id="1"),))

    feeds = (*REAL.feeds, Feed(id="goed", url="https://feeds.anp.nl/goed", section="goes"))
    failed, empty, good = of_feeds(feeds, read)

    assert (failed.level, empty.level, good.level) == (Level.PROBLEM, Level.ADVICE, Level.OK)
    assert failed.words == "buiten: https://feeds.anp.nl/buiten.xml: answered 404 Not Found"
    assert "feeds.buiten.url" in failed.remedy


def test_a_section_that_would_cover_an_article_is_named_before_the_deployment(table: Table, desk: Desk) -> None:
    desk.publish(article("Weer"))
    desk.publish(article("Kust"))
    desk.withdraw("kust", NOW)
    planned = site(sections=(*site().sections, Section(slug="weer", name="Weer"), Section(slug="kust", name="Kust")))

    withdrawn, covered = trouble(of_table(planned, table))

    assert covered.level is withdrawn.level is Level.PROBLEM
    assert covered.words == "/nieuws/weer is the address of «Weer» and of a section"
    assert "portal rename weer weer-bericht" in covered.remedy
    assert "withdrawn" in withdrawn.words


def test_what_a_section_or_feed_leaves_behind_is_named(table: Table, desk: Desk, states: FeedStates) -> None:
    desk.publish(article(section="opmerkelijk"))
    states.save(FeedState(feed="weg", url="https://feeds.example/weg.xml"))

    orphan, feed = trouble(of_table(site(), table))

    assert "«opmerkelijk»" in orphan.words
    assert 'was = ["opmerkelijk"]' in orphan.remedy
    assert "«weg»" in feed.words
    assert feed.level is Level.ADVICE


def test_a_feed_that_was_renamed_without_saying_so_is_a_problem(table: Table, states: FeedStates) -> None:
    states.save(FeedState(feed="oud", url="https://feeds.example/buiten.xml"))
    renamed = site(feeds=(Feed(id="nieuw", url="https://feeds.example/buiten.xml", section="buitenland"),))
    told = site(feeds=(replace(renamed.feeds[0], was=("oud",)),))

    (problem,) = trouble(of_table(renamed, table))

    assert problem.level is Level.PROBLEM
    assert problem.remedy == 'write at feeds.nieuw: was = ["oud"]'
    assert trouble(of_table(told, table)) == []


def test_a_feed_that_fails_again_and_again_is_a_problem(table: Table, states: FeedStates) -> None:
    states.save(FeedState(feed="buiten", streak=4, last_error="answered 500", last_error_at=NOW - timedelta(hours=1)))

    (problem,) = trouble(of_table(site(), table))

    assert problem.words == "feed «buiten» failed 4 times in a row: answered 500"


def test_a_deployment_that_would_mend_a_feed_is_not_held_up_by_it(table: Table, states: FeedStates) -> None:
    states.save(FeedState(feed="buiten", streak=4, last_error="answered 500", last_error_at=NOW))

    assert trouble(of_change(site(), table)) == []


def brand(folder: Path, sheet: str = "", **files: bytes) -> list[Finding]:
    """What the doctor finds in a publisher's folder with this brand.css and these files beside the logo."""
    (folder / "paginas").mkdir(exist_ok=True)
    for slug in WISHED:
        (folder / "paginas" / f"{slug}.md").write_text("# Titel\n")
    (folder / "brand.css").write_text(sheet)
    shutil.copy(SITE_DIR / "logo.svg", folder / "logo.svg")
    for name, body in files.items():
        (folder / name.replace("_", ".")).write_bytes(body)
    return trouble(of_brand(site(), folder))


def test_a_folder_that_shows_the_brand_of_another_is_worth_a_look(tmp_path: Path) -> None:
    brand(tmp_path)
    (tmp_path / "brand.css").unlink()

    (found,) = trouble(of_brand(site(), SiteFolder(tmp_path, SITE_DIR)))

    assert found.words == f"{tmp_path} has no brand.css: what {SITE_DIR} has is shown"


def test_colours_that_can_be_read_are_well(tmp_path: Path) -> None:
    assert brand(tmp_path) == []


def test_a_colour_that_does_not_stand_out_is_named_in_each_scheme_where_it_does_not(tmp_path: Path) -> None:
    found = brand(tmp_path, "@layer brand { :root { --color-brand: #0b5274; --color-on-brand: #5588a0; } }")

    assert {one.level for one in found} == {Level.ADVICE}
    words = [one.words for one in found]
    assert "light: --color-on-brand (#5588a0) on --color-brand (#0b5274) is 2.19:1" in words
    assert any(line.startswith("dark: --color-brand (#0b5274) on --color-paper (#0d1920) is 2.") for line in words)
    assert all("docs/branding.md" in one.remedy for one in found)


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (":root { --color-brandd: #0b5274; }", ["--color-brandd is nothing that the pages know"]),
        (":root { --colour-brand: #0b5274; }", ["--colour-brand is nothing that the pages know"]),
        ("/* --color-brandd: x */ :root { --mijn-blauw: #0b5274; --color-brand: var(--mijn-blauw); }", []),
    ],
)
def test_a_name_that_is_nearly_one_of_ours_is_worth_a_look(tmp_path: Path, sheet: str, words: list[str]) -> None:
    assert [one.words for one in brand(tmp_path, sheet) if "nothing that" in one.words] == words


def test_a_colour_that_cannot_be_measured_is_named(tmp_path: Path) -> None:
    found = brand(tmp_path, ":root { --color-sea: oklch(30% 0.05 240); }")

    assert found
    assert all("cannot be measured: write both as #rrggbb" in one.words for one in found)


def test_an_icon_of_ones_own_beside_standard_ones_is_worth_a_look(tmp_path: Path) -> None:
    (advice,) = brand(tmp_path, favicon_ico=b"\0\0\1\0")

    assert advice.words.startswith("favicon.ico is your own, but favicon.svg, apple-touch-icon.png")


def test_a_page_that_readers_look_for_is_missed(tmp_path: Path) -> None:
    brand(tmp_path)
    (tmp_path / "paginas" / "privacy.md").unlink()

    (advice,) = trouble(of_brand(site(), tmp_path))

    assert advice.words == "there is no privacy.md"


def test_a_brand_or_page_that_is_broken_is_an_error_as_in_site_toml(tmp_path: Path) -> None:
    brand(tmp_path)
    (tmp_path / "paginas" / "over.md").write_text("# {wat}\n")

    with pytest.raises(SiteError, match=r"over\.md:1: \{wat\} is not known"):
        trouble(of_brand(site(), tmp_path))
    with pytest.raises(SiteError, match=r"logo\.svg: is no SVG"):
        brand(tmp_path, logo_svg=b"GIF89a")


def getting(table: Table, given: Site) -> Get:
    """The portal of `given`, asked without a network."""
    context = context_of(given)
    pages = Browser(Mangum(create_app(context, table), lifespan="off"))
    webmail = Browser(Mangum(create_webmail_app(context, own_origins=set(), count=print), lifespan="off"))

    def get(address: str, headers: Mapping[str, str]) -> PageAnswer:
        path = address.removeprefix("https://www.schelde.nl")
        asked = webmail if path.startswith("/webmail") else pages
        answer = asked.get(path, **{name.lower().replace("-", "_"): value for name, value in headers.items()})
        return PageAnswer(status=answer.status, headers=answer.headers)

    return get


@pytest.mark.parametrize("webmails", [(), REAL.webmails, site().webmails], ids=["none", "one", "two"])
def test_a_site_that_answers_as_it_should_is_well(table: Table, webmails: tuple[Webmail, ...]) -> None:
    given = replace(REAL, webmails=webmails)

    assert trouble(of_pages(given, "https://www.schelde.nl/", getting(table, given))) == []


def test_a_header_that_a_cdn_dropped_is_named(table: Table) -> None:
    whole = getting(table, REAL)

    def without(address: str, headers: Mapping[str, str]) -> PageAnswer:
        answer = whole(address, headers)
        left = {name: value for name, value in answer.headers.items() if name != SECURITY[0][0]}
        return replace(answer, headers=left)

    found = trouble(of_pages(REAL, "https://www.schelde.nl/", without))

    assert found
    assert all("lacks content-security-policy" in one.words for one in found)


@pytest.mark.parametrize("hsts", HSTS)
def test_how_far_https_reaches_is_the_publishers_word(table: Table, hsts: str) -> None:
    given = replace(REAL, hsts=hsts)

    assert trouble(of_pages(given, "https://www.schelde.nl/", getting(table, given))) == []


STACK = Stack(
    name="proef",
    status="CREATE_COMPLETE",
    outputs={"ApiUrl": "https://a.example/", "HeavyApiUrl": "https://b.example/", "SiteUrl": REAL.origin},
    parameters={"Hsts": "host"},
    resources={},
)
DOORS = ("https://a.example/", "https://a.example/webmail", "https://b.example/", "https://b.example/zoeken")


@pytest.mark.parametrize(("stage", "is_kept", "found"), [("prod", False, 1), ("prod", True, 0), ("dev", False, 0)])
def test_prod_is_kept_from_a_slip_of_the_hand(stage: str, is_kept: bool, found: int) -> None:
    given = replace(STACK, parameters={"Stage": stage, "Hsts": "host"}, is_kept=is_kept)

    findings = of_stack(given, REAL, no_client, lambda _address, headers: PageAnswer(status=403, headers=headers))

    assert len([one for one in findings if "termination-protection" in one.remedy]) == found


def no_client(service: str) -> Any:
    """AWS may not be asked: the doctor says so, and looks at the rest."""
    raise EndpointConnectionError(endpoint_url=service)


@pytest.mark.parametrize("open_door", DOORS)
def test_each_host_of_the_functions_must_refuse_whoever_is_not_the_cdn(open_door: str) -> None:
    asked = []

    def get(address: str, headers: Mapping[str, str]) -> PageAnswer:
        asked.append(address)
        return PageAnswer(status=200 if address == open_door else 403, headers=headers)

    (problem,) = [one for one in of_release(STACK, no_client, get) if one.level is Level.PROBLEM]

    assert problem.words == f"{open_door} answers 200 to whoever asks, not to the CDN alone"
    assert asked == list(DOORS)


def test_hosts_that_all_refuse_are_well() -> None:
    words = [
        one.words for one in of_release(STACK, no_client, lambda _, headers: PageAnswer(status=403, headers=headers))
    ]

    assert "the functions answer the CDN alone" in words


@pytest.mark.parametrize(("in_file", "at_cdn"), [("subdomains", "host"), ("host", "preload")])
def test_file_and_cdn_that_differ_about_https_are_named(in_file: str, at_cdn: str) -> None:
    stack = replace(STACK, parameters={"Hsts": at_cdn})
    closed = PageAnswer(status=403, headers={})

    (problem,) = [
        one
        for one in of_stack(stack, replace(REAL, hsts=in_file), no_client, lambda *_: closed)
        if one.level is Level.PROBLEM
    ]

    assert problem.words == f"hsts is {in_file} in site.toml, and {at_cdn} at the CDN"
    assert f"Hsts={in_file}" in problem.remedy


def test_a_site_that_does_not_answer_is_one_problem() -> None:
    def refuse(address: str, headers: Mapping[str, str]) -> PageAnswer:
        raise ConnectionRefusedError(address, headers)

    (problem,) = trouble(of_pages(REAL, "https://www.schelde.nl/", refuse))

    assert problem.level is Level.PROBLEM


def test_an_address_that_does_not_answer_is_named(table: Table) -> None:
    """The first did; a later one takes longer than anybody waits."""
    reached = getting(table, REAL)

    def slow(address: str, headers: Mapping[str, str]) -> PageAnswer:
        if address.endswith("/sitemap.xml"):
            raise TimeoutError("timed out")
        return reached(address, headers)

    found = [one.words for one in trouble(of_pages(REAL, "https://www.schelde.nl/", slow))]

    assert found[-1] == "https://www.schelde.nl/sitemap.xml does not answer (timed out)"


def test_an_address_that_has_not_confirmed_is_told_of_nothing() -> None:
    room = Room("stack")
    (nobody,) = of_subscriptions(room, [])
    (waiting,) = of_subscriptions(
        room,
        [
            {"SubscriptionArn": "PendingConfirmation", "Endpoint": "nacht@schelde.nl"},
            {"SubscriptionArn": "arn:aws:sns:eu-central-1:1:t:2", "Endpoint": "dag@schelde.nl"},
        ],
    )

    assert nobody.level is Level.ADVICE
    assert waiting.words == "nacht@schelde.nl has not confirmed that it wants alarms"


def test_the_command_prints_findings_for_people_and_for_programs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE", str(FULL_SITE))
    monkeypatch.setenv("PORT", "1")

    status = main(["doctor", "--offline"])
    people = capsys.readouterr().out
    main(["doctor", "--offline", "--json"])
    programs = json.loads(capsys.readouterr().out)

    assert status == 0
    assert people.startswith("site.toml\n  ok  ")
    assert re.search(r"\n0 problems, \d+ things to look at\n\Z", people)
    assert sum(one["about"] == "site.toml" and one["level"] == "advice" for one in programs) == 7
    assert {"brand", "pages of your own"} <= {one["about"] for one in programs}
    assert {one["level"] for one in programs} == {"ok", "advice"}
