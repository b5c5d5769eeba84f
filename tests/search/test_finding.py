"""What is found, and in what order: articles of a table, indexed, asked."""

import functools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest

from newsdesk import Desk
from portal.deadline import Deadline
from portal.lifecycle.event import Hold
from portal.model.article import Article, Why
from portal.model.corrections import Edit
from portal.model.errors import DeadlineError
from portal.search import range_vfs
from portal.search.archive import Archive, Limits, Order
from portal.search.matcher import COUNTED
from portal.search.query import parsed
from portal.search.range_vfs import BLOCK, Blocks, Ranges, ReadLimit, ReadLimitError, open_database
from portal.search.segment import Period, Segment
from portal.search.segment_file import COMMON, IndexedArticle, hot_blocks, write_segment
from portal.search.segments import KEPT_SECONDS, Segments
from portal.storage.search_manifest import Manifest, Part
from samples import NOW, article
from search.conftest import Library


def publish(desk: Desk, headline: str, text: str = "", **changes: Any) -> str:
    """The slug of a new article."""
    stored = desk.publish(article(headline, **{"lead": "", "body_html": f"<p>{text}</p>"} | changes))
    assert stored is not None
    return stored.slug


def test_a_word_is_found_in_headline_lead_and_body(library: Library, desk: Desk) -> None:
    in_headline = publish(desk, "Dijken worden hoger")
    in_lead = publish(desk, "Werk in Zierikzee", lead="De dijk krijgt nieuwe stenen.")
    in_body = publish(desk, "Werk in Breskens", "Achter de <b>dijk</b> is het stil.")
    publish(desk, "Werk in Goes", "Niets van dat alles.")
    library.index()

    assert library.find("dijk") == [in_headline, in_lead, in_body]


def test_the_dateline_is_found_too(library: Library, desk: Desk) -> None:
    slug = publish(desk, "Iets anders", lead="Het begint.")
    library.index()

    assert library.find("breugel") == [slug]


def test_all_words_must_be_there_and_phrases_in_their_order(library: Library, desk: Desk) -> None:
    straight = publish(desk, "Eerste", "Een lange brug over het water.")
    turned = publish(desk, "Tweede", "Het water onder een brug is lang.")
    library.index()

    assert set(library.find("lange brug")) == {straight, turned}
    assert library.find('"lange brug"') == [straight]
    assert library.find("brug -over") == [turned]
    assert library.hits("lange tunnel").full == 0


def test_a_section_is_its_own_and_every_list_that_an_article_is_in(library: Library, desk: Desk) -> None:
    own = publish(desk, "Haven open", section="goes", also_in=("regio",))
    publish(desk, "Haven dicht", section="noord-goes")
    library.index()

    assert library.find("haven", section="goes") == [own]
    assert library.find("haven", section="regio") == [own]
    assert library.find("haven", section="tholen") == []


def test_the_newest_come_first_where_that_is_asked(library: Library, desk: Desk) -> None:
    ages = [5, 1, 400, 30]
    slugs = {age: publish(desk, f"Haven {age}", published_at=NOW - timedelta(days=age)) for age in ages}
    library.index()

    assert library.find("haven", order=Order.NEWEST) == [slugs[age] for age in sorted(ages)]


def test_the_best_say_it_in_the_headline_and_of_two_the_newer(library: Library, desk: Desk) -> None:
    old = publish(desk, "Haven in mist", published_at=NOW - timedelta(days=900))
    new = publish(desk, "Haven in zon", published_at=NOW - timedelta(days=2))
    beside = publish(desk, "Mist in het land", "Ook in de haven.", published_at=NOW)
    library.index()

    assert library.find("haven") == [new, old, beside]


def test_a_rare_word_says_more_than_a_common_one(library: Library, desk: Desk) -> None:
    for number in range(8):
        publish(desk, f"Nieuws {number}", "Over de stad.")
    rare = publish(desk, "Zeehond gered", "Het nieuws over het dier.")
    common = publish(desk, "Nieuws over het dier", "Een zeehond, gered.")
    library.index()

    assert library.find("nieuws zeehond") == [rare, common]


