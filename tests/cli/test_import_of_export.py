"""What `portal import` of an export refuses, and in which words; and that nothing is in the table then."""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from newsdesk import Desk
from portal.cli import main
from portal.cli.export import export
from portal.cli.export_folder import ExportError, read_manifest
from portal.cli.import_of_export import import_export
from portal.cli.record_faults import fault_of
from portal.lifecycle.authority import Authority
from portal.lifecycle.event import Restored, Withdrawn
from portal.model.article import Article, Why
from portal.model.dataclass_json import from_plain
from portal.storage import article_queries, audit
from portal.storage.article_store import ArticleStore
from portal.storage.audit import Audited
from portal.storage.export_record import Record
from portal.storage.table import Call, Table
from samples import FULL_SITE, NOW, article, site

Run = Callable[..., int]


@pytest.fixture
def run(table: Table, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("SITE", str(FULL_SITE))

    def command(*words: str | Path) -> int:
        first, *others = map(str, words)
        return main([first, "--table", table.name, *others])

    return command


@pytest.fixture
def folder(table: Table, desk: Desk, tmp_path: Path) -> Path:
    """An export of two articles, whose portal is empty by now."""
    desk.publish(article("Een"))
    desk.publish(article("Twee", section="tholen"))
    export(site(), table, tmp_path / "alles", now=NOW)
    emptied(table)
    return tmp_path / "alles"


def emptied(table: Table) -> None:
    for row in table._client.scan(TableName=table.name)["Items"]:
        table.send(Call("delete_item", {"Key": {name: row[name] for name in ("pk", "sk")}}))


def number(table: Table) -> int:
    return int(table._client.scan(TableName=table.name)["Count"])


def lead_of(table: Table, slug: str) -> str:
    found = table.read(article_queries.article(slug, consistent=True))
    assert isinstance(found, Article), found
    return found.lead


def test_it_ends_with_counts(run: Run, folder: Path, table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", folder) == 0
    said = capsys.readouterr().out

    assert "2 stored, 0 there already, 0 not imported" in said
    assert "the index of the search is made anew" in said
    assert lead_of(table, "een").startswith("Het bericht over een")
    assert run("import", folder) == 0
    assert "0 stored, 2 there already, 0 not imported" in capsys.readouterr().out


def test_what_site_toml_does_not_have_is_named_and_imported(
    run: Run, folder: Path, table: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", folder) == 0

    said = capsys.readouterr().out
    assert "feeds that are not in site.toml: buiten;" in said
    assert "sections that are not in site.toml" not in said
    emptied(table)
    _resealed(folder, "portal/2026-11.jsonl", '"section":"tholen"', '"section":"atlantis"')
    manifest = json.loads((folder / "export.json").read_text())
    (folder / "export.json").write_text(json.dumps(manifest | {"sections": ["atlantis"]}))
    assert run("import", folder) == 0
    assert "sections that are not in site.toml: atlantis;" in capsys.readouterr().out


def test_a_portal_with_other_articles_is_refused_and_with_again_keeps_what_it_has(
    run: Run, folder: Path, table: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    Desk(table).publish(article("Een", lead="Van hier."))
    before = number(table)

    assert run("import", folder) == 1
    assert "the portal has articles already, and not of this export; --again imports" in capsys.readouterr().err
    assert number(table) == before

    assert run("import", "--again", folder) == 0
    assert "1 stored, 1 there already" in capsys.readouterr().out
    assert (lead_of(table, "een"), bool(lead_of(table, "twee"))) == ("Van hier.", True)


def test_an_address_that_another_article_has_is_named(
    run: Run, folder: Path, table: Table, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.publish(article("Een", lead="Van hier.", origin=article("Ander").origin))

    assert run("import", "--again", folder) == 1
    assert (
        "/nieuws/een: not imported: its address, or one of its entries, is another article's" in capsys.readouterr().err
    )
    assert lead_of(table, "een") == "Van hier."


def test_a_portal_of_which_nothing_can_be_read_is_not_empty(run: Run, folder: Path, table: Table, desk: Desk) -> None:
    for headline, why in (("Weg", Why.EDITOR), ("Verlopen", Why.EXPIRED)):
        desk.publish(article(headline))
        desk.withdraw(headline.lower(), NOW, why=why)
        table.send(Call("delete_item", {"Key": {"pk": {"S": "CALENDAR"}, "sk": {"S": "2026-11"}}}))

        assert run("import", folder) == 1
        emptied(table)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda folder: (folder / "portal/2026-11.jsonl").write_text(""), "is not as it was exported"),
        (lambda folder: (folder / "portal/hidden.jsonl").unlink(), "is not as it was exported"),
        (lambda folder: (folder / "addresses.csv").write_text("x"), "is not as it was exported"),
        (lambda folder: _said(folder, version=2), "this release reads regioportaal-export 1"),
        (lambda folder: _said(folder, format="wordpress"), "is wordpress 1"),
        (lambda folder: _said(folder, published="2"), "Manifest.published: is no int"),
        (lambda folder: (folder / "export.json").write_text("{"), "is no manifest of an export"),
        (lambda folder: _named(folder, "../site.toml"), "which is not in the folder"),
        (lambda folder: _named(folder, "/etc/passwd"), "which is not in the folder"),
    ],
)
def test_an_export_that_is_not_whole_or_not_ours_is_refused(
    folder: Path, table: Table, spoil: Any, reason: str
) -> None:
    spoil(folder)

    with pytest.raises(ExportError, match=re.escape(reason)):
        read_manifest(folder)
    assert main(["import", "--table", table.name, str(folder)]) == 1
    assert number(table) == 0


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<p>En zo", "<p onclick='x()'>En zo", "has markup that no page may show"),
        ("<p>En zo", "<script>1</script><p>En zo", "has markup that no page may show"),
        ('"slug":"een"', '"slug":"../een"', "has an entry that is not its own"),
        ('"fingerprint"', '"source_url":"javascript:1","fingerprint"', "is no address of the web"),
        (
            '"fingerprint"',
            '"picture":{"hash":"../x","width":1,"height":1,"widths":[1]},"fingerprint"',
            "is no name of a",
        ),
        ('"fingerprint"', '"nieuw":1,"fingerprint"', "Record.article.nieuw: is not known here"),
        ('"origin"', '"orgin"', "orgin: is not known here"),
        ("{", "", "Extra data"),
    ],
)
def test_a_line_that_no_export_writes_is_refused_by_its_number(
    table: Table, folder: Path, old: str, new: str, reason: str
) -> None:
    _resealed(folder, "portal/2026-11.jsonl", old, new)

    with pytest.raises(ExportError, match=rf"^portal/2026-11.jsonl:[12]: .*{re.escape(reason)}"):
        import_export(table, folder, read_manifest(folder), now=NOW)


