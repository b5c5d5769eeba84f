"""Kies je webmail: asked once, changed at will, and nobody else can choose."""

import pytest
from mangum import Mangum

from portal.web.webmail import COOKIE_SECONDS, create_webmail_app
from reader import Answer, Browser, context_of
from samples import ROOT, site

FORM = "application/x-www-form-urlencoded"
COOKIE = "__Host-webmail=kreek; HttpOnly; Max-Age=34560000; Path=/; SameSite=lax; Secure"

Webmail = tuple[Browser, list[str]]


def choose(browser: Browser, body: bytes = b"keuze=kreek", **headers: str) -> Answer:
    return browser.ask(
        "POST", "/webmail/keuze", body, **{"content_type": FORM, "sec_fetch_site": "same-origin"} | headers
    )


def test_who_has_not_chosen_is_asked(webmail: Webmail) -> None:
    answer = webmail[0].get("/webmail")

    assert answer.status == 200
    assert answer.words("//h1") == ["Kies je webmail"]
    assert answer.words("//main//button[@name='keuze']") == ["Schelde webmail", "Kreek webmail"]


def test_a_choice_is_kept_in_a_cookie_and_ends_on_a_page_of_ours(webmail: Webmail) -> None:
    browser, counted = webmail

    answer = choose(browser)

    assert (answer.status, answer.headers["location"]) == (303, "/webmail/gekozen")
    assert answer.cookies == [COOKIE]
    assert counted == ["kreek"]


def test_later_the_link_leads_straight_on_and_the_cookie_lives_longer(webmail: Webmail) -> None:
    answer = webmail[0].get("/webmail", cookie="__Host-webmail=kreek")

    assert (answer.status, answer.headers["location"]) == (302, "https://webmail.kreek.example/")
    assert answer.cookies == [COOKIE]


def test_who_changes_their_mind_is_asked_again(webmail: Webmail) -> None:
    answer = webmail[0].get("/webmail?wijzig=1", cookie="__Host-webmail=kreek")

    assert answer.status == 200
    assert answer.words("//main//button[@name='keuze']")


def test_the_page_after_choosing_leads_on_and_back(webmail: Webmail) -> None:
    answer = webmail[0].get("/webmail/gekozen", cookie="__Host-webmail=kreek")

    links = set(answer.page.xpath("//main//a/@href"))
    assert answer.status == 200
    assert "/webmail?wijzig=1" in links
    assert links & {"/webmail", "https://webmail.kreek.example/"}


def test_the_page_after_choosing_exists_without_a_choice(webmail: Webmail) -> None:
    answer = webmail[0].get("/webmail/gekozen")

    assert answer.status == 200
    assert {"/webmail", "/webmail?wijzig=1"} <= set(answer.page.xpath("//main//a/@href"))


@pytest.mark.parametrize("cookie", ["__Host-webmail=elders", "__Host-webmail=", "webmail=kreek", "__Host-webmail=\x7f"])
def test_a_cookie_that_is_not_ours_is_no_choice(webmail: Webmail, cookie: str) -> None:
    assert webmail[0].get("/webmail", cookie=cookie).status == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec_fetch_site": "same-origin"}, 303),
        ({"sec_fetch_site": "same-origin", "origin": "null"}, 303),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"sec_fetch_site": "cross-site", "origin": "https://www.schelde.example"}, 403),
        ({"sec_fetch_site": "none"}, 403),
        ({"origin": "https://www.schelde.example"}, 303),
        ({"origin": "http://127.0.0.1:8000"}, 303),
        ({"origin": "https://schelde.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_only_a_form_of_ours_can_choose(webmail: Webmail, headers: dict[str, str], status: int) -> None:
    browser, counted = webmail

    answer = browser.ask("POST", "/webmail/keuze", b"keuze=kreek", content_type=FORM, **headers)

    assert answer.status == status
    assert bool(answer.cookies) == bool(counted) == (status == 303)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"keuze=elders", FORM, 422),
        (b"keuze=", FORM, 422),
        (b"", FORM, 422),
        (b"keuze=kreek&keuze=schelde", FORM, 422),
        (b"keuze=kreek&keuze=kreek", FORM, 422),
        (b"keuze=%ff", FORM, 422),
        (b"\xff\xfe", FORM, 422),
        (b"&".join([b"a=1"] * 30), FORM, 422),
        (b"keuze=kreek&x=" + b"a" * 2000, FORM, 413),
        (b'{"keuze": "kreek"}', "application/json", 415),
        (b"keuze=kreek", "text/plain", 415),
        (b"keuze=kreek", "application/x-www-form-urlencoded; charset=UTF-8", 303),
    ],
)
def test_a_form_that_is_not_ours_is_refused_with_ours(
    webmail: Webmail, body: bytes, content_type: str, status: int
) -> None:
    answer = choose(webmail[0], body, content_type=content_type)

    assert answer.status == status
    if status != 303:
        assert answer.cookies == []
        assert answer.words("//main//button[@name='keuze']") == ["Schelde webmail", "Kreek webmail"]


def test_the_choice_can_only_be_posted(webmail: Webmail) -> None:
    answer = webmail[0].get("/webmail/keuze")

    assert (answer.status, answer.headers["allow"]) == (405, "POST")


def test_no_address_in_the_request_decides_where_a_reader_ends(webmail: Webmail) -> None:
    answer = choose(webmail[0], b"keuze=kreek&next=https://evil.example", host="evil.example")

    assert answer.headers["location"] == "/webmail/gekozen"


def app_with(count: int) -> Browser:
    context = context_of(site(webmails=site().webmails[:count]))
    return Browser(Mangum(create_webmail_app(context, own_origins=(), count=print), lifespan="off"))


def test_with_one_webmail_nobody_is_asked() -> None:
    answer = app_with(1).get("/webmail")

    assert (answer.status, answer.headers["location"]) == (302, "https://webmail.schelde.example/")
    assert answer.cookies == []


def test_without_webmail_there_is_no_such_page() -> None:
    for path in ("/webmail", "/webmail/gekozen"):
        assert app_with(0).get(path).status == 404


@pytest.mark.parametrize("path", ["templates/components/webmail-choice.html", "layers/site/paginas/privacy.md"])
def test_readers_are_told_for_how_long_the_cookie_is_kept(path: str) -> None:
    assert f"{COOKIE_SECONDS // 86_400} dagen" in (ROOT / path).read_text("utf-8")
