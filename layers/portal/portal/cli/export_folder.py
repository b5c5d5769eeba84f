"""The folder of an export: which files are in it, and what says that they are all there (docs/leaving.md).

export.json                manifest: format, version, and of every other file its lines and SHA-256
portal/2026-11.jsonl       articles of a month that can be read, a line each, newest first
portal/hidden.jsonl        those that cannot
portal/gone.jsonl          what must not come again, and of which no text is left
portal/site.json           days with news, sections, how feeds name entries
portal/own-texts.json      our own news as it was written
audit/2026-11.json         who did what in the newsroom, in a month
beeld/<hash>/<width>.jpg   pictures, as in their bucket
<section>/2026-11.json     JSON Feed, for other systems
addresses.csv              every address, likewise
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from portal.model.dataclass_json import PlainError, from_plain, to_plain
from portal.model.errors import PortalError

FORMAT, VERSION = "regioportaal-export", 1
MANIFEST, ADDRESSES = "export.json", "addresses.csv"
RECORDS = "portal"
HIDDEN, GONE, SITE = f"{RECORDS}/hidden.jsonl", f"{RECORDS}/gone.jsonl", f"{RECORDS}/site.json"
OWN_TEXTS, AUDIT = f"{RECORDS}/own-texts.json", "audit"


class ExportError(PortalError):
    """A folder cannot be used as an export; the message says why, and what to do."""


@dataclass(frozen=True, kw_only=True)
class ExportFile:
    """A file of an export. `path` from its folder; `lines` in it."""

    path: str
    lines: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ExportManifest:
    """`id`: the same for two exports of which every file is the same. `sections`, `feeds`: that articles belong to."""

    format: str
    version: int
    id: str
    made_at: datetime
    site: str
    origin: str
    published: int = 0
    hidden: int = 0
    gone: int = 0
    pictures: int = 0
    sections: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    parts: tuple[ExportFile, ...] = ()

    @property
    def records(self) -> tuple[ExportFile, ...]:
        """The files of articles: first of those that cannot be read, then the newest month.

        The hidden ones were looked at last. What was withdrawn while the export was made stands in both, and of two
        records of one entry the first counts.
        """
        found = [part for part in self.parts if part.path.endswith(".jsonl")]
        return tuple(sorted(found, key=lambda part: (part.path in (HIDDEN, GONE), part.path), reverse=True))

    @property
    def articles(self) -> int:
        return self.published + self.hidden + self.gone


@dataclass
class Written:
    """An open file that counts and sums up what is written."""

    file: TextIO
    lines: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def write(self, text: str) -> None:
        self.file.write(text)
        self.digest.update(text.encode())
        self.lines += text.count("\n")

    def line(self, value: object) -> None:
        """`value` as one line of JSON."""
        self.write(f"{json.dumps(to_plain(value), ensure_ascii=False, separators=(',', ':'))}\n")


@dataclass
class ExportFolder:
    """A folder that an export is written to. `parts`: what was written so far."""

    path: Path
    parts: list[ExportFile] = field(default_factory=list)

    @contextmanager
    def part(self, name: str) -> Iterator[Written]:
        """The file `name`, which is there when all of it is."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as file:
            written = Written(file)
            yield written
        self.parts.append(ExportFile(path=name, lines=written.lines, sha256=written.digest.hexdigest()))

    def end(self, manifest: ExportManifest) -> ExportManifest:
        """Writes the manifest, and takes away what an earlier export into this folder had and this one has not."""
        before = {part.path for part in earlier.parts} if (earlier := _found(self.path)) else set()
        for name in before - {part.path for part in manifest.parts}:
            (self.path / name).unlink(missing_ok=True)
        with written_whole(self.path / MANIFEST) as file:
            file.write(json.dumps(to_plain(manifest), ensure_ascii=False, indent=1) + "\n")
        return manifest


def id_of(parts: Iterable[ExportFile]) -> str:
    """What two exports have in common of which every file is the same."""
    said = "".join(f"{part.path} {part.sha256}\n" for part in sorted(parts, key=lambda part: part.path))
    return hashlib.sha256(said.encode()).hexdigest()


def is_export(folder: Path) -> bool:
    return (folder / MANIFEST).is_file()


def read_manifest(folder: Path) -> ExportManifest:
    """Raises ExportError for what is no export, one of a later version, or one of which a file is missing or damaged.

    Reads every file once.
    """
    manifest = _manifest(folder)
    for part in manifest.parts:
        if not _is_whole(folder, part):
            raise ExportError(
                f"{folder / part.path}: is not as it was exported; an export that was broken off has to be made again, "
                "and a copy that is damaged to be copied again"
            )
    return manifest


def feed_files(folder: Path) -> list[Path]:
    """The JSON Feed files of an export, by name: what another system, or one feed, takes in."""
    return sorted(folder / part.path for part in _manifest(folder).parts if _is_feed(part.path))


def numbered_lines(folder: Path, part: ExportFile) -> Iterator[tuple[int, str]]:
    """Its lines with their numbers, one at a time."""
    with (folder / part.path).open(encoding="utf-8") as file:
        yield from enumerate(file, 1)


def _is_feed(path: str) -> bool:
    return path.endswith(".json") and not path.startswith((f"{RECORDS}/", f"{AUDIT}/"))


def _manifest(folder: Path) -> ExportManifest:
    path = folder / MANIFEST
    try:
        plain = json.loads(path.read_bytes())
        known = (plain["format"], plain["version"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ExportError(f"{path}: is no manifest of an export: {error}") from error
    if known != (FORMAT, VERSION):
        raise ExportError(f"{path}: is {known[0]} {known[1]}; this release reads {FORMAT} {VERSION}")
    try:
        manifest = from_plain(ExportManifest, plain)
    except PlainError as error:
        raise ExportError(f"{path}: {error}") from error
    for part in manifest.parts:
        if not (folder / part.path).resolve().is_relative_to(folder.resolve()):
            raise ExportError(f"{path}: names {part.path}, which is not in the folder")
    return manifest


def _found(folder: Path) -> ExportManifest | None:
    """What an earlier export left, None where that is not to be read."""
    try:
        return _manifest(folder)
    except ExportError:
        return None


def _is_whole(folder: Path, part: ExportFile) -> bool:
    try:
        with (folder / part.path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == part.sha256
    except OSError:
        return False


@contextmanager
def written_whole(path: Path) -> Iterator[TextIO]:
    """A file that is there when all of it is, and else as it was: no disk that is full leaves half of one."""
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
