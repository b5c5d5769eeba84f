"""The whole portal on this machine, from an agency's feed to a reader's page: its sources, and as built for Lambda."""

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local.engine import free_port
from pictures.images import jpeg
from running import STOPS_WITHIN, FeedServer, Portal, portal, rss, site_toml
from samples import ROOT

VEERPONT = ("Veerpont vaart weer", "<p>BREUGEL (ANP/DPA) - De pont vaart weer.</p><p>Na een week stilte.</p>")
MOLEN = ("Molen draait", "<p>De molen draait.</p><p><b>Wieken</b></p><p>Ze zijn nieuw.</p>")


BUILT = (pytest.mark.built, pytest.mark.sweep(8, of="the portal as it is built"))


@pytest.fixture(scope="module", params=["sources", pytest.param("built", marks=BUILT)])
def built(request: pytest.FixtureRequest) -> str:
    """What BUILT says: nothing, or where `sam build` left the functions."""
    return "" if request.param == "sources" else str(request.getfixturevalue("by_sam"))


@pytest.fixture(scope="module")
def feeds(built: str) -> Iterator[FeedServer]:  # noqa: ARG001  a server for each
    with FeedServer().running() as server:
        server.bodies = {
            "/buiten.xml": rss(VEERPONT, MOLEN),
            "/goes.xml": rss(("Haven open", "<p>GOES - De haven is open.</p>")),
            "/html": b"<!doctype html><title>Toestemming</title><p>Mogen wij?</p>",
        }
        yield server


