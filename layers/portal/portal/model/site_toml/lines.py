"""On which line of a TOML text a key stands: tomllib says what a text means, and not where. Source: TOML 1.0.0."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator

Path = tuple[str | int, ...]
"""The way to a value: `("feeds", 2, "section")` is that of the second [[feeds]]."""

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_KEYS = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_KEYS})[ \t]*\]")
_PAIR = re.compile(rf"[ \t]*({_KEYS})[ \t]*=")
_PART = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'|#[^\n]*|[\[\]{}\n]|[^\"'#\[\]{}\n]+",
    re.DOTALL,
)
_SAID = re.compile(r'\[(\d+)\]|"([^"]*)"|([^.\[\]"]+)')


def lines_of(text: str) -> dict[Path, int]:
    """The line, from 1, of each table and key of `text`, which is valid. A key in braces has no line of its own."""
    lines: dict[Path, int] = {}
    arrays: Counter[Path] = Counter()
    table: Path = ()
    for line, statement in _statements(text):
        if header := _HEADER.match(statement):
            table = _table(_names(header[2]), header[1] == "[[", arrays)
            lines.setdefault(table, line)
        elif pair := _PAIR.match(statement):
            lines.setdefault(table + _names(pair[1]), line)
    return lines


def line_of(key: str, lines: dict[Path, int]) -> int | None:
    """The line of `feeds[2].section`, as a message names it; of one that is missing, that of its table."""
    said = [int(number) if number else quoted or bare for number, quoted, bare in _SAID.findall(key)]
    for length in range(len(said), 0, -1):
        if (found := lines.get(tuple(said[:length]))) is not None:
            return found
    return None


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each header and each pair with all of its value, by the line on which it begins."""
    begun, depth, line = 0, 0, 1
    for part in _PART.finditer(text):
        depth += (part[0] in "[{") - (part[0] in "]}")
        if part[0] == "\n" and depth <= 0:
            yield line, text[begun : part.start()]
            line += text.count("\n", begun, part.end())
            begun, depth = part.end(), 0
    yield line, text[begun:]


def _table(names: Path, is_one_of_many: bool, arrays: Counter[Path]) -> Path:
    """Where a header leads: below the last table of each array that it names."""
    path: Path = ()
    for place, name in enumerate(names, 1):
        path += (name,)
        if is_one_of_many and place == len(names):
            arrays[path] += 1
        if path in arrays:
            path += (arrays[path],)
    return path


def _names(keys: str) -> Path:
    names = re.findall(_KEY, keys)
    return tuple(tomllib.loads(f"is = {name}")["is"] if name[0] in "\"'" else name for name in names)
