"""The function at the edge: one spelling an address, and nothing of a stranger in the cache key."""

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from infra.edge_function import ENGINES, Spelling, code, event, outcome, run, spellings
from portal.search.query import LONGEST
from portal.web import addresses, cache_control, security_headers
from portal.web.addresses import OURS, spelling
from sweeps import amount

ROWS = spellings()
LARGEST = 10_240
"""Bytes of code. Source: AWS, Quotas on CloudFront Functions."""


@pytest.mark.parametrize("engine", ENGINES)
def test_each_spelling_comes_to_what_is_written_beside_it(engine: str, tmp_path: Path) -> None:
    answers = run(engine, [event(row.method, row.target) for row in ROWS], tmp_path)

    assert len(ROWS) > 300
    assert [outcome(row.method, row.target, answer) for row, answer in zip(ROWS, answers, strict=True)] == ROWS


@pytest.mark.parametrize("engine", ENGINES)
def test_a_second_pass_changes_nothing(engine: str, tmp_path: Path) -> None:
    """What passes, and where a redirect leads, is the one spelling: a browser is never sent round in a circle."""
    once = [f"{row.path}?{row.left}".rstrip("?") if row.status == 200 else row.onward for row in ROWS]
    settled = [(row.method, target) for row, target in zip(ROWS, once, strict=True) if target]

    answers = run(engine, [event(method, target) for method, target in settled], tmp_path)

    again = [outcome(method, target, answer) for (method, target), answer in zip(settled, answers, strict=True)]
    assert [one for one in again if one.status != 200 or one.left != one.target.partition("?")[2]] == []


def test_the_functions_know_the_same_grammar() -> None:
    """A pattern is written without a backslash, so that both languages spell it alike."""
    of_the_edge = re.search(r"const OURS = \[\n(.*?)\n\];", code(), re.DOTALL)
    longest = re.search(r"const LONGEST = (\d+);", code())

    assert of_the_edge
    assert tuple(re.findall(r"^  '(.*?)',?$", of_the_edge[1], re.MULTILINE)) == OURS
    assert longest
    assert int(longest[1]) == addresses.LONGEST


@pytest.mark.parametrize("row", [row for row in ROWS if row.method in ("GET", "HEAD")], ids=str)
def test_the_functions_read_an_address_as_the_edge_does(row: Spelling) -> None:
    expected = {200: row.path, 301: row.onward.partition("?")[0], 404: None}

    assert spelling(row.path) == expected[row.status]


def test_every_address_of_the_newsroom_is_one_of_ours() -> None:
    """As its routes are written: the CDN would answer 404 to any other."""
    written = r"""router\.(?:get|post|put|patch|delete|add_api_route)\(\s*f?"([^"]*)\""""
    sources = (Path(__file__).parents[2] / "layers" / "portal" / "portal" / "desk").glob("*.py")
    paths = {path for source in sources for path in re.findall(written, source.read_text(encoding="utf-8"))}

    assert {"/terug", "/inloggen", "/logboek"} <= paths
    for path in paths:
        address = "/redactie" + re.sub(r"\{\w+(?::\w+)?\}", "veerpont-vaart-weer-2", path)
        assert spelling(address) == address, path


PIECES = st.sampled_from(
    [
        *(
            "/",
            "//",
            "nieuws",
            "Nieuws",
            "regio",
            "zoeken",
            "redactie",
            "static",
            "0123456789abcdef",
            "webmail",
            "..",
            ".",
        ),
        *(
            "%2e",
            "%2E%2e",
            "%2f",
            "%5c",
            "%6e",
            "%41",
            "%c3%a9",
            "%ff",
            "%25",
            "%",
            "%0a",
            "%00",
            ".xml",
            ".json",
            ".html",
        ),
        *(";", ",", ")", "»", "\u212a", "\u0130", "2026", "11", "24", "a-b", "_", "~", "\U0001f600", " "),
    ]
)


