"""The words of the glossary against the names in the package: one meaning a word, one word a thing."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from samples import ROOT

PACKAGE = ROOT / "layers" / "portal" / "portal"
ROW = re.compile(r"^\| (?P<word>[^|]+?) \| (?P<means>[^|]+?) \| `(?P<where>[\w.]+)` \| (?P<instead>[^|]*?) ?\|$")
SAME_NAME = {
    "add_commands",  # each module of the command line adds its own
    "main",
    "read",  # each format reads its own documents
}
"""Functions that are one interface in several modules."""


@dataclass(frozen=True)
class Entry:
    """A row. `instead`: words that are not used for it."""

    word: str
    where: str
    instead: tuple[str, ...]


def entries() -> list[Entry]:
    lines = (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    rows = [ROW.match(line) for line in lines if line.startswith("| ") and not line.startswith(("| word", "| ---"))]
    assert all(rows), "every row has four columns, and its module in backquotes"
    return [
        Entry(word=row["word"], where=row["where"], instead=tuple(filter(None, re.split(r",\s*", row["instead"]))))
        for row in rows
        if row
    ]


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield str(path.relative_to(PACKAGE).with_suffix("")).replace("/", ".").removesuffix(".__init__"), path


def names(kind: type[ast.AST]) -> dict[str, list[str]]:
    """By name, the modules that define a public class or function of it at their top."""
    found: dict[str, list[str]] = defaultdict(list)
    for module, path in modules():
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, kind) and not getattr(node, "name", "_").startswith("_"):
                found[getattr(node, "name", "")].append(module)
    return found


def aliases() -> dict[str, list[str]]:
    """Likewise of names for types: `Act = Callable[…]`."""
    found: dict[str, list[str]] = defaultdict(list)
    for module, path in modules():
        for node in ast.parse(path.read_text("utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            named = [one.id for one in targets if isinstance(one, ast.Name)]
            for name in named:
                if re.fullmatch(r"[A-Z][a-z]\w+", name):
                    found[name].append(module)
    return found


def words_of(name: str) -> set[str]:
    """`HiddenArticle`, `hidden_article`: hidden, article."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.word)
def test_a_word_is_where_the_glossary_says(entry: Entry) -> None:
    path = PACKAGE / f"{entry.where.replace('.', '/')}.py"

    assert path.is_file(), f"{entry.where} is no module"
    stem = entry.word.lower().replace(" ", "[ _-]?")[:40].rstrip("es")
    assert re.search(stem, path.read_text("utf-8"), re.IGNORECASE), f"{entry.where} does not speak of «{entry.word}»"


def test_a_class_has_a_name_of_its_own() -> None:
    found = names(ast.ClassDef)
    for name, where in aliases().items():
        found[name] = [*found.get(name, []), *where]

    assert {name: where for name, where in found.items() if len(where) > 1} == {}


def test_a_function_has_a_name_of_its_own() -> None:
    found = {name: where for name, where in names(ast.FunctionDef).items() if name not in SAME_NAME}

    assert {name: where for name, where in found.items() if len(where) > 1} == {}


def test_a_word_that_stands_for_another_is_in_no_name() -> None:
    instead = {word: entry.word for entry in entries() for word in entry.instead}
    used = {
        *(name for module, _ in modules() for name in module.split(".")),
        *names(ast.ClassDef),
        *names(ast.FunctionDef),
    }

    assert {name: instead[word] for name in used for word in words_of(name) if word in instead} == {}


def test_the_glossary_is_sorted_and_says_each_word_once() -> None:
    words = [entry.word.lower() for entry in entries()]

    assert words == sorted(set(words))