def test_a_misspelt_word_is_put_right(library: Library, desk: Desk) -> None:
    publish(desk, "Bericht", "De boulevard van Vlissingen, met Domburg en de Westerschelde.")
    library.index()

    def corrected(question: str) -> str | None:
        hits = library.hits(question)
        return hits.query.text if hits.is_corrected else None

    assert corrected("boulvard dombrug -zee") == "boulevard domburg -zee"
    assert corrected("westershcelde") == "westerschelde"
    assert corrected("ewsterschelde") == "westerschelde"
    assert corrected("vlissingen boulevard") is None
    assert corrected("xyzzyqwerty") is None
    assert corrected("vna") is None


def test_a_word_that_is_not_typed_to_its_end_finds_what_it_begins(library: Library, desk: Desk) -> None:
    slug = publish(desk, "Gemeenteraadsverkiezingen in Hulst")
    library.index()

    hits = library.hits("gemeenteraadsverk")

    assert (hits.slugs, hits.is_corrected) == ((slug,), False)


def test_a_suggestion_does_not_tell_of_words_that_nobody_may_read(library: Library, desk: Desk) -> None:
    slug = publish(desk, "Bericht", "Het geheim van Voorbeeldstra.")
    library.index()
    desk.withdraw(slug, NOW)

    hits = library.hits("voorbeeldsrta")

    assert (hits.count, hits.is_corrected) == (0, False)


def test_what_was_withdrawn_is_no_longer_indexed(library: Library, desk: Desk) -> None:
    slug = publish(desk, "Haven open")
    library.index()
    desk.withdraw(slug, NOW)
    library.index()

    assert library.find("haven") == []
    assert library.state.manifest().parts == ()


def test_a_correction_takes_the_place_of_what_was_wrong(library: Library, desk: Desk) -> None:
    slug = publish(desk, "Haven open", "De burgemeester van Goes.")
    publish(desk, "Iets anders")
    library.index()
    desk.correct(slug, Edit(old="burgemeester", new="wethouder"), NOW)
    library.index()

    assert library.find("burgemeester") == []
    assert library.find("wethouder") == [slug]


def test_a_renamed_article_is_found_at_its_new_address_alone(library: Library, desk: Desk) -> None:
    publish(desk, "Haven open")
    library.index()
    desk.rename("haven-open", "haven-dicht")
    library.index()

    assert library.find("haven") == ["haven-dicht"]


def test_what_is_held_is_not_found_before_its_time(library: Library, desk: Desk) -> None:
    held = desk.publish(article("Haven geheim"), hold=Hold(why=Why.EMBARGO, until=NOW + timedelta(hours=1)))
    assert isinstance(held, Article)
    library.index()
    assert library.find("geheim") == []

    desk.release(held.slug, NOW + timedelta(hours=1))
    library.index()

    assert library.find("geheim") == [held.slug]


def test_a_new_article_is_found_a_minute_later_by_a_function_that_was_at_work_before(
    library: Library, desk: Desk
) -> None:
    publish(desk, "Haven open")
    library.index()
    assert library.find("haven") == ["haven-open"]

    publish(desk, "Haven dicht")
    assert library.index() == 1
    assert library.now - NOW + timedelta(seconds=KEPT_SECONDS) < timedelta(minutes=3)

    assert set(library.find("haven")) == {"haven-open", "haven-dicht"}


def test_an_index_that_was_never_made_finds_nothing(library: Library) -> None:
    assert library.find("haven") == []