@given(st.lists(st.lists(PIECES, max_size=8).map("".join), min_size=60, max_size=60))
@settings(max_examples=amount(8, whole=200), deadline=None)
@example(["nieuws/" + "a" * 113, "nieuws/" + "a" * 120, "nieuws/" + "a" * 121, "a/" * 199, "a/" * 200, "%61" * 133])
def test_both_read_any_path_alike(paths: list[str]) -> None:
    targets = ["/" + path.replace("?", "") for path in paths]

    with tempfile.TemporaryDirectory() as folder:
        answers = run("node", [event("GET", target) for target in targets], Path(folder))

    found = [outcome("GET", target, answer) for target, answer in zip(targets, answers, strict=True)]
    read = [spelling(target) for target in targets]
    assert [one.onward or (one.path if one.status == 200 else None) for one in found] == read


@pytest.mark.parametrize("engine", ENGINES)
def test_what_it_answers_itself_is_a_page_with_the_headers_of_every_answer(engine: str, tmp_path: Path) -> None:
    for hsts in security_headers.TRANSPORT_SECURITY:
        asked = [event("GET", "/wp-login.php"), event("HEAD", "/wp-login.php"), event("GET", "/Nieuws")]
        absent, unseen, moved = run(engine, asked, tmp_path, hsts=hsts)
        said = {name: one["value"] for name, one in absent["headers"].items()}

        assert said == dict(security_headers.security(hsts)) | {
            "content-type": "text/html; charset=utf-8",
            "cache-control": cache_control.ABSENT,
        }
        assert moved["headers"] == absent["headers"] | {"location": {"value": "/nieuws"}}
        assert (absent["statusCode"], absent["statusDescription"]) == (404, "Not Found")
        assert '<html lang="nl">' in absent["body"]["data"]
        assert "<h1>Deze pagina bestaat niet</h1>" in absent["body"]["data"]
        assert "body" not in unseen


@pytest.mark.parametrize("engine", ENGINES)
def test_a_long_question_is_cut_and_never_within_a_sign(engine: str, tmp_path: Path) -> None:
    """The search reads 200 characters; a reader who pastes a page into the field is answered all the same."""
    asked = ["é" * LONGEST, "%C3%A9" * LONGEST, "x" + "%C3%A9" * 5000, "xy" + "%F0%9F%98%80" * 5000, "a" * 8000]

    answers = run(engine, [event("GET", f"/zoeken?q={question}") for question in asked], tmp_path)

    left = [answer["querystring"]["q"]["value"] for answer in answers]
    assert left[:2] == asked[:2]
    assert all(len(one) <= 1200 and whole.startswith(one) for one, whole in zip(left, asked, strict=True))
    assert [one for one in left if re.search(r"%.?$", one)] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_too_long_is_no_address(engine: str, tmp_path: Path) -> None:
    long = ["/nieuws/" + "a" * 121, "/" + "a/" * 4000, "/" + "%61" * 200, "/redactie/" + "a/" * 200, "/" + "." * 8000]

    answers = run(engine, [event("GET", target) for target in long], tmp_path)

    assert [answer["statusCode"] for answer in answers] == [404] * len(long)


def test_the_code_is_as_small_as_cloudfront_takes_it_and_speaks_the_language_of_its_runtime() -> None:
    """Neither `for … of`, spread, destructuring, classes nor default values are in the documentation of runtime 2.0."""
    text = code("preload")
    bare = re.sub(r"//.*|'(?:[^'\\]|\\.)*'|\"[^\"]*\"", "''", text)

    assert len(text.encode()) <= LARGEST
    assert not re.search(
        r"\b(require|eval|Function|setTimeout|class|of|import|export|async|await|yield|console)\b", bare
    )
    assert "..." not in bare
    assert not re.search(r"(?:const|let) [\[{]|\([^()]*=[^=>][^()]*\) =>|\?\.|\?\?|`", bare)
    assert not re.search(r"catch \{", bare)
