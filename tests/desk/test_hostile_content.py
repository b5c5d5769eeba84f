"""Texts, names and fields that want to be more than text: on every page of the newsroom they stay what they are."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from mangum import Mangum

from desk.phone import FORM, OWN_PAGE, Phone
from desk.room import Room, addresses_of
from newsdesk import by_feed
from portal.desk.guard import LARGEST_FORM
from portal.lifecycle.event import Received
from portal.lifecycle.state import Published
from portal.lifecycle.transition import transition
from portal.model.article import Article, HiddenArticle, Subject
from portal.model.desk import DeskRole
from portal.model.section import Section
from portal.model.version import Version
from reader import Answer, Browser
from samples import article

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea></form><form action=https://kwaad.example><input name=bewijs>",
    "</title><base href=https://kwaad.example>",
    "</option></select><svg onload=alert(1)>",
    "<!-- --!><iframe srcdoc=x>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp;quot; &#x3c;i>",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200f",
    "\x00\x01\x1b[31m\x7f\ufffe",
    "a\u0301" * 40 + "\u0489" * 60,
    "W" * 3000,
)
TAGS = {
    *("script", "img"),
    *(
        "html",
        "head",
        "meta",
        "title",
        "link",
        "body",
        "ul",
        "ol",
        "li",
        "a",
        "header",
        "nav",
        "main",
        "footer",
        "p",
        "form",
    ),
    *(
        "input",
        "button",
        "label",
        "textarea",
        "select",
        "option",
        "h1",
        "h2",
        "h3",
        "time",
        "dl",
        "dt",
        "dd",
        "div",
        "table",
    ),
    *(
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "del",
        "ins",
        "fieldset",
        "legend",
        "details",
        "summary",
        "strong",
        "em",
        "br",
    ),
}
"""All that pages of the newsroom are made of. A preview is a page of readers, and has more."""
OF_READERS = {
    *("script", "article", "aside", "section", "span", "svg", "path", "use", "dialog", "circle", "rect", "blockquote"),
    *(
        "search",
        "symbol",
        "picture",
        "source",
        "img",
        "figure",
        "figcaption",
        "small",
        "hr",
        "code",
        "pre",
        "polyline",
        "line",
        "g",
    ),
}


@pytest.fixture
def chief(room: Room) -> Phone:
    return room.phone(DeskRole.CHIEF)


def faults_of(answer: Answer, *, is_preview: bool = False) -> Iterator[str]:
    """What has become markup."""
    tags = TAGS | OF_READERS if is_preview else TAGS
    for element in answer.page.iter():
        if not isinstance(element.tag, str):
            yield f"comment or instruction {element}"
            continue
        if element.tag not in tags:
            yield f"<{element.tag}>"
        for name, value in element.attrib.items():
            if name.startswith("on") or name in {"style", "srcdoc", "formaction", "ping", "background"}:
                yield f"<{element.tag} {name}={value[:40]}>"
            schemes = {"", "http", "https", *(("mailto",) if is_preview else ())}
            if name in {"href", "src", "action"} and urlsplit(value.strip()).scheme not in schemes:
                yield f"<{element.tag} {name}={value[:40]}>"
        if element.tag == "form" and not element.get("action", "").startswith(("/redactie", "/zoeken", "/webmail")):
            yield f"a form to {element.get('action')}"
        is_ours = element.get("src", "").startswith("/static/") or element.get("type") == "application/ld+json"
        if element.tag == "script" and not is_ours:
            yield "a script"
    if answer.headers["content-security-policy"].find("unsafe") >= 0:
        yield "a weak policy"


def revise(room: Room, slug: str, number: int, **changed: object) -> None:
    state = room.desk.store.load_at(slug)
    assert isinstance(state, Published)
    text = replace(state.article, fingerprint=f"tekst-{number}", **changed)  # type: ignore[arg-type]  # any field
    made = transition(
        state,
        Received(text=text, version=Version(number=number)),
        by_feed(text.origin),
        room.now + timedelta(seconds=9),
    )
    assert room.desk.store.commit(state, made)


def hostile(payload: str, slug: str) -> Article:
    """Everything that an agency can say, said with `payload`."""
    return replace(
        article(slug),
        headline=f"Kop {payload}",
        lead=f"Lood {payload}",
        authors=(payload,),
        categories=(payload,),
        notes=(payload,),
        guid=payload,
        subjects=(Subject(code=payload, name=payload),),
    )


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_what_an_agency_sends_is_text_on_every_page(room: Room, payload: str) -> None:
    phone = room.phone(DeskRole.CHIEF, f"Jo {payload}")
    slug, gone = "brug", "weg"
    for name in (slug, gone):
        room.desk.publish(hostile(payload, name))
    revise(room, slug, 2, headline=f"Kop twee {payload}", lead=f"Lood twee {payload}")
    room.desk.withdraw(gone, room.now)
    reporter = room.phone(DeskRole.REPORTER, f"Bo {payload}")
    reporter.open(f"/redactie/bericht/{slug}/intrekken")
    reporter.press("Ja, trek in")
    name = payload[:500]
    room.quarantine.catch(payload.encode(), feed=name, name=name, what="x", reasons=[payload], now=room.now)
    filled = {"slug": slug, "feed_id": "goes", "id_": "x"}

    found: dict[str, list[str]] = {}
    for one in addresses_of(room.app):
        if one.method == "GET" and not one.is_programs:
            for at in (slug, gone):
                target = one.target(**filled | {"slug": at})
                found[target] = list(faults_of(phone.open(target)))
    for target in (
        f"/redactie/zoek?q={name}" for name in ("kop", "weg", "%3Cscript%3Ealert(1)%3C/script%3E", "%22%3E%00")
    ):
        found[target] = list(faults_of(phone.open(target)))

    assert {target: faults for target, faults in found.items() if faults} == {}
    shown = phone.open(f"/redactie/bericht/{slug}")
    assert not payload.isprintable() or f"Kop twee {payload}" in shown.words("//h1")


def written(**changed: str) -> dict[str, str]:
    right = {"kop": "Brug dicht", "rubriek": "goes", "auteur": "Jo Kaai", "tekst": "De brug is dicht.\n\nVoor een dag."}
    return right | changed


def wrote(phone: Phone, **changed: str) -> Answer:
    """The form of own news, filled in and sent to its preview."""
    phone.open("/redactie/nieuw")
    return phone.press("Bekijk het voorbeeld", **written(**changed))


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_what_a_reporter_writes_is_text_in_the_preview_and_on_the_page(reporter: Phone, payload: str) -> None:
    answer = wrote(reporter, kop=f"Kop {payload}"[:200], auteur=f"Jo {payload}"[:200], tekst=f"Lood {payload}\n\nMeer.")

    assert list(faults_of(answer, is_preview=answer.status == 200)) == []
    if answer.status == 200:
        assert reporter.press("Terug").status == 200
        assert list(faults_of(answer, is_preview=True)) == []


MARKDOWN = """De brug is <b onclick=alert(1)>dicht</b>.

