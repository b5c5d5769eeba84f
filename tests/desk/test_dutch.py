"""Whatever lifecycle and storage say of an article is Dutch to an editor: read from their sources, so that none is
forgotten.
"""

import ast
from collections.abc import Iterator

import pytest

from portal.desk import dutch
from portal.lifecycle.state import Absent
from portal.model.article import Why
from portal.storage.article_queries import WaitingRow
from samples import NOW, ROOT

PACKAGE = ROOT / "layers" / "portal" / "portal"
SPEAKERS = (
    *sorted((PACKAGE / "lifecycle").glob("*.py")),
    PACKAGE / "storage" / "article_store.py",
    PACKAGE / "model" / "corrections.py",
)
"""Where reasons are made that history, refusals and the audit trail show."""
CALLS = {"unchanged": 1, "refused": 1, "_apart": 1, "EditError": 0}
"""By the name of what is called, which of its arguments is a reason."""
PARTS = {"made.reason", "_why(gone)", "why_not(state)", "str(error)", "reason"}
"""What is a reason of its own within another."""
ENGLISH = {"the", "was", "it", "its", "of", "that", "published", "killed", "revision", "which", "and", "with"}


def reasons() -> Iterator[str]:
    """Each with a 7 for whatever stands in it."""
    for path in SPEAKERS:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            yield from _in_node(node)


def _in_node(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in CALLS and len(arguments) > CALLS[name]:
            yield from _texts(arguments[CALLS[name]])
        case ast.keyword(arg="reason", value=value):
            yield from _texts(value)
        case ast.Assign(targets=[ast.Name(id="reason")], value=value):
            yield from _texts(value)
        case ast.FunctionDef(name="why_not") | ast.FunctionDef(name="_why"):
            for one in ast.walk(node):
                if isinstance(one, ast.Return) and one.value:
                    yield from _texts(one.value)


def _texts(value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.JoinedStr(values=parts):
            if not any(isinstance(one, ast.FormattedValue) and ast.unparse(one.value) in PARTS for one in parts):
                yield "".join(str(one.value) if isinstance(one, ast.Constant) else "7" for one in parts)
        case ast.IfExp(body=body, orelse=other):
            yield from _texts(body)
            yield from _texts(other)
        case ast.BinOp(left=left, right=ast.IfExp(body=more)):
            for start in _texts(left):
                yield start
                yield from (start + end for end in _texts(more))


def english_in(said: str) -> set[str]:
    return ENGLISH & set(said.casefold().replace(":", " ").replace(",", " ").replace(";", " ").split())


def test_the_sources_are_read() -> None:
    found = set(reasons())

    assert {"withdrawn", "is withdrawn", "under embargo until 7", "corrected: «7» became «7»"} <= found
    assert {"killed (7)", "killed (7): a later revision is here, and waits"} <= found
    assert len(found) > 50


@pytest.mark.parametrize("said", sorted(set(reasons())))
def test_a_reason_is_told_in_dutch(said: str) -> None:
    told = dutch.in_dutch(said)

    assert told != said
    assert english_in(told) == set()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("published (revision 3)", "geplaatst"),
        (
            "revision 2 published (text of 2026-11-27T14:02:00Z)",
            "versie 2 geplaatst (tekst van 27 november 2026 om 15:02)",
        ),
        ("revision 2 published (undated text)", "versie 2 geplaatst (tekst zonder datum)"),
        ("revision 3 ignored, older than 4", "versie 3 overgeslagen, ouder dan 4"),
        (
            "killed (revision 4): a later revision is here, and waits",
            "ingetrokken door het persbureau (versie 4); er is een nieuwere versie, die wacht",
        ),
        (
            "revision 2 kept, and not to be seen: withheld by its agency (revision 2)",
            "versie 2 bewaard, niet te lezen: door het persbureau nog niet vrijgegeven (versie 2)",
        ),
        (
            "published (revision 1): another article than /nieuws/brug, which had its id until now",
            "geplaatst; een ander bericht dan /nieuws/brug, dat tot nu toe dit kenmerk had",
        ),
        (
            "on its own, no longer behind the article of anp: published (revision 1)",
            "nu los van het bericht van anp: geplaatst",
        ),
        (
            "revision 9 published (undated text); changed 25 times within a day: from now on no revision is kept",
            (
                "versie 9 geplaatst (tekst zonder datum); veranderde 25 keer in een etmaal: "
                "van nu af wordt geen versie bewaard"
            ),
        ),
        (
            "is withdrawn (killed, since 2026-11-24T14:30:00Z)",
            "staat niet op de site (ingetrokken door het persbureau)",
        ),
        ("corrected: «withdrawn» became «revision 3»", "verbeterd: ‘withdrawn’ werd ‘revision 3’"),
        ("corrected: «een» became «»", "verbeterd: ‘een’ werd ‘’"),
        ("replayed 0123456789ab: taken in", "las 0123456789ab uit quarantaine opnieuw in: opgenomen"),
        ("wrote «Brug dicht»", "schreef ‘Brug dicht’"),
    ],
)
def test_what_is_within_a_reason_is_told_too(said: str, told: str) -> None:
    assert dutch.in_dutch(said) == told


def test_whatever_waits_or_is_hidden_says_why() -> None:
    assert set(dutch.WHY) == set(Why)
    row = WaitingRow(slug="x", headline="x", why="authority", since=NOW, by="anp", asked="to take it back")
    assert "anp vroeg om dit in te trekken" in dutch.waits_because(row)
    for why in (one.value for one in Why if one.waits_for_a_person):
        one = WaitingRow(slug="x", headline="x", why=why, since=NOW, by="", asked="")
        assert dutch.waits_because(one) != why
    assert dutch.where_it_stands(Absent()) == "Bestaat niet."


def test_what_nobody_foresaw_is_shown_as_it_was_said() -> None:
    assert dutch.in_dutch("something else") == "something else"
    assert dutch.in_dutch("a" * 100_000) == "a" * 100_000
