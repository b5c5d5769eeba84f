"""A document and what it holds, kept as a pair for the tests, without what is personal in it.

Mail addresses, telephone numbers, the names of writers and the secrets in addresses are replaced before anything is
written; whoever keeps the pair reads it once more.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

from portal.feeds.formats.markdown import FENCE
from portal.feeds.parsing.document import to_json
from portal.model.article import Document
from portal.model.errors import PortalError

_MAIL = re.compile(rb"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[A-Za-z]{2,20}")
_PHONE = re.compile(rb"(?<![\w./#&;=-])(?:\+|00)?\d(?:[ ()-]?\d){8,13}(?![\w./-])")
_SECRET = re.compile(rb"(?i)\b((?:api[_-]?key|key|token|sig(?:nature)?|auth|password|secret|session)=)[^&\"'<>\s]{4,}")
_SHORTEST_NAME = 4


class PairError(PortalError):
    """The pair cannot be kept where it should be."""


def save(stem: Path, body: bytes, document: Document, parse: Callable[[bytes], Document]) -> tuple[Path, Path]:
    """Writes `<stem>.xml|.json|.md` and `<stem>.expected.json`; their paths. Raises PairError, and FeedError where the
    document cannot be read any more.
    """
    plain = without_personal_data(body, document)
    source, expected = stem.with_name(stem.name + _ending_of(plain)), stem.with_name(f"{stem.name}.expected.json")
    if source.exists() or expected.exists():
        raise PairError(f"{stem}: there is such a pair already; choose another name")
    text = json.dumps(to_json(parse(plain)), ensure_ascii=False, indent=2) + "\n"
    try:
        stem.parent.mkdir(parents=True, exist_ok=True)
        source.write_bytes(plain)
        expected.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PairError(f"{stem}: cannot be written ({error.strerror})") from error
    return source, expected


def _ending_of(body: bytes) -> str:
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(FENCE.encode()):
        return ".md"
    return ".json" if start[:1] in (b"{", b"[") else ".xml"


def without_personal_data(body: bytes, document: Document) -> bytes:
    """`body` with other addresses, numbers and names of people in it."""
    body = _MAIL.sub(b"naam@voorbeeld.example", body)
    body = _PHONE.sub(b"000-0000000", body)
    body = _SECRET.sub(rb"\1geheim", body)
    names = {name for entry in document.entries for name in entry.authors if len(name) >= _SHORTEST_NAME}
    for number, name in enumerate(sorted(names, key=len, reverse=True), 1):
        body = body.replace(name.encode(), f"Schrijver {number}".encode())
    return body
