"""What a page needs beside its HTML: one stylesheet, one script, the logo and the icons, under one digest.

The stylesheet is made of `css/tokens.css`, `css/base.css`, `css/layouts/*`, `css/components/*` and, last, the
publisher's `brand.css`; the script of `js/*`. What the newsroom adds is of `css/desk/*` and `js/desk/*`. The
publisher's own icons win over the standard ones. A changed byte anywhere changes every address, so all may be kept for
ever. For Lambda the build makes what is ours of them.
"""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from portal.model.site_folder import Folder
from portal.rendering.colours import bar_colours

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}
SHEET, SCRIPT, DESK_SHEET, DESK_SCRIPT = "site.css", "site.js", "desk.css", "desk.js"
MADE = (SHEET, SCRIPT, DESK_SHEET, DESK_SCRIPT)
OWN_FILES = ("logo.svg", "favicon.svg", "favicon.ico", "apple-touch-icon.png", "icon-192.png", "icon-512.png")
"""What the publisher's folder may hold in the place of the standard ones; of a logo there is no standard."""

_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_SPACE_AROUND = re.compile(r" ?([{};,]) ?")
_BRACE = re.compile(r"[{}]")
_ONE_LAYER = re.compile(r"(@layer [\w-]+)\{(.*)\}", re.DOTALL)
_NEEDLESS = re.compile(r"""("[^"]*"|'[^']*')|(?<=[\w-]:) |(?<![\w.])0(?=\.\d)""")
"""Outside of strings, the space before a value, and the naught before a point."""


class Assets:
    """Reads everything once. `templates_static` is `templates/static`, `site_dir` what the publisher edits, `compiled`
    what `compile_assets` left, where that is a directory.
    """

    def __init__(self, templates_static: Path, site_dir: Folder, compiled: Path | None = None) -> None:
        tokens, brand = _texts([templates_static / "css" / "tokens.css", site_dir / "brand.css"])
        made = _read(compiled) if compiled and compiled.is_dir() else _made(templates_static)
        self._files = made | {SHEET: made[SHEET] + smaller_css([brand]).encode()}
        for suffix in (".svg", ".ico", ".png"):
            self._files |= {path.name: path.read_bytes() for path in _files(templates_static, suffix)}
        self._files |= {name: (site_dir / name).read_bytes() for name in OWN_FILES if (site_dir / name).is_file()}
        self.tokens, self.brand = tokens, brand
        self.colours = bar_colours(tokens, brand)
        self.digest = _digest(self._files)

    def url(self, name: str) -> str:
        """The address of an asset, for as long as its bytes are these. Raises KeyError for a name that is none."""
        if name not in self._files:
            raise KeyError(name)
        return f"/static/{self.digest}/{name}"

    def file(self, name: str) -> tuple[bytes, str] | None:
        """The bytes of an asset and its media type."""
        body = self._files.get(name)
        return None if body is None else (body, MEDIA_TYPES[Path(name).suffix])


def compile_assets(templates_static: Path, target: Path) -> None:
    """Writes the sheet and the script, without what is the publisher's: the same bytes for the same sources."""
    for name, body in _made(templates_static).items():
        (target / name).write_bytes(body)


def smaller_css(sheets: Iterable[str]) -> str:
    """One stylesheet without comments and needless space, in which sheets of one layer that follow each other share it.
    Strings in our CSS hold neither comments nor braces.
    """
    whole, layer = "", ""
    for sheet in map(_smaller, sheets):
        found = _ONE_LAYER.fullmatch(sheet)
        is_more = bool(found and found[1] == layer and _is_closed(found[2]))
        whole = f"{whole[:-1]}{found[2]}}}" if found and is_more else whole + sheet
        layer = found[1] if found and _is_closed(found[2]) else ""
    return whole


def _made(templates_static: Path) -> dict[str, bytes]:
    css, js = templates_static / "css", templates_static / "js"
    sheets = [
        css / "tokens.css",
        css / "base.css",
        *_files(css / "layouts", ".css"),
        *_files(css / "components", ".css"),
    ]
    return {
        SHEET: smaller_css(_texts(sheets)).encode(),
        SCRIPT: one_script(_texts(_files(js, ".js"))).encode(),
        DESK_SHEET: smaller_css(_texts(_files(css / "desk", ".css"))).encode(),
        DESK_SCRIPT: one_script(_texts(_files(js / "desk", ".js"))).encode(),
    }


def _read(compiled: Path) -> dict[str, bytes]:
    return {name: (compiled / name).read_bytes() for name in MADE}


def _smaller(sheet: str) -> str:
    text = _SPACE.sub(" ", _CSS_COMMENT.sub("", sheet)).strip()
    text = _SPACE_AROUND.sub(r"\1", text).replace(";}", "}")
    return _NEEDLESS.sub(lambda found: found[1] or "", text)


def _is_closed(rules: str) -> bool:
    """Whether every brace that is opened in `rules` is closed there, and no other."""
    depth = 0
    for brace in _BRACE.findall(rules):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def one_script(scripts: Iterable[str]) -> str:
    """One script in which every file keeps its names to itself; whole-line comments and indents are left out."""
    blocks = ("\n".join(_lines_of_code(script)) for script in scripts)
    return "".join(['"use strict";\n', *(f"{{\n{block}\n}}\n" for block in blocks)])


def _lines_of_code(script: str) -> list[str]:
    lines = (line.strip() for line in script.splitlines())
    return [line for line in lines if line and not line.startswith("//")]


def _files(folder: Path, suffix: str) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix == suffix)


def _texts(paths: Iterable[Path]) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in paths]


def _digest(files: dict[str, bytes]) -> str:
    """Of every name and every byte, in an order that the file system has no say in."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()[:16]
