"""`portal parse --save-pair`: a feed that went wrong becomes a test, and nobody's name goes with it."""

import json
from pathlib import Path

import pytest

from portal.cli import main
from portal.feeds.parsing.document import parse, to_json

FEED = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Bron</title><item>
<title>Loket dicht</title><link>https://bron.example/1?key=9f8e7d6c5b&amp;p=2</link>
<dc:creator>Anna de Vos</dc:creator>
<description>Anna de Vos meldt: bel 0113-123 456 of mail anna@bron.example. Op 27 november 2026 is het dicht, en
1.250.000 euro is het begroot.</description><pubDate>Fri, 27 Nov 2026 09:00:00 +0100</pubDate></item></channel></rss>"""


def test_a_document_is_kept_as_a_pair_without_what_is_personal(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    source = tmp_path / "feed.xml"
    source.write_text(FEED, encoding="utf-8")

    assert main(["parse", str(source), "--save-pair", str(tmp_path / "pairs" / "loket")]) == 0

    kept = (tmp_path / "pairs" / "loket.xml").read_text(encoding="utf-8")
    assert [word for word in ("Anna", "0113", "anna@", "9f8e7d6c5b") if word in kept] == []
    assert all(word in kept for word in ("Schrijver 1", "27 november 2026", "1.250.000", "p=2", "27 Nov 2026 09:00:00"))
    expected = json.loads((tmp_path / "pairs" / "loket.expected.json").read_text(encoding="utf-8"))
    assert expected == to_json(parse(kept.encode(), url="https://feed.example/feed"))
    out = capsysbinary.readouterr()
    assert json.loads(out.out)["entries"][0]["authors"] == ["Anna de Vos"]
    assert b"read them once more" in out.err


@pytest.mark.parametrize(
    ("document", "ending"),
    [
        (f"\ufeff{FEED}", ".xml"),
        ('{"version": "https://jsonfeed.org/version/1.1", "title": "Bron", "items": []}', ".json"),
        ("---\ntitle: Loket dicht\n---\nVandaag is het dicht.\n", ".md"),
    ],
)
def test_a_document_is_kept_as_what_it_is(document: str, ending: str, tmp_path: Path) -> None:
    source = tmp_path / "document"
    source.write_text(document, encoding="utf-8")

    assert main(["parse", str(source), "--save-pair", str(tmp_path / "pair")]) == 0

    assert sorted(path.name for path in tmp_path.glob("pair.*")) == sorted((f"pair{ending}", "pair.expected.json"))


def test_a_pair_that_is_there_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "feed.xml"
    source.write_text(FEED, encoding="utf-8")
    (tmp_path / "loket.expected.json").write_text("{}", encoding="utf-8")

    assert main(["parse", str(source), "--save-pair", str(tmp_path / "loket")]) == 1

    assert "there is such a pair already" in capsys.readouterr().err
    assert (tmp_path / "loket.expected.json").read_text(encoding="utf-8") == "{}"
