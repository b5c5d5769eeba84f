"""What a publisher dresses the portal in: `brand.css`, a logo, icons. A broken one is named before readers see it."""

import re
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

from portal.model.errors import Mistake, SiteError
from portal.model.site_folder import Folder
from portal.model.text import EncodingError, read_text
from portal.rendering.assets import OWN_FILES

ICONS: Mapping[str, int] = {"apple-touch-icon.png": 180, "icon-192.png": 192, "icon-512.png": 512}
"""Pixels on a side."""
LARGEST_SHEET = 10_000
LARGEST_DRAWING = 20_000
LARGEST_ICON = 100_000
"""Bytes. Sheet and logo come with the first page that a reader opens."""

_ELSEWHERE = re.compile(r"@import|url\(\s*[\"']?(?:https?:|//)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SVG = "{http://www.w3.org/2000/svg}svg"


def check_brand(folder: Folder) -> None:
    """Raises SiteError with everything in `folder` that browsers would not show as it was meant."""
    mistakes = [*_in_sheet(folder / "brand.css")]
    for name in OWN_FILES:
        if name == "logo.svg" or (folder / name).exists():
            mistakes += [Mistake(key=name, remedy=remedy) for remedy in _in_file(folder / name)]
    if mistakes:
        raise SiteError(str(folder), tuple(mistakes))


def _in_sheet(path: Path) -> Iterator[Mistake]:
    try:
        text = read_text(path)
    except FileNotFoundError:
        yield Mistake(key=path.name, remedy="is missing; an empty file is a brand without colours of its own")
        return
    except (OSError, EncodingError) as error:
        yield Mistake(key=path.name, remedy=str(error))
        return
    rules = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    if len(text.encode()) > LARGEST_SHEET:
        yield Mistake(key=path.name, remedy=f"is larger than {LARGEST_SHEET} bytes; every reader waits for it")
    if (found := _ELSEWHERE.search(rules)) is not None:
        place = f"{path.name}:{rules[: found.start()].count(chr(10)) + 1}"
        yield Mistake(key=place, remedy="asks another address for a file, which the pages forbid; leave it out")
    if (line := _unbalanced(rules)) is not None:
        yield Mistake(key=f"{path.name}:{line}", remedy="has a brace or a comment too many or too few")


def _unbalanced(rules: str) -> int | None:
    """The line at which braces stop making sense; None where they do."""
    opened: list[int] = []
    for number, line in enumerate(rules.splitlines(), 1):
        if "/*" in line or "*/" in line:
            return number
        for sign in re.findall(r"[{}]", line):
            if sign == "{":
                opened.append(number)
            elif not opened:
                return number
            else:
                opened.pop()
    return opened[-1] if opened else None


def _in_file(path: Path) -> Iterator[str]:
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        yield "is missing; put a square drawing there: it stands beside the name on every page"
        return
    except OSError as error:
        yield f"cannot be read: {error}"
        return
    largest = LARGEST_DRAWING if path.suffix == ".svg" else LARGEST_ICON
    if len(body) > largest:
        yield f"has {len(body)} bytes; the largest that readers should wait for is {largest}"
    if path.suffix == ".svg":
        yield from _in_drawing(body)
    elif path.suffix == ".ico" and body[:4] != b"\0\0\1\0":
        yield "is no icon (ICO)"
    elif path.name in ICONS and _pixels(body) != (ICONS[path.name],) * 2:
        yield f"must be a PNG of {ICONS[path.name]} by {ICONS[path.name]} pixels"


def _in_drawing(body: bytes) -> Iterator[str]:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        yield "has a DOCTYPE, which a drawing does not need; save it as plain SVG"
        return
    try:
        root = ET.fromstring(body)  # noqa: S314 - no entities (above), and it is the publisher's own file
    except ET.ParseError as error:
        yield f"is no SVG: {error}"
        return
    if root.tag != _SVG:
        yield 'is no SVG: its root must be <svg xmlns="http://www.w3.org/2000/svg">'
    elif not root.get("viewBox"):
        yield "has no viewBox, so it cannot be shown at another size"


def _pixels(body: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG. Source: PNG, 11.2.1 IHDR."""
    if body[:8] != b"\x89PNG\r\n\x1a\n" or len(body) < 24:
        return None
    width, height = struct.unpack(">II", body[16:24])
    return width, height
