"""Everything that the table has of an article, out of one table and into another."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from bench.capacity import size_of

from newsdesk import Desk
from portal.lifecycle.authority import SCHEDULE, Authority
from portal.lifecycle.event import Hold, Killed, LeftAlone, Received, SeenInOtherFeed
from portal.lifecycle.outcome import Transition
from portal.lifecycle.state import Absent, Copy, KnownEntry, State, entry_of
from portal.lifecycle.transition import transition
from portal.model.article import Article, Origin, Why
from portal.model.corrections import Edit
from portal.model.errors import StorageError
from portal.model.scheduled_action import ScheduledAction
from portal.model.version import Version
from portal.storage import entries
from portal.storage.article_store import ArticleStore
from portal.storage.entries import Happening, StoryClaims, stories
from portal.storage.export_record import KeptHappening, Record
from portal.storage.item_mapping import to_attribute
from portal.storage.read_records import RecordReader
from portal.storage.scheduled_actions import ScheduledActions
from portal.storage.store_records import Stored, store_record, unknown_of
from portal.storage.table import Call, Table
from portal.storage.whole_partitions import pages, whole_partitions
from samples import NOW, article

WIRE = Authority(
    name="buiten", feed_ids=frozenset({"buiten"}), group_ids=frozenset({"buiten", "goes"}), is_vouched=True
)
KEY = "a" * 32
ELSEWHERE = ("CALENDAR", "SECTIONS", "CHANGED", "AUDIT")
"""Partitions that are no article's: lists of the site, what is to be indexed, and what people did."""


def reader(table: Table, now: Any = NOW) -> RecordReader:
    due = tuple(ScheduledActions(table).every())

    def of(slugs: Sequence[str]) -> tuple[ScheduledAction, ...]:
        return tuple(one for one in due if one.slug in slugs)

    return RecordReader(table, due=of, now=now)


def one(table: Table, slug: str = "veerpont-vaart-weer") -> Record:
    (record,) = reader(table).at([slug])
    return record


def emptied(table: Table) -> None:
    for row in rows(table).values():
        table.send(Call("delete_item", {"Key": {name: row[name] for name in ("pk", "sk")}}))


def rows(table: Table) -> dict[str, dict[str, Any]]:
    found = table._client.scan(TableName=table.name)["Items"]
    return {f"{row['pk']['S']} {row['sk']['S']}": dict(row) for row in found}


def happen(table: Table, state: State, event: Any, *, keys: Sequence[str] = (), by: Authority = WIRE) -> Transition:
    """`state`: as it was before, or as it came out of what happened before."""
    before = entry_of(state)
    known = entries.known_entry(table, before.origin) if before else None
    state = ArticleStore(table).load(known) if known else state
    made = transition(state, event, by, NOW)
    entry = getattr(made.after, "entry", None)
    told = [stories(table, [key]).get(key, StoryClaims(key=key)).told_by(entry.origin, NOW) for key in keys if entry]
    committed = ArticleStore(table).commit(state, made, told)
    assert committed
    return committed


def received(text: Article, **about: Any) -> Received:
    return Received(text=text, version=Version(number=1), **about)


def test_the_keys_that_an_entry_claims_stay_with_it(table: Table) -> None:
    made = happen(table, Absent(), received(article()), keys=[KEY])
    happen(table, made.after, Received(text=article(fingerprint="b", lead="Anders."), version=Version(number=2)))

    assert one(table).entries[0].claims[0].key == KEY


def test_the_keys_of_what_was_killed_before_it_came_stay_with_it_when_it_comes(table: Table) -> None:
    text = article()
    made = happen(table, Absent(), Killed(version=Version(number=1), origin=text.origin), keys=[KEY])
    happen(table, made.after, Received(text=text, version=Version(number=2)))

    (record,) = (one for part in reader(table).hidden() for one in part)
    assert [claim.key for claim in record.entries[0].claims] == [KEY]


def test_a_claim_that_another_entry_of_its_feed_has_by_now_is_not_its_own(table: Table) -> None:
    happen(table, Absent(), received(article("Weer van maandag")), keys=[KEY])
    happen(table, Absent(), received(article("Weer van dinsdag")), keys=[KEY])

    assert one(table, "weer-van-maandag").entries[0].claims == ()
    assert [claim.key for claim in one(table, "weer-van-dinsdag").entries[0].claims] == [KEY]


