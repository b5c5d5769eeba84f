"""What editors do on the command line: publish, correct, replay; on a table of the local engine's kind."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local.clients import client as engine_client
from local.engine import Engine
from local.template import table_definition
from newsdesk import Desk, held_or
from portal.aws.bucket import Bucket
from portal.cli import main
from portal.cli.import_progress import Journal, identity, journal_of
from portal.ingest.report import Report
from portal.ingest.store_entries import Intake
from portal.lifecycle.authority import Authority
from portal.lifecycle.event import Withdrawn
from portal.model.article import Article, HiddenArticle
from portal.model.feed_state import FeedState
from portal.settings import Settings
from portal.storage import article_queries
from portal.storage.feed_states import FeedStates
from portal.storage.quarantine import Quarantine
from portal.storage.table import Table
from samples import NOW, article

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

SITE = """
[site]
name = "De Schelde"
origin = "https://www.schelde.example"
description = "Nieuws langs het water"
contact = "redactie@schelde.example"

[[sections]]
slug = "goes"
name = "Goes"
region = true

[[feeds]]
id = "wire"
url = "drop:wire"
section = "goes"
"""
TEXT = """---
title: Brug dicht
section: goes
---
De brug is **dicht**.

Voor een dag.
"""
Run = Callable[..., int]


@pytest.fixture
def run(table: Table, bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:  # noqa: ARG001  it is named
    """Runs a command on the table and the bucket of the test, and a site of its own."""
    assert table.name == "news"
    (tmp_path / "site.toml").write_text(SITE)
    monkeypatch.setenv("SITE", str(tmp_path / "site.toml"))
    monkeypatch.setattr("portal.cli.import_progress.LOCAL", tmp_path / "journal")
    monkeypatch.setenv("QUARANTINE_BUCKET", "quarantine")

    def command(*words: str | Path) -> int:
        first, *others = map(str, words)
        return main([first, "--table", "news", *others])

    return command


def written(folder: Path, text: str = TEXT, name: str = "brug.md") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def at(table: Table, slug: str = "brug-dicht") -> object:
    return table.read(article_queries.article(held_or(table, slug), consistent=True))


def test_a_text_of_our_own_has_the_life_of_any_other(run: Run, table: Table, tmp_path: Path) -> None:
    assert run("publish", written(tmp_path)) == 0
    one = at(table)
    assert isinstance(one, Article)
    assert (one.section, one.also_in, one.lead, one.body_html) == (
        "goes",
        ("regio",),
        "De brug is dicht.",
        "<p>Voor een dag.</p>",
    )

    assert run("publish", written(tmp_path, TEXT.replace("**dicht**", "open"))) == 0
    two = at(table)
    assert isinstance(two, Article)
    assert (two.lead, two.updated_at is not None) == ("De brug is open.", True)

    assert run("publish", written(tmp_path, TEXT.replace("section", "status: canceled\nsection"))) == 0
    assert isinstance(at(table), HiddenArticle)


@pytest.mark.parametrize(
    "case",
    [
        (TEXT.replace("section: goes", "section: mars"), "section: …"),
        (TEXT.replace("section: goes\n", ""), "section: …"),
        (TEXT.replace("title: Brug dicht\n", ""), "without a title"),
        (TEXT.replace("section", "sectie"), "sectie; known are"),
        (TEXT.replace("section", "date: gisteren\nsection"), "date that is no moment: 'gisteren'"),
        (TEXT.replace("section", "urgency: hoog\nsection"), "an urgency that is none: 'hoog'"),
        (TEXT.replace("title: Brug", "title: [Brug"), "no YAML"),
        ("Zomaar tekst.", "has no head; begin with"),
        ("Een <b>vette</b> tekst.", "has no head; begin with"),
        ("<p>Tekst.</p>", "is XML that is no feed"),
        ("", "is empty"),
        (TEXT.replace("\n---\n", "\n"), "no second ---"),
    ],
)
def test_a_text_that_cannot_be_used_is_named_and_keeps_no_other_back(
    run: Run, table: Table, tmp_path: Path, capsys: pytest.CaptureFixture[str], case: tuple[str, str]
) -> None:
    text, words = case
    good = written(tmp_path, TEXT.replace("Brug", "Sluis"), "sluis.md")

    assert run("publish", written(tmp_path, text), good) == 1

    assert words in capsys.readouterr().err
    assert isinstance(at(table, "sluis-dicht"), Article)


def test_a_head_says_how_urgent_it_is_what_it_is_about_and_what_a_correction_is_called(
    run: Run, table: Table, tmp_path: Path
) -> None:
    head = "urgency: 1\nsubjects: [Veerdiensten, Westerschelde]\ncorrection: Rectificatie\nsection"
    assert run("publish", written(tmp_path, TEXT.replace("section", head))) == 0

    one = at(table)
    assert isinstance(one, Article)
    assert (one.urgency, one.correction) == (1, "Rectificatie")
    assert [subject.name for subject in one.subjects] == ["Veerdiensten", "Westerschelde"]


def test_a_live_blog_is_one_and_that_is_no_subject(run: Run, table: Table, tmp_path: Path) -> None:
    assert run("publish", written(tmp_path, TEXT.replace("section", "live: true\ncategories: Storm\nsection"))) == 0

    one = at(table)
    assert isinstance(one, Article)
    assert one.is_live
    assert [subject.name for subject in one.subjects] == ["Storm"]


@pytest.mark.parametrize(
    ("said", "called"), [("yes", "Correctie"), ("ja", "Correctie"), ("no", ""), ("Herstel", "Herstel")]
)
def test_a_correction_without_a_name_has_the_usual_one(
    run: Run, table: Table, tmp_path: Path, said: str, called: str
) -> None:
    run("publish", written(tmp_path, TEXT.replace("section", f"correction: {said}\nsection")))

    one = at(table)
    assert isinstance(one, Article)
    assert one.correction == called


def test_a_date_to_come_is_said_to_keep_nothing_back(
    run: Run, table: Table, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("publish", written(tmp_path, TEXT.replace("section", "date: 2100-01-01 09:00\nsection")))

    assert "its date 2100-01-01 09:00 lies ahead and keeps it from nobody: `embargo` does" in capsys.readouterr().out
    assert isinstance(at(table), Article)


def test_an_embargo_that_nobody_could_keep_is_refused(
    run: Run, table: Table, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("publish", written(tmp_path, TEXT.replace("section", "embargo: morgen\nsection"))) == 1

    assert "embargo: 2026-11-24 15:30" in capsys.readouterr().err
    assert at(table) is None


@pytest.mark.parametrize("word", ["status: concept", "status: withheld"])
def test_what_nothing_will_let_out_says_so(
    run: Run, table: Table, tmp_path: Path, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    run("publish", written(tmp_path, TEXT.replace("section", f"{word}\nsection")))

    assert "mend that and publish it again" in capsys.readouterr().out
    gone = at(table)
    assert isinstance(gone, HiddenArticle)
    assert gone.until is None


def test_what_may_not_be_seen_yet_is_kept(
    run: Run, table: Table, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("publish", written(tmp_path, TEXT.replace("section", "embargo: 2100-01-01 09:00\nsection")))

    assert "kept until 2100-01-01 09:00, when its embargo ends" in capsys.readouterr().out
    gone = at(table)
    assert isinstance(gone, HiddenArticle)
    assert gone.until is not None
    assert gone.until.hour == 8  # of Amsterdam, in winter
    assert run("restore", "brug-dicht") == 1


def test_a_correction_by_hand_survives_the_next_revision(run: Run, table: Table, tmp_path: Path) -> None:
    run("publish", written(tmp_path))
    assert run("correct", "brug-dicht", "een dag", "twee dagen & een nacht", "--called", "Correctie") == 0

    run("publish", written(tmp_path, TEXT.replace("**dicht**", "open")))

    one = at(table)
    assert isinstance(one, Article)
    assert one.lead == "De brug is open."
    assert (one.body_html, one.correction) == ("<p>Voor twee dagen &amp; een nacht.</p>", "Correctie")
    run("publish", written(tmp_path, TEXT.replace("een dag", "twee dagen & een nacht")))
    agreed = at(table)
    assert isinstance(agreed, Article)
    assert agreed.edits == ()


def test_where_a_correction_does_not_fit_a_person_decides(
    run: Run, table: Table, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("publish", written(tmp_path))
    run("correct", "brug-dicht", "een dag", "twee dagen")
    run("publish", written(tmp_path, TEXT.replace("een dag", "onbepaalde tijd")))

    one = at(table)
    assert isinstance(one, Article)
    assert "twee dagen" in one.body_html
    assert run("waiting") == 0
    assert "our correction does not fit" in capsys.readouterr().out

    assert run("restore", "brug-dicht") == 0
    after = at(table)
    assert isinstance(after, Article)
    assert "onbepaalde tijd" in after.body_html
    run("waiting")
    assert capsys.readouterr().out.endswith("nothing waits\n")


@pytest.mark.parametrize(
    "case",
    [("staat er niet", "does not stand in it"), ("", "no words to change"), ("dicht", "stands in it 2 times")],
)
def test_words_that_do_not_stand_there_once_are_refused(
    run: Run, table: Table, tmp_path: Path, capsys: pytest.CaptureFixture[str], case: tuple[str, str]
) -> None:
    old, words = case
    run("publish", written(tmp_path))

    assert run("correct", "brug-dicht", old, "x") == 1
    assert words in capsys.readouterr().err
    assert isinstance(at(table), Article)


def test_what_an_editor_types_is_text_and_no_markup(run: Run, table: Table, tmp_path: Path) -> None:
    run("publish", written(tmp_path))
    run("correct", "brug-dicht", "een dag", "<script>alert(1)</script>")

    one = at(table)
    assert isinstance(one, Article)
    assert one.body_html == "<p>Voor &lt;script&gt;alert(1)&lt;/script&gt;.</p>"


def test_what_was_refused_is_read_again_when_the_cause_is_mended(
    run: Run, table: Table, quarantine: Quarantine, bucket: Bucket, capsys: pytest.CaptureFixture[str]
) -> None:
    body = b'<rss version="2.0"><channel><item><guid>1</guid><title>Brug dicht</title></item></channel></rss>'
    quarantine.catch(body, feed="wire", name="wire/1.xml", what="x", reasons=["is rss, not anp"], now=NOW)
    assert run("quarantine") == 0
    listed = capsys.readouterr().out
    id_ = listed.split()[0]
    assert "is rss, not anp" in listed

    assert run("replay") == 2
    assert run("replay", "niets") == 1
    assert run("replay", id_) == 0
    assert isinstance(at(table), Article)
    run("quarantine")
    assert capsys.readouterr().out.endswith("nothing is in quarantine\n")
    assert list(bucket.all()) == []


def test_what_is_refused_again_stays(run: Run, quarantine: Quarantine, capsys: pytest.CaptureFixture[str]) -> None:
    quarantine.catch(b"<html>", feed="wire", name="wire/1.xml", what="x", reasons=["HTML"], now=NOW)
    quarantine.catch(b"{}", feed="weg", name="weg/1", what="y", reasons=["?"], now=NOW)

    assert run("replay", "--all") == 1
    assert "its feed is not in site.toml" in capsys.readouterr().err
    assert len(quarantine.all()) == 2


def test_bytes_in_quarantine_are_shown_as_they_came(
    run: Run, quarantine: Quarantine, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    body = bytes(range(256)) * 9
    quarantine.catch(body, feed="wire", name="x", what="x", reasons=["?"], now=NOW)
    (caught,) = quarantine.all()

    assert run("quarantine", caught.id) == 0
    assert capfdbinary.readouterr().out == body


def test_a_table_alone_lists_what_was_refused_and_says_what_the_bytes_need(
    run: Run, quarantine: Quarantine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    quarantine.catch(b"<html>", feed="wire", name="wire/1.xml", what="x", reasons=["HTML"], now=NOW)
    (caught,) = quarantine.all()
    monkeypatch.delenv("QUARANTINE_BUCKET")

    assert run("quarantine") == 0
    assert "HTML" in capsys.readouterr().out
    for words in (("quarantine", caught.id), ("replay", caught.id), ("replay", "--all")):
        assert run(*words) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert "--stack" in said.err
        assert "QUARANTINE_BUCKET" in said.err
    assert quarantine.all() == (caught,)


def test_with_nothing_in_quarantine_no_bucket_is_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUARANTINE_BUCKET")

    assert run("replay", "--all") == 0


def test_a_row_whose_bytes_are_gone_says_so_and_holds_up_no_other(
    run: Run, table: Table, quarantine: Quarantine, bucket: Bucket, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table's time to live takes some days longer than the bucket; and a stack made anew has another bucket."""
    body = b'<rss version="2.0"><channel><item><guid>1</guid><title>Brug dicht</title></item></channel></rss>'
    quarantine.catch(b"<html>", feed="wire", name="x", what="x", reasons=["HTML"], now=NOW)
    quarantine.catch(body, feed="wire", name="y", what="y", reasons=["is rss, not anp"], now=NOW)
    gone, kept = sorted(quarantine.all(), key=lambda one: one.name)
    bucket.delete([gone.key])

    assert run("quarantine", gone.id) == 1
    assert "its bytes are gone" in capsys.readouterr().err
    assert run("replay", gone.id, kept.id) == 1
    assert f"{gone.id}  wire: its bytes are gone" in capsys.readouterr().err
    assert isinstance(at(table), Article)
    assert quarantine.all() == (gone,)


