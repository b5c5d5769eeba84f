"""A portal that moves: exported, and imported somewhere else, it is the same, page for page and for its feeds."""

import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.everything import Town, cancel, everything, item
from local.clients import client
from local.engine import Engine
from local.template import table_definition
from portal.cli import main
from portal.cli.export_folder import read_manifest
from portal.cli.import_of_export import import_export
from portal.model.article import HiddenArticle
from portal.model.errors import StorageError
from portal.model.feed_state import FeedState
from portal.storage import article_queries
from portal.storage.export_record import Record
from portal.storage.feed_states import FeedStates
from portal.storage.read_records import RecordReader
from portal.storage.search_manifest import SearchState
from portal.storage.table import Table
from samples import NOW

Found = Callable[[str], Town]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    running = Engine("dynamodb,s3")
    yield running
    running.stop()


@pytest.fixture
def found(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Found]:
    """Makes an empty portal of that name, and no trace of it stays."""
    made: list[Town] = []
    for service in ("DYNAMODB", "S3"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", engine.endpoint)

    def make(name: str) -> Town:
        made.append(empty(engine, name))
        return made[-1]

    yield make
    for town in made:
        town.end()


@pytest.fixture(scope="module")
def original(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, Path]]:
    """A portal in which everything has happened, and an export of it: made once, for no test changes it."""
    town, folder = empty(engine, "original"), tmp_path_factory.mktemp("original") / "alles"
    everything(town)
    town.export(folder)
    yield town, folder
    town.end()


@pytest.fixture
def old(original: tuple[Town, Path], found: Found) -> Town:
    """A portal in which everything has happened."""
    town = found("news")
    town.become(original[0])
    return town


@pytest.fixture
def exported(original: tuple[Town, Path], tmp_path: Path) -> Path:
    """An export of it."""
    shutil.copytree(original[1], tmp_path / "alles")
    return tmp_path / "alles"


@pytest.fixture
def new(found: Found, original: tuple[Town, Path], exported: Path) -> Town:
    """The same portal elsewhere."""
    town = found("elders")
    town.now = original[0].now
    town.feeds = dict(original[0].feeds)
    town.take_over(exported)
    return town


def empty(engine: Engine, name: str) -> Town:
    database, files = client("dynamodb", engine.endpoint), client("s3", engine.endpoint)
    database.create_table(**table_definition(name))
    files.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return Town(table=Table(database, name), s3=files, bucket=name)