def test_a_new_entry_costs_no_more_for_what_it_claims(table: Table) -> None:
    """Two units for each KB of an item in a transaction: long names, and the five keys that there can be."""
    text = article("x" * 120, origin=Origin(feed="f" * 40, entry="e" * 32), fingerprint="f" * 64)
    happen(table, Absent(), received(text), keys=[f"{number}" * 32 for number in range(5)])

    (size,) = (size_of(row) for key, row in rows(table).items() if key.startswith("ENTRY#") and key.endswith(" ENTRY"))
    assert size < 1024


def test_an_article_leads_to_the_entries_that_share_its_story(table: Table) -> None:
    made = happen(table, Absent(), received(article()))
    joined = article(origin=Origin(feed="goes", entry="g"))
    copy = article(origin=Origin(feed="krant", entry="k"))
    for text, by in ((joined, WIRE), (copy, Authority(name="krant"))):
        event = SeenInOtherFeed(text=text, version=Version(), listings=(text.section,))
        made = happen(table, made.after, event, by=by)

    record = one(table)

    assert [(entry.origin.feed, bool(entry.known)) for entry in record.entries] == [
        ("buiten", True),
        ("goes", False),
        ("krant", True),
    ]
    assert record.entries[1].joined_to == record.origin


def test_a_copy_that_has_become_an_article_is_told_once(table: Table, desk: Desk) -> None:
    made = happen(table, Absent(), received(article()))
    text = article(origin=Origin(feed="krant", entry="k"))
    event = SeenInOtherFeed(text=text, version=Version(), listings=(text.section,))
    happen(table, made.after, event, by=Authority(name="krant"))
    assert desk.kill(desk.known([article().origin])[article().origin], Version(number=2), NOW)
    assert len(one(table).entries) == 2

    happen(table, Copy(entry=KnownEntry(origin=text.origin), text=text), LeftAlone(owner=None), by=SCHEDULE)

    assert len(one(table).entries) == 1
    assert one(table, "veerpont-vaart-weer-2").origin == text.origin


def test_an_address_that_an_article_has_again_is_no_former_one(table: Table, desk: Desk) -> None:
    desk.publish(article())
    desk.rename("veerpont-vaart-weer", "heen")
    desk.rename("heen", "veerpont-vaart-weer")

    assert [moved.slug for moved in one(table).moved] == ["heen"]


def test_what_is_gone_has_a_list_and_leaves_it(table: Table, desk: Desk) -> None:
    desk.publish(article("Verlopen"))
    desk.withdraw("verlopen", NOW, why=Why.EXPIRED)
    made = happen(table, Absent(), Killed(version=Version(number=2), origin=Origin(feed="buiten", entry="weg")))
    (gone,) = reader(table).gone()
    assert {(record.origin.entry, record.hidden is not None) for record in gone} == {("verlopen", True), ("weg", False)}

    text = article("Toch", origin=Origin(feed="buiten", entry="weg"))
    happen(table, made.after, Received(text=text, version=Version(number=3)))

    assert [record.origin.entry for part in reader(table).gone() for record in part] == ["verlopen"]
    assert [record.origin.entry for part in reader(table).hidden() for record in part] == ["weg"]


def test_a_record_comes_back_as_it_was(table: Table, desk: Desk) -> None:
    made = happen(table, Absent(), received(article("Een", also_in=("regio",)), expires_at=NOW), keys=[KEY])
    happen(table, made.after, Killed(version=Version(), origin=article("Een").origin))
    desk.publish(article("Twee"))
    desk.correct("twee", Edit(old="gaat", new="ging"), NOW, called="Correctie")
    desk.rename("twee", "drie")
    desk.publish(article("Vier"), hold=Hold(why=Why.EMBARGO, until=NOW + timedelta(hours=1)))
    records = [*reader(table).at(["een", "drie"]), *(one for part in reader(table).hidden() for one in part)]
    before = rows(table)
    emptied(table)

    found = {store_record(table, record) for record in records}

    kept = {key: row for key, row in before.items() if not key.startswith(ELSEWHERE)}
    assert found == {Stored.NEW, Stored.KNOWN}
    assert rows(table).keys() == kept.keys()
    assert [key for key, row in rows(table).items() if _unwritten(row) != _unwritten(kept[key])] == []


def _unwritten(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "writes"}


def test_nothing_is_put_over_what_is_there(table: Table, desk: Desk) -> None:
    desk.publish(article())
    record, before = one(table), rows(table)
    other = replace(
        record,
        entries=(
            replace(
                record.entries[0],
                origin=Origin(feed="x", entry="y"),
                known=KnownEntry(origin=Origin(feed="x", entry="y"), slug="veerpont-vaart-weer"),
            ),
        ),
    )

    assert unknown_of(table, [record, other]) == [other]
    assert (store_record(table, record), store_record(table, other)) == (Stored.KNOWN, Stored.TAKEN)
    assert rows(table) == before


