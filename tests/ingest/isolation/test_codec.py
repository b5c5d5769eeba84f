"""A Document goes through JSON whole, and nothing else comes back as one."""

import json
import pickle
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from portal.feeds.parsing.document import parse
from portal.ingest.isolation.codec import decode_document, encode
from portal.model.article import Dateline, Document, Entry, Image, OriginalSource, Status, Subject
from samples import ROOT

PAIRS = sorted(
    path for path in (ROOT / "tests" / "feeds" / "pairs").glob("*/*.*") if not path.name.endswith(".expected.json")
)
ENTRY = Entry(
    id="a",
    headline="Één \U0001f600 kop",
    dateline=Dateline(place="GOES", sources=("ANP", "DPA")),
    published_at=datetime(2026, 11, 24, 14, 30, 0, 5, tzinfo=UTC),
    images=(Image(url="https://x.example/a.jpg", alt=None, credit="Piet"),),
    status=Status.WITHHELD,
    is_kill_notice=True,
    source=OriginalSource(name="Omroep"),
    urgency=4,
    subjects=(Subject(code="medtop:15000000", name="Sport"),),
)
DOCUMENT = Document(format="rss", title="Proef", entries=(ENTRY, Entry(id="b")), refused=("x",), ttl=60)


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_every_document_that_we_have_comes_back_as_it_was(path: Path) -> None:
    document = parse(path.read_bytes(), url=f"https://feed.example/{path.name}")

    assert decode_document(encode(document)) == document


def test_every_field_comes_back() -> None:
    assert decode_document(encode(DOCUMENT)) == DOCUMENT


def test_half_a_surrogate_pair_and_another_time_zone_come_back() -> None:
    at = datetime(2026, 11, 24, 15, 30, tzinfo=timezone(timedelta(hours=1)))
    document = replace(DOCUMENT, title="\ud83d", entries=(replace(ENTRY, published_at=at),))

    assert decode_document(encode(document)) == document


def changed(change: Callable[[Any], object]) -> bytes:
    plain = json.loads(encode(DOCUMENT))
    change(plain)
    return json.dumps(plain).encode()


def of_entry(name: str, value: object) -> bytes:
    place = [field.name for field in fields(Entry)].index(name)
    return changed(lambda plain: plain[2][0].__setitem__(place, value))


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff",
        b"null",
        b"[]",
        b"[" * 100_000,
        b'{"format": "rss"}',
        pickle.dumps(DOCUMENT),
        changed(lambda plain: plain.pop()),
        changed(lambda plain: plain.append("more")),
        changed(lambda plain: plain[2][0].append("more")),
        changed(lambda plain: plain.__setitem__(4, True)),
        changed(lambda plain: plain.__setitem__(4, 1.5)),
        of_entry("headline", None),
        of_entry("headline", ["x"]),
        of_entry("published_at", "2026-11-24T14:30:00"),
        of_entry("published_at", "yesterday"),
        of_entry("published_at", 7),
        of_entry("status", "unheard of"),
        of_entry("status", ["usable"]),
        of_entry("images", [["https://x.example/a.jpg"]]),
        of_entry("images", "abc"),
        of_entry("dateline", "GOES"),
        of_entry("is_kill_notice", 1),
    ],
)
def test_what_no_document_is_written_as_is_none(payload: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whatever is wrong with it
        decode_document(payload)
