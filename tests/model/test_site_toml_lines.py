"""Lines of keys: held against tomllib, and against texts that would lead a simple search astray."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.model.site_toml.lines import line_of, lines_of
from samples import ROOT

AWKWARD = '''# feeds = "no key"
title = """
[[feeds]]
id = "in a text"
"""
"a.b" = 'x # no comment'

[site] # the head
name = "De [[feeds]] Schelde"
  origin   =   "https://www.schelde.example"
list = [
  "a", # ]
  { id = "[" },
]

[[feeds]]
id = "een"
sections = { "XANP/SPO" = "sport" }

  [[ feeds ]]
id = \'\'\'
id = "twee"
\'\'\'
section.sub = 1
[feeds.sections]
"XANP/BUI" = "buitenland"
[[feeds.deep]]
x = 1
[[feeds.deep]]
x = 2'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("title", 2),
        ('"a.b"', 6),
        ("site", 8),
        ("site.name", 9),
        ("site.origin", 10),
        ("site.list", 11),
        ("site.contact", 8),
        ("feeds[1]", 16),
        ("feeds[1].id", 17),
        ('feeds[1].sections."XANP/SPO"', 18),
        ("feeds[1].url", 16),
        ("feeds[2].id", 21),
        ("feeds[2].section", 20),
        ("feeds[2].section.sub", 24),
        ('feeds[2].sections."XANP/BUI"', 26),
        ("feeds[2].deep[2].x", 30),
        ("feeds[3]", None),
        ("webmail", None),
        ("(file)", None),
    ],
)
def test_a_key_stands_on_the_line_on_which_it_is_read(key: str, line: int | None) -> None:
    tomllib.loads(AWKWARD)

    assert line_of(key, lines_of(AWKWARD)) == line


def test_windows_ends_lines_too() -> None:
    assert line_of("site.name", lines_of('[site]\r\n\r\nname = "x"\r\n')) == 3


@pytest.mark.parametrize("file", ["layers/site/site.toml", "tests/sites/full.toml", "pyproject.toml"])
def test_every_key_of_a_real_file_is_found_where_taking_its_line_away_takes_the_key_away(file: str) -> None:
    """tomllib is the witness: without that line it does not know the key."""
    text = (ROOT / file).read_text(encoding="utf-8")
    lines = text.splitlines()
    known = {path: line for path, line in lines_of(text).items() if "=" in lines[line - 1]}

    assert len(known) > 10
    for path, line in known.items():
        value = lines[line - 1].partition("=")[2].strip()
        if value[0] in "[{" and value[-1] not in "]}":
            continue  # begun on this line, and more of it follows
        without = tomllib.loads("\n".join([*lines[: line - 1], "", *lines[line:]]))
        assert at(tomllib.loads(text), path) is not None
        assert at(without, path) is None, (path, line)


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        try:
            value = value[part - 1] if isinstance(part, int) else value[part]
        except (KeyError, IndexError):
            return None
    return value


@given(st.text(alphabet="[]{}\"'#=.\n a1\\", max_size=60))
def test_no_text_breaks_it_and_no_line_is_beyond_the_last(text: str) -> None:
    assert all(1 <= line <= text.count("\n") + 1 for line in lines_of(text).values())