def test_more_than_can_be_leafed_through_is_said_to_be_more(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "one"
    count = COUNTED + 5
    write_segment(
        file,
        [
            IndexedArticle(slug=f"haven-{n}", published=n, headline="Haven", lead="", body="", sections=("goes",))
            for n in range(count)
        ],
    )
    library.bucket.put("one", file.read_bytes())
    library.state.save(Manifest(parts=(Part(name="one", documents=count, size=file.stat().st_size),)))

    hits = library.hits("haven", order=Order.NEWEST)

    assert (len(hits.slugs), hits.count, hits.more) == (COUNTED, COUNTED, True)
    assert hits.slugs[0] == f"haven-{count - 1}"
    assert library.archive.find(parsed("haven"), Limits(order=Order.NEWEST, start=40, most=2)).slugs == (
        f"haven-{count - 41}",
        f"haven-{count - 42}",
    )


def test_a_segment_that_a_thread_is_late_with_is_given_to_no_other(library: Library, desk: Desk) -> None:
    """SQLite has one question at a time, and the late one is still at it when the next reader comes."""
    desk.publish(article())
    library.index()
    segments = Segments(library.state.snapshot, library.bucket.range, monotonic=lambda: 100.0)
    asked: list[Segment] = []
    is_over = Event()

    def be_late(_: str, segment: Segment) -> None:
        asked.append(segment)
        is_over.wait(10)

    segments.each(lambda _, one: one.documents)
    with pytest.raises(DeadlineError):
        segments.each(be_late, deadline=Deadline(at=monotonic() + 1.0, monotonic=monotonic))
    segments.each(lambda _, one: asked.append(one))
    is_over.set()

    assert len({id(one) for one in asked}) == 2


def segment_of(tmp_path: Path, documents: list[IndexedArticle]) -> Archive:
    """An archive of one segment, as a function has that starts now."""
    file = tmp_path / "large"
    write_segment(file, documents)
    part = Part(name="large", documents=len(documents), size=file.stat().st_size, hot=hot_blocks(file))
    content = file.read_bytes()
    return Archive(
        lambda: (Manifest(parts=(part,)), ()),
        lambda _, first, length: content[first : first + length],
        now=NOW.timestamp,
        monotonic=monotonic,
    )


def many(count: int, text: str) -> list[IndexedArticle]:
    return [
        IndexedArticle(slug=f"s{n}", published=n, headline=f"Haven {n}", lead="", body=text, sections=("goes",))
        for n in range(count)
    ]


def test_what_was_found_until_time_was_up_is_shown_and_said_to_be_that(tmp_path: Path) -> None:
    archive = segment_of(tmp_path, many(600, "haven brug dijk"))
    looks = iter([0.0] * 40)

    def clock() -> float:
        return next(looks, 4.0)  # of its share of five seconds more than all has gone

    hits = archive.find(parsed("haven"), deadline=None)
    cut = archive.find(parsed("haven"), deadline=Deadline(at=5.0, monotonic=clock))

    assert (hits.count, hits.is_cut) == (600, False)
    assert cut.is_cut
    assert 0 < cut.count < 600
    assert cut.slugs[0] == "s599"


def test_a_period_narrows_it_down(tmp_path: Path) -> None:
    archive = segment_of(tmp_path, many(2_000, "haven"))

    hits = archive.find(parsed("haven"), Limits(period=Period(first=1_500, end=1_510), order=Order.NEWEST))

    assert hits.slugs == tuple(f"s{number}" for number in range(1_509, 1_499, -1))


def test_a_word_of_a_section_alone_finds_what_says_it(library: Library, desk: Desk) -> None:
    said = publish(desk, "Goes krijgt een brug", section="goes")
    publish(desk, "Iets anders", section="goes")
    library.index()

    assert library.find("goes") == [said]
    assert library.hits("-goes brug").count == 0


def test_what_has_some_of_the_words_comes_behind_what_has_all(library: Library, desk: Desk) -> None:
    for number in range(12):
        publish(desk, f"Nieuws {number}", "Over het veer.")
    whole = publish(desk, "Zeehond en bever gezien")
    part = publish(desk, "Zeehond gezien")
    publish(desk, "Iets anders")
    library.index()

    hits = library.hits("zeehond bever")

    assert hits.slugs == (whole, part)
    assert (hits.count, hits.full) == (2, 1)


def test_no_more_of_the_files_is_kept_than_there_is_room_for() -> None:
    blocks = Blocks(most=1_000)
    for number in range(100):
        blocks.put("a", number, bytes(100))
        blocks.get("a", 0)

    kept = [number for number in range(100) if blocks.get("a", number)]

    assert kept == [0, *range(91, 100)]


@pytest.mark.parametrize("word", ["xyzzyqwerty", "xq" * 30, "q" * 64])
def test_a_word_that_nobody_wrote_costs_no_more_the_second_time(library: Library, desk: Desk, word: str) -> None:
    publish(desk, "Boulevard van Vlissingen")
    library.index()
    library.find(word)
    before = len(library.ranges)

    library.find(word)

    assert len(library.ranges) == before


def test_an_old_article_that_says_it_in_the_headline_is_ranked_before_a_thousand_that_do_not(tmp_path: Path) -> None:
    old = IndexedArticle(slug="old", published=0, headline="Bever gezien", lead="", body="", sections=("goes",))
    archive = segment_of(tmp_path, [old, *many(COUNTED + 100, "een bever")])

    hits = archive.find(parsed("bever"), Limits(most=5))

    assert (hits.slugs[0], hits.more) == ("old", True)


def test_what_a_question_may_read_is_bounded_and_what_was_found_by_then_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = " ".join(f"haven brug w{number}" for number in range(300))
    archive = segment_of(tmp_path, many(700, words))
    monkeypatch.setattr(range_vfs, "WHOLE", 0)
    monkeypatch.setattr(ReadLimit, "__init__", functools.partialmethod(ReadLimit.__init__, most=BLOCK))
    archive.find(parsed("ander"))  # opens it

    cut = archive.find(parsed("haven brug"))

    assert cut.is_cut
    assert cut.count < 700


def segment_in(tmp_path: Path, documents: list[IndexedArticle]) -> Segment:
    """One that nothing was read of yet."""
    file = tmp_path / "one"
    write_segment(file, documents)
    content = file.read_bytes()
    ranges = Ranges(lambda first, length: content[first : first + length], len(content))
    return Segment(open_database("one", ranges), ranges)


def test_a_word_that_there_was_no_time_to_count_is_taken_for_a_common_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(range_vfs, "WHOLE", 0)
    segment = segment_in(tmp_path, many(3, " ".join(f"w{number}" for number in range(40_000))))

    assert segment.frequency(["w20000"], dead=(), read_limit=ReadLimit(lambda: True)) == COMMON
    assert segment.frequency(["w20000"], dead=(1,), read_limit=ReadLimit(lambda: False)) == 2


def test_a_word_that_dead_articles_alone_say_is_in_none_however_many_they_are(tmp_path: Path) -> None:
    segment = segment_in(tmp_path, many(COMMON, "dijk"))

    assert segment.frequency(["dijk"], dead=()) == COMMON
    assert segment.frequency(["dijk"], dead=range(1, COMMON + 1)) == 0


def test_a_limit_is_that_of_the_question_which_reads_and_of_no_other_thread() -> None:
    ranges = Ranges(lambda _, length: bytes(length), BLOCK)
    ranges.read_limit = ReadLimit(lambda: True)

    with pytest.raises(ReadLimitError):
        ranges.at(0, 1)
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(ranges.at, 0, 1).result() == bytes(1)


def test_parts_of_a_word_that_stand_apart_come_behind_and_are_not_said_to_be_it(library: Library, desk: Desk) -> None:
    publish(desk, "Iets over water")
    whole = publish(desk, "Kerncentrale draait", published_at=NOW - timedelta(days=9))
    apart = publish(desk, "De kern van de centrale")
    library.index()

    hits = library.hits("kerncentrale")

    assert (hits.slugs, hits.count, hits.full) == ((whole, apart), 2, 1)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("F-16's", "F16"),
        ("F16", "F-16"),
        ("e-mail", "email"),
        ("emails", "e-mail"),
        ("oud-schaatskampioen", "oudschaatskampioene"),
        ("N57", "n-57"),
    ],
)
def test_a_word_is_found_with_and_without_its_hyphen(library: Library, desk: Desk, written: str, asked: str) -> None:
    slug = publish(desk, "Bericht", f"Het gaat over {written} alleen.")
    publish(desk, "Iets anders", "Goes verliest met 30-5 en 5-7.")
    library.index()

    assert library.find(asked) == [slug]
    assert library.find("305") == library.find("57-jarige") == []


def test_a_slip_is_put_right_also_before_a_comma(library: Library, desk: Desk) -> None:
    publish(desk, "Boulevard van Vlissingen")
    library.index()

    assert library.hits("boulvard?").query.text == "boulevard"