def test_it_is_the_same_portal(old: Town, new: Town, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = old.seen(), new.seen()

    statuses = {status for status, _, _ in before.values()}
    assert statuses == {200, 301, 404, 410}
    assert after.keys() == before.keys()
    assert [path for path in before if after[path] != before[path]] == []
    assert new.told_to_editors(capsys) == old.told_to_editors(capsys)
    assert new.stored() == old.stored()
    assert len(new.stored()) > 5


def test_its_feeds_bring_nothing_that_is_not_known(old: Town, new: Town) -> None:
    def kept(town: Town) -> dict[str, Any]:
        """But for what is remembered of the feeds, and of what came to nothing."""
        rows = town.rows().items()
        return {key: row for key, row in rows if not key.startswith("FEEDS") and " HISTORY#-" not in key}

    before = kept(new)

    assert set(new.look_at_all().values()) == {(0, 0, 0, 0, 0)}
    assert len(new.feeds) == 5
    assert kept(new) == before
    assert set(old.look_at_all().values()) == {(0, 0, 0, 0, 0)}


def test_what_was_going_to_happen_happens(old: Town, new: Town) -> None:
    old.told, announced = [], "gedood-en-gemeld"
    for town in (old, new):
        town.now = NOW + timedelta(hours=31)
        town.work()

    assert new.told == old.told == ["gedood-en-nog-niet-gemeld", "krant-blijft-over"]
    assert announced not in new.told
    assert new.text("onder-embargo").published_at == NOW + timedelta(hours=30)
    assert new.text("krant-blijft-over-2").origin.feed == "krant"
    for town in (old, new):
        town.now = NOW + timedelta(days=8)
        town.work()
    gone = new.table.read(article_queries.article("gehuurd", consistent=True))
    assert isinstance(gone, HiddenArticle)
    assert gone.is_erased
    assert new.seen() == old.seen()


def test_an_embargo_does_not_end_before_its_moment(new: Town) -> None:
    new.now = NOW + timedelta(hours=29, minutes=59)
    new.work()
    assert new.table.read(article_queries.article("onder-embargo")) is None

    new.now = NOW + timedelta(hours=30)
    new.work()
    assert new.text("onder-embargo").headline == "Onder embargo"


def test_a_later_revision_a_kill_and_an_editor_find_what_they_are_about(
    old: Town, new: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    for town in (old, new):
        report = town.bring(
            "wire",
            item("2", "Tweemaal hernoemd", version="3", body_html="<p>VEERE (ANP) - Later.</p>"),
            item("50", "Toch niet", version="1"),
            item("9", "Verbeterd met rectificatie", version="4", body_html="<p>Een alinea, en nu anders.</p>"),
            item("7", "Achtergehouden", version="2"),
            cancel("14"),
        )
        town.desk.restore("ingetrokken-door-ons", town.now)
        town.desk.restore("verbeterd-en-wacht", town.now)
        assert (report.stored, report.updated, report.killed) == (0, 3, 1)

    assert new.text("tweemaal-anders").lead == "Later."
    assert new.text("verbeterd-met-rectificatie").lead == "Een regel & meer, en nu anders."
    assert new.seen() == old.seen()
    assert new.told_to_editors(capsys) == old.told_to_editors(capsys)


def test_an_export_of_it_is_the_same_files(old: Town, new: Town, exported: Path, tmp_path: Path) -> None:
    made = new.export(tmp_path / "weer")
    before, after = _files(exported), _files(tmp_path / "weer")

    assert after.keys() == before.keys()
    assert [name for name in before if after[name] != before[name]] == []
    new.now += timedelta(hours=1)
    again = new.export(tmp_path / "weer")
    assert (again.id, again.made_at > made.made_at) == (made.id, True)
    assert old.export(exported).id == made.id


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_image_is_asked_for_again(old: Town, new: Town) -> None:
    assert len(old.asked) > 0
    new.take_pictures()

    assert new.asked == []
    assert new.text("brug-gaat-open").picture == old.text("brug-gaat-open").picture
    new.bring("wire", cancel("1", "9"))
    new.take_pictures()
    assert len(new.stored()) == len(old.stored())  # another article shows the same picture
    new.bring("wire", cancel("14", "9"))
    new.take_pictures()
    assert new.stored() == {}


def test_each_address_answers_what_the_table_of_addresses_says(new: Town, exported: Path) -> None:
    with (exported / "addresses.csv").open() as file:
        rows = list(csv.DictReader(file))
    browser = new.browser()

    assert {row["status"] for row in rows} == {"200", "301", "410"}
    assert [row for row in rows if "wacht-" in row["address"]] == []
    public = {path for path, (status, _, _) in new.seen().items() if path.startswith("/nieuws/") and status != 404}
    named = {row["address"].removeprefix(new.site.origin) for row in rows}
    assert {path for path in public - named if "wacht-" not in path and path.count("/") == 2} <= {
        *(section.path for section in new.site.sections),
        *("/nieuws/2026", "/nieuws/regio"),
    }
    for row in rows:
        answer = browser.get(row["address"].removeprefix(new.site.origin))
        assert answer.status == int(row["status"]), row
        while answer.status == 301:
            last = answer.headers["location"].removeprefix(new.site.origin)
            answer = browser.get(last)
        assert row["to"] in ("", f"{new.site.origin}{last}") if row["status"] == "301" else row["to"] == ""


def test_a_second_import_changes_nothing(new: Town, exported: Path) -> None:
    before, files = new.rows(), new.stored()

    done = new.take_over(exported)

    assert (done.stored, done.taken, done.pictures) == (0, (), 0)
    assert done.known > 20
    assert (new.rows(), new.stored()) == (before, files)


def test_an_import_that_was_broken_off_goes_on(
    new: Town, found: Found, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = found("derde")
    third.now = new.now
    transact, left = Table.transact, [7]

    def failing(table: Table, *writes: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise StorageError("weg")
        transact(table, *writes)

    with monkeypatch.context() as patch:
        patch.setattr(Table, "transact", failing)
        with pytest.raises(StorageError):
            third.take_over(exported)
    assert 0 < len(third.rows()) < len(new.rows())

    third.take_over(exported)

    machine = ("SEARCH", "STORY")  # when the index was begun; how often a key was written
    rows = [{key: row for key, row in town.rows().items() if not key.startswith(machine)} for town in (third, new)]
    assert rows[0] == rows[1]
    assert third.seen() == new.seen()


def test_the_index_of_the_search_is_made_anew(new: Town) -> None:
    assert not SearchState(new.table).manifest().is_whole


def test_without_files_of_pictures_the_images_are_fetched_anew(old: Town, found: Found, exported: Path) -> None:
    third = found("derde")
    third.now = old.now

    done = import_export(third.table, exported, read_manifest(exported), now=third.now)

    assert (done.images, third.text("brug-gaat-open").picture) == (2, None)
    third.take_pictures()
    assert third.text("brug-gaat-open").picture == old.text("brug-gaat-open").picture
    assert third.stored() == old.stored()


def test_nothing_of_one_machine_and_no_secret_is_in_it(new: Town, exported: Path) -> None:
    text = "".join(path.read_text() for path in exported.rglob("*.json*"))

    for name in ("writes", "etag", "next_due", "held_until", "login", "password"):
        assert f'"{name}"' not in text
    assert not any(feed.url in text for feed in new.site.feeds)


def test_a_feed_keeps_its_manners(new: Town, found: Found, tmp_path: Path) -> None:
    """Its format, and that its ids are not believed: else its entries would be other ones at the next look."""
    states = FeedStates(new.table)
    states.save(replace(states.get("krant"), doubts_ids=True))
    new.export(tmp_path / "weer")
    third = found("derde")
    third.take_over(tmp_path / "weer")

    after = FeedStates(third.table).all()
    assert (after["krant"].format, after["krant"].doubts_ids, after["wire"].doubts_ids) == ("rss", True, False)
    assert {state.looked_at for state in after.values()} == {None}


def test_a_feed_that_was_looked_at_keeps_its_state(original: tuple[Town, Path], found: Found) -> None:
    third = found("derde")
    states = FeedStates(third.table)
    looked = FeedState(feed="krant", etag='"v2"', format="atom", looked_at=NOW)
    states.save(looked)

    third.take_over(original[1])

    assert states.get("krant") == looked


def test_the_commands_do_it(old: Town, found: Found, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the bucket that was named; what of it is missing is said, and the exit status says it too."""
    third = found("derde")
    third.now, folder = old.now, str(tmp_path / "weer")

    assert main(["export", folder, "--table", "news", "--bucket", "news"]) == 0
    assert capsys.readouterr().out.endswith("beside them 6 that cannot be read, 3 gone, 1 picture\n")
    assert main(["import", folder, "--table", "derde", "--bucket", "derde"]) == 0
    assert "; 1 picture put into the bucket" in capsys.readouterr().out
    assert third.stored() == old.stored()
    assert third.seen() == old.seen()

    shutil.rmtree(folder)
    assert main(["export", folder, "--table", "news"]) == 1
    assert "add --bucket NAME" in capsys.readouterr().err
    old.s3.delete_object(Bucket="news", Key=min(old.stored()))
    assert main(["export", folder, "--table", "news", "--bucket", "news"]) == 1
    assert "not in it: 1 picture, which are not in their bucket" in capsys.readouterr().err
    assert list((tmp_path / "weer").glob("beeld/*/*")) == []


def test_what_is_due_to_a_former_address_comes_too(old: Town, found: Found, tmp_path: Path) -> None:
    """As the end of a licence is, of an article that was renamed since."""
    old.desk.rename("gehuurd", "gehuurd-en-anders")
    old.export(tmp_path / "weer")
    third = found("derde")
    third.take_over(tmp_path / "weer")

    third.now = NOW + timedelta(days=8)
    third.work()

    gone = third.table.read(article_queries.article("gehuurd-en-anders", consistent=True))
    assert isinstance(gone, HiddenArticle)
    assert gone.is_erased


def test_what_is_withdrawn_while_it_is_exported_is_withdrawn(
    old: Town, found: Found, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = RecordReader.hidden

    def later(self: RecordReader) -> Iterator[list[Record]]:
        old.desk.withdraw("brug-gaat-open", old.now)
        return hidden(self)

    monkeypatch.setattr(RecordReader, "hidden", later)
    old.export(tmp_path / "weer")
    third = found("derde")
    third.take_over(tmp_path / "weer")

    assert isinstance(third.table.read(article_queries.article("brug-gaat-open", consistent=True)), HiddenArticle)


def test_what_somebody_keeps_in_the_folder_stays(old: Town, tmp_path: Path) -> None:
    for name in ("beeld/mijn-foto.jpg", "beeld/vakantie/1.jpg", "site.toml"):
        (tmp_path / "beeld/vakantie").mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("van mij")

    made = old.export(tmp_path)

    assert made.pictures == 1
    assert {path.name for path in tmp_path.rglob("*") if path.is_file() and path.read_bytes() == b"van mij"} == {
        *("mijn-foto.jpg", "1.jpg", "site.toml")
    }