def test_what_our_editors_wrote_with_signs_of_markup_is_no_fault(table: Table, desk: Desk, tmp_path: Path) -> None:
    desk.publish(article("Een", body_html='<p>Zij zei: "1 &lt; 2 &amp; 3".</p>'))
    export(site(), table, tmp_path, now=NOW)

    (line,) = (tmp_path / "portal/2026-11.jsonl").read_text().splitlines()
    assert fault_of(from_plain(Record, json.loads(line))) == ""


def test_what_people_did_comes_back_line_by_line(table: Table, desk: Desk, tmp_path: Path) -> None:
    """Month by month: who logged in before there was any news, and two changes of one second."""
    jo = Authority(name="Jo Kaai <jo@schelde.example>", speaks_for_all=True, is_person=True)
    login = Audited(at=NOW.replace(day=1), by=jo.name, what="logged in")
    december = NOW.replace(month=12)
    desk.publish(article("Een", published_at=december))
    audit.note(table, login)
    audit.note(table, replace(login, at=december))
    for event in (Withdrawn(), Restored(), Withdrawn()):
        ArticleStore(table).change("een", event, jo, lambda: december)
    before = _trail(table)

    export(site(), table, tmp_path, now=december + timedelta(days=1))
    emptied(table)
    import_export(table, tmp_path, read_manifest(tmp_path), now=december + timedelta(days=2))

    assert {path.name: len(path.read_text().splitlines()) for path in (tmp_path / "audit").iterdir()} == {
        "2026-11.json": 1,
        "2026-12.json": 4,
    }
    assert len(before) == 5
    assert _trail(table) == before


def test_a_folder_that_is_no_export_needs_a_feed(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "iets.json").write_text("{}")

    assert run("import", tmp_path) == 2
    assert "is no export of a portal; of other files say with --feed ID" in capsys.readouterr().err


def test_for_one_feed_an_export_is_its_documents(run: Run, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", "--feed", "anp-buitenland", folder) == 0
    assert "2 stored, 0 updated" in capsys.readouterr().out


def test_an_export_of_an_earlier_release_is_documents_beside_a_table(
    run: Run, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "export.json").unlink()
    shutil.rmtree(folder / "portal")

    assert run("import", "--feed", "anp-buitenland", folder) == 0
    assert "2 stored, 0 updated, 0 unchanged, 0 not accepted; 0 files refused" in capsys.readouterr().out


def test_what_an_earlier_export_left_goes(table: Table, folder: Path) -> None:
    shutil.copy(folder / "addresses.csv", folder / "van-mij.csv")

    export(site(), table, folder, now=NOW)

    assert not (folder / "portal/2026-11.jsonl").exists()
    assert not (folder / "buitenland/2026-11.json").exists()
    assert (folder / "van-mij.csv").exists()
    assert read_manifest(folder).articles == 0


def _trail(table: Table) -> list[Audited]:
    return [one for month in (11, 12) for one in audit.whole_month(table, NOW.replace(month=month).date())]


def _said(folder: Path, **changes: Any) -> None:
    manifest = json.loads((folder / "export.json").read_text())
    (folder / "export.json").write_text(json.dumps(manifest | changes))


def _named(folder: Path, path: str) -> None:
    manifest = json.loads((folder / "export.json").read_text())
    _said(folder, parts=[*manifest["parts"], {"path": path, "lines": 1, "sha256": "x"}])


def _resealed(folder: Path, name: str, old: str, new: str) -> None:
    """Changes a file by somebody who knows how the manifest is made."""
    path = folder / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    parts = json.loads((folder / "export.json").read_text())["parts"]
    for part in parts:
        part["sha256"] = hashlib.sha256((folder / part["path"]).read_bytes()).hexdigest()
    _said(folder, parts=parts)