def test_an_import_that_was_broken_off_goes_on_where_it_was(
    run: Run, table: Table, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "archief" / "2025"
    folder.mkdir(parents=True)
    for number in range(3):
        written(folder, TEXT.replace("Brug", f"Brug {number}"), f"{number}.md")
    whole = Intake.store

    def broken_off(self: Intake, *arguments: Any, **named: Any) -> Report:
        if at(table, "brug-1-dicht") is not None:
            raise KeyboardInterrupt
        return whole(self, *arguments, **named)

    monkeypatch.setattr(Intake, "store", broken_off)
    assert run("import", "--feed", "wire", tmp_path / "archief") == 130
    monkeypatch.setattr(Intake, "store", whole)
    capsys.readouterr()

    assert run("import", "--feed", "wire", tmp_path / "archief") == 0
    assert capsys.readouterr().out.startswith("stored by the import before: 2 files")
    assert isinstance(at(table, "brug-2-dicht"), Article)
    assert run("import", "--feed", "wire", tmp_path / "archief") == 0
    assert "3 unchanged" in capsys.readouterr().out


def test_a_folder_that_export_wrote_is_taken_in_whole(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("publish", written(tmp_path, TEXT))
    assert run("export", tmp_path / "weg") == 0
    capsys.readouterr()

    assert run("import", "--feed", "wire", tmp_path / "weg") == 0

    assert "1 stored, 0 updated, 0 unchanged, 0 not accepted; 0 files refused" in capsys.readouterr().out


def test_an_import_into_a_table_made_anew_skips_nothing(
    run: Run, client: "DynamoDBClient", news_table: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a local portal's is at each start: what was stored before is not in it."""
    files = [written(tmp_path, TEXT.replace("Brug", f"Brug {number}"), f"{number}.md") for number in range(3)]
    settings = Settings.from_environ({"TABLE_NAME": "news"})
    journal_of(settings, "wire").note(files[0])
    client.delete_table(TableName="news")
    client.create_table(**news_table)

    assert run("import", "--feed", "wire", *files) == 0

    assert capsys.readouterr().out.startswith("3 stored")


def test_of_two_tables_of_one_name_each_has_its_own_journal(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, news_table: Any
) -> None:
    """As in two accounts or regions, or on two engines."""
    path = written(tmp_path)
    journal_of(Settings.from_environ({"TABLE_NAME": "news"}), "wire").note(path)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    Settings.from_environ({}).dynamodb().create_table(**news_table)

    assert run("import", "--feed", "wire", path) == 0

    assert capsys.readouterr().out.startswith("1 stored")


def test_two_starts_of_a_local_portal_have_tables_of_their_own() -> None:
    engines = [Engine(services="dynamodb") for _ in range(2)]
    try:
        found = []
        for number in (0, 0, 1):
            database = engine_client("dynamodb", engines[number].endpoint)
            database.create_table(**table_definition("regioportaal"))
            found.append(identity(database, "regioportaal"))
            assert identity(database, "regioportaal") == found[-1]
            database.delete_table(TableName="regioportaal")
    finally:
        for engine in engines:
            engine.stop()

    assert len({*found, ""}) == 4


def test_of_a_table_that_cannot_be_told_nothing_is_remembered(
    client: "DynamoDBClient", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.cli.import_progress.LOCAL", tmp_path / "journal")
    path, journal = written(tmp_path), Journal(identity(client, "weg"), "wire")

    journal.note(path)

    assert not journal.has(path)
    assert not (tmp_path / "journal").exists()


def test_a_file_that_has_changed_is_another_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.cli.import_progress.LOCAL", tmp_path / "journal")
    path = written(tmp_path)
    Journal("t", "f").note(path)
    assert Journal("t", "f").has(path)

    written(tmp_path, TEXT + "Meer.")

    assert not Journal("t", "f").has(path)
    assert not Journal("t", "other").has(path)


def test_every_command_of_an_editor_has_help() -> None:
    for command in ("waiting", "correct", "publish", "quarantine", "replay"):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0


@pytest.mark.parametrize("command", ["withdraw", "restore", "rename", "correct"])
def test_a_command_takes_the_address_from_a_browser(
    run: Run, desk: Desk, table: Table, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    desk.publish(article())
    if command == "restore":
        desk.withdraw("veerpont-vaart-weer", NOW)
    more = {"rename": ["pont-vaart"], "correct": ["Veerpont", "Pont"]}.get(command, [])

    assert run(command, "https://www.schelde.example/nieuws/veerpont-vaart-weer?x=1", *more) == 0

    assert "/nieuws/veerpont-vaart-weer" in capsys.readouterr().out
    found = at(table, "veerpont-vaart-weer")
    assert isinstance(found, HiddenArticle) == (command == "withdraw")


@pytest.mark.parametrize("old", ["", "  "])
def test_a_correction_of_no_words_is_refused(
    run: Run, desk: Desk, capsys: pytest.CaptureFixture[str], old: str
) -> None:
    desk.publish(article())

    assert run("correct", "veerpont-vaart-weer", old, "x") == 1
    assert "no words to change were given" in capsys.readouterr().err


def test_a_folder_without_files_is_no_import(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "leeg").mkdir()

    for how in (["--feed", "wire"], []):
        assert run("import", *how, tmp_path / "leeg") == 1
        assert f"there is no file in {tmp_path}/leeg" in capsys.readouterr().err


@pytest.mark.usefixtures("run")
def test_a_table_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feeds", "--table", "newz"]) == 1
    assert capsys.readouterr().err == "portal: Query: there is no table newz in this account and region\n"


def test_an_error_that_is_over_says_so(run: Run, states: FeedStates, capsys: pytest.CaptureFixture[str]) -> None:
    for streak, said in ((1, "2026-11-24 15:30:00 answered 500"), (0, "(over) 2026-11-24 15:30:00 answered 500")):
        states.save(FeedState(feed="wire", streak=streak, last_error="answered 500", last_error_at=NOW))

        assert run("feeds") == 0
        assert f"  {said}\n" in capsys.readouterr().out


def test_a_withdrawn_sample_is_told(run: Run, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.publish(article())

    assert run("withdraw", "veerpont-vaart-weer") == 0
    assert "withdrawn: /nieuws/veerpont-vaart-weer" in capsys.readouterr().out


def test_what_a_reporter_asked_for_waits_no_more_when_it_is_done(run: Run, desk: Desk) -> None:
    """As at the desk in a browser."""
    desk.publish(article())
    reporter = Authority(name="Bo Wiel", feed_ids=frozenset({"redactie"}), is_person=True)
    desk.store.change("veerpont-vaart-weer", Withdrawn(), reporter, lambda: NOW)
    assert [row.by for row in desk.table.read(article_queries.waiting())] == ["Bo Wiel"]

    assert run("withdraw", "veerpont-vaart-weer") == 0

    assert desk.table.read(article_queries.waiting()) == ()