<script>alert(1)</script>

<iframe src="https://kwaad.example"></iframe>

[klik](javascript:alert(1)) [klik]( data:text/html,x ) [goed](https://goed.example/x "titel\\" onclick=x")

![beeld](https://kwaad.example/spion.gif) <https://goed.example/y>

[a]: javascript:alert(1)
[verwijzing][a]

<details open ontoggle=alert(1)>x</details>

| a | b |
|---|---|
| <img src=x onerror=alert(1)> | x |
"""


def test_markdown_brings_in_no_markup_of_its_own(room: Room, reporter: Phone) -> None:
    preview = wrote(reporter, tekst=MARKDOWN)
    assert preview.status == 200
    assert list(faults_of(preview, is_preview=True)) == []
    body = preview.page.xpath("//div[@class='article-body']")[0]
    assert {urlsplit(link).hostname for link in body.xpath(".//a/@href")} <= {"goed.example"}
    assert body.xpath(".//img | .//iframe | .//script | .//form | .//details") == []

    reporter.press("Plaats")
    page = room.reader.get("/nieuws/brug-dicht")

    assert page.status == 200
    assert list(faults_of(page, is_preview=True)) == []
    assert list(faults_of(reporter.open("/redactie/bericht/brug-dicht"))) == []
    edited = reporter.open("/redactie/bericht/brug-dicht/bewerken")
    assert edited.page.xpath("string(//textarea[@name='tekst'])").replace("\r", "").strip() == MARKDOWN.strip()


@pytest.mark.parametrize(
    "fields",
    [
        {"kop": "Brug\nsection: binnenland\nid: ander"},
        {"kop": "Brug\r\n---\r\nsection: binnenland\r\n---\r\nTekst"},
        {"kop": "---"},
        {"kop": "Brug: dicht # nee"},
        {"kop": "!!python/object/apply:os.system [id]"},
        {"kop": "*anker &anker {a: [b]}"},
        {"kop": "Brug\u2028section: binnenland\u2029id: ander"},
        {"kop": "'\"\\x00\\"},
        {"auteur": "Jo\nstatus: canceled\nembargo: 2099-01-01T00:00"},
        {"auteur": "[Jo, Bo]"},
        {"auteur": "null"},
        {"tekst": "---\nsection: binnenland\n---\nTekst."},
        {"tekst": "...\n---\nid: ander\n"},
        {"id": "redactie-x\nsection: binnenland"},
    ],
    ids=str,
)
def test_no_field_gets_into_the_head_of_the_file(room: Room, reporter: Phone, fields: dict[str, str]) -> None:
    before = {item["pk"]["S"] for item in room.items()}
    token = reporter.token()

    answer = reporter.send("/redactie/nieuw", written(**fields) | {"bewijs": token, "knop": "plaatsen"})

    assert answer.status in {303, 422}
    if answer.status == 303:
        slug = answer.headers["location"].rpartition("/")[2].partition("?")[0]
        one = room.at(slug)
        assert isinstance(one, Article)
        assert one.section == "goes"
        assert one.guid.isprintable()
        assert "\n" not in one.headline
        assert one.origin.feed == "redactie"
        assert one.headline.split() == written(**fields)["kop"].split()
    assert len({item["pk"]["S"] for item in room.items()} - before) < 12


def test_a_field_of_a_preview_is_sent_as_it_came(reporter: Phone) -> None:
    """Whatever stands in a hidden field, and however it is called."""
    odd = {'x" autofocus onfocus="alert(1)': "v", "knop2": '"><b>', "tekst2": "'\n\t\r\n<"}
    reporter.open("/redactie/nieuw")
    fields = reporter.fields("/nieuw") | written(kop="Kop «'\"&lt;» &amp; é") | odd | {"knop": "voorbeeld"}

    reporter.page = reporter.send("/redactie/nieuw", fields)

    assert reporter.page.status == 200
    assert list(faults_of(reporter.page, is_preview=True)) == []
    sent = reporter.fields("/nieuw")
    assert sent["kop"] == "Kop «'\"&lt;» &amp; é"
    assert {name: sent[name].replace("\r", "") for name in odd} == {name: odd[name].replace("\r", "") for name in odd}
    assert sent["bewijs"] != fields["bewijs"]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 900_000,
        "\n" * 300_000 + "x",
        "a\n\n" * 200_000,
        "# " * 300_000,
        "[" * 300_000,
        "> " * 100_000 + "x",
        "*a " * 200_000,
    ],
    ids=lambda text: f"{text[:4]!r}",
)
def test_a_huge_text_is_read_or_refused(reporter: Phone, text: str) -> None:
    body = "&".join(f"{name}={value}" for name, value in written(tekst="", bewijs=reporter.token()).items())
    body += text.replace("\n", "%0A")[: LARGEST_FORM - len(body) - 10].rpartition("%")[0] or text[:900_000]
    headers = {"content-type": FORM, "content-length": str(len(body))} | OWN_PAGE

    answer = reporter.ask("POST", "/redactie/nieuw", body=body.encode(), headers=headers)

    assert answer.status in {200, 403, 413, 422}
    assert b"Traceback" not in answer.body


@pytest.mark.parametrize("id_", ["x" * 5000, "", "../../x", "OWN#x", "redactie-\x00", "é" * 300])
def test_an_id_that_we_did_not_give_is_none(room: Room, reporter: Phone, id_: str) -> None:
    fields = written(id=id_, knop="plaatsen", bewijs=reporter.token())

    answer = reporter.send("/redactie/nieuw", fields)

    assert answer.status == 303
    one = room.at("brug-dicht")
    assert isinstance(one, Article)
    assert one.guid.isascii()
    assert one.guid.isprintable()
    assert 1 <= len(one.guid) <= 200


def test_an_embargo_of_own_news_keeps_its_headline_from_everybody(room: Room, reporter: Phone) -> None:
    wrote(reporter, dag="25-11-2026", tijd="06:00")
    answer = reporter.press("Plaats")

    assert "Bewaard." in answer.text
    assert room.reader.get("/nieuws/brug-dicht").status == 404
    slug = answer.page.xpath("//a[contains(@href, '/bewerken')]/@href")[0].split("/")[3]
    assert isinstance(room.at(slug), HiddenArticle)
    assert "brug" not in slug


def test_a_section_is_called_as_its_publisher_calls_it(room: Room) -> None:
    """A capital of our own would break IJ."""
    named = (*room.site.sections, Section(slug="ijmuiden", name="IJmuiden"))
    phone = Phone(Browser(Mangum(room.opened(replace(room.site, sections=named)), lifespan="off")))
    room.desk.publish(article(section="ijmuiden"))
    phone.log_in(DeskRole.REPORTER)

    assert any(words.startswith("IJmuiden, ") for words in phone.open("/redactie").words("//main//li/p"))