@pytest.fixture(scope="module")
def running(built: str, feeds: FeedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    site = tmp_path_factory.mktemp("site") / "site.toml"
    site.write_text(
        site_toml(
            ("buiten", feeds.url("/buiten.xml"), "buitenland"),
            ("goes", feeds.url("/goes.xml"), "goes"),
            ("stuk", feeds.url("/html"), "buitenland"),
            ("weg", feeds.url("/weg.xml"), "buitenland"),
        )
    )
    with portal(site, INGEST_EVERY="1", SERVER_TIMING="1", BUILT=built) as one:
        one.wait_ready()
        yield one


def page_when(running: Portal, path: str, is_right: Callable[[int, str], bool]) -> str:
    """The page at `path` once its status and text are right. Ten seconds are promised; a busy machine takes longer."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        status, text = running.get(path)
        if is_right(status, text):
            return text
        time.sleep(0.2)
    raise AssertionError(f"{path} never became right; at last it was {status}: {text}")


def eventually(running: Portal, path: str, words: str) -> str:
    """The page at `path` once it holds `words`."""
    return page_when(running, path, lambda _, text: words in text)


def test_what_a_feed_brings_can_be_read(running: Portal) -> None:
    status, text = running.get("/nieuws/veerpont-vaart-weer")

    assert status == 200
    assert "BREUGEL (ANP/DPA) - De pont vaart weer." in text
    assert "Molen draait" in text
    assert "<h2>Wieken</h2>" in running.get("/nieuws/molen-draait")[1]
    eventually(running, "/nieuws/regio/goes", "Haven open")
    eventually(running, "/", "Haven open")


def test_what_is_put_beside_site_toml_shows_and_what_is_missing_there_is_said(running: Portal, built: str) -> None:
    folder = Path(running.environment["SITE"]).parent
    assert f"site  {folder} has no brand.css, logo.svg, paginas: that of {ROOT}/layers/site is shown" in "".join(
        running.output
    )
    if built:
        return  # the functions are as they were built, and so are the pages

    (folder / "brand.css").write_text("@layer brand { :root { --color-sky: #14532d; } }")
    eventually(running, "/", "#14532d")
    (folder / "brand.css").unlink()


def test_a_broken_feed_is_named_and_stops_no_other(running: Portal, feeds: FeedServer) -> None:
    printed = "".join(running.output)

    assert feeds.url("/html") in printed
    assert feeds.url("/weg.xml") in printed
    assert "Traceback" not in printed


def test_a_changed_feed_shows_within_ten_seconds(running: Portal, feeds: FeedServer) -> None:
    changed = (VEERPONT[0], VEERPONT[1].replace("vaart weer.", "ligt toch stil."))
    feeds.bodies["/buiten.xml"] = rss(("Nieuw bericht", "<p>Net gekomen.</p>"), changed, MOLEN)

    assert "Bijgewerkt" in eventually(running, "/nieuws/veerpont-vaart-weer", "ligt toch stil")
    eventually(running, "/nieuws/buitenland", "Nieuw bericht")
    eventually(running, "/feeds/buitenland.xml", "ligt toch stil")


def test_an_image_becomes_a_picture_and_goes_with_its_article(running: Portal, feeds: FeedServer) -> None:
    def asked(path: str) -> tuple[int, str | None]:
        connection = running.connect()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.getheader("Content-Type")

    feeds.bodies["/kade.jpg"] = jpeg(500, 400)
    image = f"<img src='{feeds.url('/kade.jpg')}' alt='De kade'>"
    feeds.bodies["/buiten.xml"] = rss(("Kade vol", f"<p>De kade is vol.</p>{image}"), VEERPONT, MOLEN)

    text = eventually(running, "/nieuws/kade-vol", "/beeld/")
    (path,) = set(re.findall(r"/beeld/\w+/320\.webp", text.partition("<aside")[0]))
    assert 'alt="De kade" width="500" height="400" fetchpriority="high"' in text
    assert asked(path) == (200, "image/webp")
    assert asked(path.replace("320.webp", "500.jpg")) == (200, "image/jpeg")
    eventually(running, "/", "/beeld/")

    assert running.command("withdraw", "kade-vol").returncode == 0
    page_when(running, path, lambda status, _: status == 403)


def test_an_operator_takes_an_article_off_and_puts_it_back(running: Portal) -> None:
    assert running.command("withdraw", "molen-draait").stdout == "withdrawn: /nieuws/molen-draait\n"
    page_when(running, "/nieuws/molen-draait", lambda status, _: status == 410)
    for path in ("/", "/nieuws/buitenland", "/feeds/alles.json"):
        page_when(running, path, lambda _, text: "Molen draait" not in text)

    assert running.command("restore", "molen-draait").returncode == 0
    eventually(running, "/nieuws/buitenland", "Molen draait")
    assert running.get("/nieuws/molen-draait")[0] == 200


def test_an_operator_gives_an_article_another_address(running: Portal) -> None:
    assert running.command("rename", "haven-open", "haven-goes-open").returncode == 0

    connection = running.connect()
    connection.request("GET", "/nieuws/haven-open")
    answer = connection.getresponse()
    answer.read()
    connection.close()

    assert (answer.status, answer.headers["Location"]) == (301, "/nieuws/haven-goes-open")


def test_what_cannot_be_done_is_said_in_one_line(running: Portal) -> None:
    for arguments in (("withdraw", "bestaat-niet"), ("restore", "veerpont-vaart-weer"), ("rename", "x", "buitenland")):
        done = running.command(*arguments)

        assert (done.returncode, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1


def test_the_operator_sees_every_feed(running: Portal) -> None:
    rows = {row["feed"]: row for row in json.loads(running.command("feeds", "--json").stdout)}
    checked = running.command("feeds", "check")

    assert rows["buiten"]["last_success"]
    assert rows["buiten"]["last_error"] is None
    assert "HTML" in rows["stuk"]["last_error"]
    assert rows["weg"]["streak"] >= 1
    assert checked.returncode == 1
    assert "ok      buiten" in checked.stdout
    assert "FAILED  weg" in checked.stdout
    assert "buiten" in running.command("feeds").stdout


def test_the_operator_sees_what_was_refused_as_it_came(running: Portal, feeds: FeedServer) -> None:
    listed = running.command("quarantine").stdout
    (id_,) = re.findall(r"^(\w+)  .*  stuk  \d+ bytes of ", listed, re.MULTILINE)

    assert running.command("quarantine", id_).stdout.encode() == feeds.bodies["/html"]
    replayed = running.command("replay", id_)
    assert replayed.returncode == 1
    assert "HTML" in replayed.stderr


def test_a_backfill_is_stored_and_repeating_it_changes_nothing(running: Portal, tmp_path: Path) -> None:
    good, bad = tmp_path / "oud.xml", tmp_path / "stuk.xml"
    good.write_bytes(rss(("Oud bericht", "<p>Van vroeger.</p>")))
    bad.write_bytes(b"geen feed")

    first = running.command("import", "--feed", "buiten", str(bad), str(good))
    again = running.command("import", "--feed", "buiten", str(good))

    assert "1 stored, 0 updated, 0 unchanged, 0 not accepted; 1 file refused" in first.stdout
    assert str(bad) in first.stderr
    assert first.returncode == 1
    assert "0 stored, 0 updated, 1 unchanged" in again.stdout
    assert running.get("/nieuws/oud-bericht")[0] == 200


def test_a_reader_chooses_a_webmail(running: Portal) -> None:
    connection = running.connect()
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": running.url("")}
    connection.request("POST", "/webmail/keuze", "keuze=kreek", form)
    answer = connection.getresponse()
    answer.read()
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    connection.request("GET", "/webmail", headers={"Cookie": cookie})
    onward = connection.getresponse()
    onward.read()
    connection.close()

    assert (answer.status, answer.headers["Location"]) == (303, "/webmail/gekozen")
    assert (onward.status, onward.headers["Location"]) == (302, "https://webmail.kreek.example/")


def test_nonsense_on_the_wire_is_answered(running: Portal) -> None:
    for method, path, headers, body, status in (
        ("BREW", "/", {}, b"", 405),
        ("POST", "/webmail/keuze", {"Content-Length": "99999999"}, b"", 413),
        ("POST", "/webmail/keuze", {"Content-Length": "7000000"}, b"x" * 7_000_000, 413),
        ("POST", "/webmail/keuze", {"Content-Length": "abc"}, b"", 400),
        ("POST", "/webmail/keuze", {"Transfer-Encoding": "chunked"}, b"5\r\nkeuze\r\n0\r\n\r\n", 411),
        ("GET", "/" + "x" * 70_000, {}, b"", 414),
        ("GET", "/caf%C3%A9/", {}, b"", 404),
        ("GET", "/nieuws%2Fbuitenland", {}, b"", 301),
        ("GET", "/nieuws/%62uitenland", {}, b"", 301),
        ("GET", "/feeds/%61lles.xml", {}, b"", 301),
        ("GET", "/sitemap%2Dnews.xml", {}, b"", 301),
        ("GET", "/webmail%2Fgekozen", {}, b"", 301),
        ("GET", "/nieuws%252Fbuitenland", {}, b"", 404),
        ("GET", "/nieuws/../nieuws/buitenland", {}, b"", 301),
        ("GET", "/?voor=2026-11-24T13:30:00Z_a", {}, b"", 301),
        ("GET", "/%ff%00", {}, b"", 404),
        ("GET", "/nieuws/buitenland?voor=%ff", {}, b"", 404),
    ):
        connection = running.connect()
        connection.putrequest(method, path)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()

        assert answer.status == status, path
        assert answer.headers["X-Frame-Options"] == "DENY"
        answer.read()
        connection.close()


def test_a_server_that_never_ends_its_answer_holds_no_other_feed_back(built: str, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    with FeedServer(bodies={"/traag": b"<rss>", "/snel": rss(VEERPONT)}, hanging={"/traag"}).running() as feeds:
        site.write_text(
            site_toml(("traag", feeds.url("/traag"), "goes"), ("snel", feeds.url("/snel"), "buitenland"), interval=300)
        )
        with portal(site, BUILT=built) as one:
            started = time.monotonic()
            eventually(one, "/nieuws/veerpont-vaart-weer", "De pont vaart weer")
            one.wait_ready()

            assert time.monotonic() - started < 40
            assert one.stop() == 0


def test_the_demo_newsroom_fills_the_portal(built: str) -> None:
    with portal(None, BUILT=built) as one:
        one.wait_ready()

        front = one.get("/")[1]
        its_site = ROOT / ".local" / str(one.port) / "site.toml"
        before = its_site.read_text()
        with portal(None, PORT=str(one.port)) as second:
            assert second.process.wait(timeout=STOPS_WITHIN) == 2
        assert its_site.read_text() == before
        started = time.monotonic()
        assert one.stop(by_another_thread=True) == 0

    assert front.count("<article") > 20
    assert time.monotonic() - started < STOPS_WITHIN


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"SITE": "/bestaat/niet.toml"}, "/bestaat/niet.toml: (file): does not exist"),
        ({"PORT": "deur"}, "PORT=deur: must be a number"),
        ({"INGEST_EVERY": "0"}, "INGEST_EVERY=0: must be a number"),
        ({"BUILT": "/bestaat/niet"}, "/bestaat/niet: DependenciesLayer is not there; `make run-built` builds it"),
    ],
)
def test_a_mistake_stops_the_start_with_one_clear_line(environment: dict[str, str], words: str) -> None:
    with portal(None, **environment) as one:
        assert one.process.stdout
        printed = one.process.stdout.read()
        one.output.append(printed)
        one.process.stdout.close()

        assert one.process.wait(timeout=STOPS_WITHIN) == 2
    assert words in printed
    assert "Traceback" not in printed


def test_a_port_in_use_is_named(running: Portal) -> None:
    with portal(None, PORT=str(running.port)) as second:
        assert second.process.stdout
        printed = second.process.stdout.read()
        second.output.append(printed)
        second.process.stdout.close()

        assert second.process.wait(timeout=STOPS_WITHIN) == 2
    assert f"port {running.port}" in printed
    assert running.command("feeds").returncode == 0


def test_a_proxy_is_not_asked_on_the_way_to_this_machine(feeds: FeedServer, tmp_path: Path) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    proxies = {"HTTP_PROXY": nobody, "http_proxy": nobody, "ALL_PROXY": nobody, "NO_PROXY": "intranet.example"}
    site = tmp_path / "site.toml"
    site.write_text(site_toml(("buiten", feeds.url("/buiten.xml"), "buitenland")))

    with portal(site, **proxies) as one:
        one.wait_ready()
        listed, checked = one.command("feeds"), one.command("feeds", "check")

    assert (listed.returncode, checked.returncode) == (0, 0), listed.stderr + checked.stderr