def test_an_article_with_more_than_a_transaction_holds(table: Table, desk: Desk) -> None:
    desk.publish(article())
    record = one(table)
    told = tuple(
        KeptHappening(happening=Happening(at=NOW - timedelta(minutes=n), by="wire", outcome="updated", reason=f"{n}"))
        for n in range(150)
    )
    emptied(table)

    assert store_record(table, replace(record, entries=(replace(record.entries[0], history=told),))) is Stored.NEW
    assert len(entries.history(table, record.origin)) == 150
    assert len(one(table).entries[0].history) == 150


def test_two_that_claim_a_key_at_once_both_have_it(table: Table) -> None:
    happen(table, Absent(), received(article("Een")), keys=[KEY])
    other = replace(article("Twee"), origin=Origin(feed="krant", entry="k"))
    happen(table, Absent(), received(other), keys=[KEY])
    records = reader(table).at(["een", "twee"])
    emptied(table)
    table.send(Call("put_item", {"Item": _other_story()}))

    assert {store_record(table, record) for record in records} == {Stored.NEW}
    assert {claim.origin.feed for claim in stories(table, [KEY])[KEY].claims} == {"buiten", "krant", "derde"}


def test_a_claim_that_came_after_the_export_stays(table: Table) -> None:
    happen(table, Absent(), received(article("Weer van maandag")), keys=[KEY])
    records = reader(table).at(["weer-van-maandag"])
    emptied(table)
    happen(table, Absent(), received(article("Weer van dinsdag")), keys=[KEY])

    assert store_record(table, records[0]) is Stored.NEW
    (claim,) = stories(table, [KEY])[KEY].claims
    assert claim.origin.entry == "weer-van-dinsdag"


def _other_story() -> dict[str, Any]:
    claim = {"entry": "d", "published_at": "2026-11-24T14:30:00Z"}
    row = {"pk": f"STORY#{KEY}", "sk": "STORY", "claims": {"derde": claim}, "writes": 3}
    return {name: to_attribute(value) for name, value in row.items()}


def test_a_text_and_its_entry_belong_together_though_somebody_writes_between(
    table: Table, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.publish(article())
    left, batch_get = [1], Table.batch_get

    def writing(self: Table, keys: Sequence[Any], *, consistent: bool = False) -> Any:
        found = list(batch_get(self, keys, consistent=consistent))
        if left and keys and keys[0]["sk"]["S"] == "ARTICLE":
            left.pop()
            known = desk.known([article().origin])[article().origin]
            desk.revise(known, article(lead="Anders.", fingerprint="tweede"), NOW)
        return found

    records = reader(table)
    monkeypatch.setattr(Table, "batch_get", writing)
    (record,) = records.at(["veerpont-vaart-weer"])

    assert record.article
    assert record.entries[0].known
    assert (record.article.fingerprint, record.entries[0].known.fingerprint) == ("tweede", "tweede")


def test_an_article_that_is_written_all_the_time_is_no_half_record(
    table: Table, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.publish(article())
    batch_get = Table.batch_get

    def writing(self: Table, keys: Sequence[Any], *, consistent: bool = False) -> Any:
        found = list(batch_get(self, keys, consistent=consistent))
        for item in found:
            if item["sk"]["S"] == "ARTICLE":
                self.send(Call("put_item", {"Item": {**item, "writes": {"N": str(int(item["writes"]["N"]) + 1)}}}))
        return found

    records = reader(table)
    monkeypatch.setattr(Table, "batch_get", writing)
    with pytest.raises(StorageError, match="is written all the time"):
        records.at(["veerpont-vaart-weer"])


def test_what_the_table_is_about_to_forget_is_not_read(table: Table, desk: Desk) -> None:
    desk.publish(article())
    desk.correct("veerpont-vaart-weer", Edit(old="gaat", new="ging"), NOW)
    assert len(one(table).entries[0].revisions) == 1

    (record,) = reader(table, NOW + timedelta(days=31)).at(["veerpont-vaart-weer"])

    assert record.entries[0].revisions == ()


def test_partitions_of_more_than_a_megabyte_are_read_whole(table: Table) -> None:
    for partition in ("A", "B"):
        for number in range(4):
            row = {"pk": partition, "sk": f"{number}", "text": "x" * 350_000}
            table.send(Call("put_item", {"Item": {name: to_attribute(value) for name, value in row.items()}}))

    assert [len(items) for items in whole_partitions(table, ["A", "B", "leeg"]).values()] == [4, 4, 0]
    assert sum(len(page) for page in pages(table, "A")) == 4
