"""What was taken back, corrected or moved, in a segment that is closed: nobody finds it, and its words go."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from newsdesk import Desk
from portal.lifecycle.event import Hold
from portal.lifecycle.state import KnownEntry
from portal.model.article import Article, Why
from portal.model.corrections import Edit
from portal.model.version import Version
from portal.search import merge_policy, segments
from portal.search.archive import Archive, Limits, Order
from portal.search.files import SegmentFiles
from portal.search.indexer import LEFT_FOR
from portal.search.query import parsed
from portal.search.segments import KEPT_SECONDS
from portal.storage import article_queries
from portal.storage.search_manifest import FIRST_TIME, Manifest
from samples import NOW, article
from search.conftest import Library

SECRET, NEVER_WRITTEN = "Voorbeeldstraat", "Onbekendestraat"
DAY = timedelta(days=1)
TEXT = f"<p>De verdachte woont in de {SECRET} en zegt niets.</p>"
Taken = Callable[[Desk, str], object]


def withdrawn(desk: Desk, slug: str) -> object:
    return desk.withdraw(slug, NOW)


def corrected(desk: Desk, slug: str) -> object:
    return desk.correct(slug, Edit(old=SECRET, new="stad"), NOW)


def renamed(desk: Desk, slug: str) -> object:
    return desk.rename(slug, "rechtszaak-elders")


def killed(desk: Desk, slug: str) -> object:
    return desk.kill(_known(desk, slug), Version(number=9), NOW)


def under_embargo(desk: Desk, slug: str) -> object:
    known, text = _known(desk, slug), article("Rechtszaak in Ovezande", lead="", body_html=TEXT)
    return desk.revise(known, replace(text, origin=known.origin), NOW, hold=Hold(why=Why.EMBARGO, until=NOW + DAY))


def expired(desk: Desk, slug: str) -> object:
    return desk.withdraw(slug, NOW, why=Why.EXPIRED)


def _known(desk: Desk, slug: str) -> KnownEntry:
    (known,) = desk.known([article_queries.bodies(desk.table, [slug])[slug].origin]).values()
    return known


GONE = (withdrawn, killed, under_embargo, expired)


def publish(desk: Desk) -> str:
    stored = desk.publish(article("Rechtszaak in Ovezande", lead="", body_html=TEXT, dateline=None))
    assert isinstance(stored, Article)
    return stored.slug


@pytest.fixture
def closed(library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> str:
    """The slug of an article that stands in a segment to which nothing is added."""
    monkeypatch.setattr(merge_policy, "OPEN_UNTIL", 3)
    slug = publish(desk)
    for number in range(5):
        desk.publish(article(f"Haven {number}", published_at=NOW - timedelta(hours=number)))
    library.index()
    assert library.find(SECRET) == [slug]
    return slug


def answers(archive: Archive, word: str) -> list[tuple[int, int, bool]]:
    """What could tell that a word is there: counts of it, in a phrase, beside others, by time, misspelt."""
    section, newest = Limits(section="buitenland"), Limits(order=Order.NEWEST)
    found = [archive.find(parsed(word), limits) for limits in (Limits(), section, newest)]
    others = (f'"woont in de {word}"', f"verdachte {word}", f"{word} tovenaar", word[:9], f"{word[0]}{word[2:]}")
    found += [archive.find(parsed(question)) for question in others]
    return [(hits.count, hits.full, hits.is_corrected) for hits in found]


@pytest.mark.parametrize("taken", [*GONE, corrected])
def test_from_that_moment_on_nothing_tells_that_its_words_were_there(
    library: Library, desk: Desk, closed: str, taken: Taken
) -> None:
    taken(desk, closed)

    assert answers(library.opened(), SECRET) == answers(library.opened(), NEVER_WRITTEN)


@pytest.mark.parametrize("taken", [*GONE, corrected])
def test_nor_once_it_is_indexed(library: Library, desk: Desk, closed: str, taken: Taken) -> None:
    taken(desk, closed)
    library.index()

    assert answers(library.opened(), SECRET) == answers(library.opened(), NEVER_WRITTEN)
    assert library.find("haven")


@pytest.mark.parametrize("taken", [*GONE, corrected])
def test_a_function_that_was_at_work_before_knows_it_seconds_later(
    library: Library, desk: Desk, closed: str, taken: Taken
) -> None:
    assert answers(library.archive, SECRET) != answers(library.archive, NEVER_WRITTEN)
    taken(desk, closed)
    library.now += timedelta(seconds=KEPT_SECONDS)

    assert answers(library.archive, SECRET) == answers(library.archive, NEVER_WRITTEN)


@pytest.mark.parametrize("taken", GONE)
def test_what_readers_must_not_see_leaves_its_segment_with_the_same_run(
    library: Library, desk: Desk, closed: str, taken: Taken
) -> None:
    before = library.files
    taken(desk, closed)
    library.index()

    manifest = library.state.manifest()
    assert [part.dead for part in manifest.parts] == [()]
    assert manifest.documents == 5
    assert not before & {part.name for part in manifest.parts}


def test_what_was_corrected_leaves_its_segment_within_the_hour(library: Library, desk: Desk, closed: str) -> None:
    corrected(desk, closed)
    desk.publish(article("Nog een bericht"))
    with_dead = merge_policy.DEAD_FOR - timedelta(minutes=2)
    library.index()
    while library.state.manifest().documents and any(part.dead for part in library.state.manifest().parts):
        library.index()
        assert library.now <= NOW + with_dead + timedelta(minutes=10)

    assert library.find("stad") == [closed]
    assert library.find(SECRET) == []


def minutes_until_gone(library: Library, files: set[str]) -> int:
    """Runs of the schedule, a minute apart, until none of `files` is in the bucket."""
    for minute in range(90):
        if not files & library.files:
            return minute
        library.index()
    return 90


@pytest.mark.parametrize("taken", GONE)
def test_the_file_goes_from_the_bucket_within_minutes(library: Library, desk: Desk, closed: str, taken: Taken) -> None:
    before = library.files
    taken(desk, closed)

    assert minutes_until_gone(library, before) <= LEFT_FOR / timedelta(minutes=1) + 3


def test_and_within_the_hour_where_it_was_corrected(library: Library, desk: Desk, closed: str) -> None:
    before = library.files
    corrected(desk, closed)

    assert minutes_until_gone(library, before) < 60


def test_and_out_of_the_segment_that_is_still_open(library: Library, desk: Desk) -> None:
    slug = publish(desk)
    library.index()
    before = library.files
    withdrawn(desk, slug)

    assert minutes_until_gone(library, before) <= LEFT_FOR / timedelta(minutes=1) + 3


def test_a_renamed_article_is_counted_once(library: Library, desk: Desk, closed: str) -> None:
    renamed(desk, closed)
    library.index()

    hits = library.opened().find(parsed(SECRET))

    assert (hits.slugs, hits.count) == (("rechtszaak-elders",), 1)


def test_a_corrected_article_is_counted_once_and_found_by_its_new_words(
    library: Library, desk: Desk, closed: str
) -> None:
    corrected(desk, closed)
    library.index()

    hits = library.opened().find(parsed("verdachte"))

    assert (hits.slugs, hits.count) == ((closed,), 1)
    assert library.find("stad") == [closed]


@pytest.mark.usefixtures("closed")
def test_dead_articles_fill_no_page(library: Library, desk: Desk) -> None:
    for number in range(4):
        desk.withdraw(f"haven-{number}", NOW)

    hits = library.opened().find(parsed("haven"), Limits(most=2))

    assert (hits.slugs, hits.count, hits.more) == (("haven-4",), 1, False)


def test_a_new_article_is_not_looked_up_in_segments_that_cannot_know_it(library: Library, desk: Desk) -> None:
    desk.publish(article("Haven open"))

    (change,) = library.state.changes(10)

    assert change.state == FIRST_TIME


def test_where_too_much_changed_no_count_is_said_to_hold(
    library: Library, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "MOST_LOOKED_UP", 1)
    for number in range(3):
        desk.publish(article(f"Haven {number}"))
    library.index()
    for number in range(3):
        desk.withdraw(f"haven-{number}", NOW)

    assert not library.opened().find(parsed("haven")).is_exact


def test_a_run_that_ends_between_the_manifest_and_its_marks_leaves_nothing_twice(
    library: Library, desk: Desk, closed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrected(desk, closed)
    done = library.state.done
    monkeypatch.setattr(type(library.state), "done", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        library.index()
    monkeypatch.setattr(type(library.state), "done", lambda _, changes: done(changes))
    library.now += timedelta(minutes=15)
    library.index()

    hits = library.opened().find(parsed("verdachte"))

    assert (hits.slugs, hits.count) == ((closed,), 1)


def test_what_is_dead_is_kept_in_the_table(library: Library, closed: str) -> None:
    (part, *_) = library.state.manifest().parts
    manifest = library.state.manifest()
    dead = part.with_dead({1, 3}, NOW, is_urgent=True)
    library.state.save(manifest.with_changed({part.name: dead}))

    assert library.state.manifest().parts[0] == dead
    assert SegmentFiles(library.table, library.bucket).articles_of(dead).keys() < {
        closed,
        *(f"haven-{n}" for n in range(5)),
    }


def test_a_file_that_is_named_again_stays(library: Library, desk: Desk) -> None:
    """A name is a hash of what is in the file: what was withdrawn and restored is the same file."""
    slug = publish(desk)
    library.index()
    desk.withdraw(slug, NOW)
    library.index()
    desk.restore(slug, NOW)
    for _ in range(30):
        library.index()

    assert library.opened().find(parsed(SECRET)).slugs == (slug,)
    assert library.state.manifest().is_whole


def test_what_was_corrected_and_then_withdrawn_leaves_at_once(library: Library, desk: Desk, closed: str) -> None:
    corrected(desk, closed)
    library.index()
    withdrawn(desk, closed)
    library.index()

    assert not any(part.dead for part in library.state.manifest().parts)


def test_a_restored_article_is_counted_once(library: Library, desk: Desk, closed: str) -> None:
    withdrawn(desk, closed)
    desk.restore(closed, NOW)
    library.index()

    hits = library.opened().find(parsed(SECRET))

    assert (hits.slugs, hits.count) == ((closed,), 1)


@pytest.mark.parametrize("taken", [*GONE, corrected])
def test_its_words_stand_before_no_word_that_is_meant_instead(
    library: Library, desk: Desk, closed: str, taken: Taken
) -> None:
    """What begins a dead word is none that is not typed to its end: it is put right to what can be read."""
    desk.publish(article("Voorbeeldstraf geëist"))
    library.index()
    taken(desk, closed)

    hits = library.opened().find(parsed("voorbeeldstrat"))

    assert (hits.slugs, hits.query.text) == (("voorbeeldstraf-geeist",), "voorbeeldstraf")


def test_how_rare_its_words_are_tells_nothing(library: Library, desk: Desk, closed: str) -> None:
    """A phrase that nobody wrote is rare, and what lacks it says too little: where a dead article has it, too."""
    withdrawn(desk, closed)
    archive = library.opened()

    found = [archive.find(parsed(f'"woont in de {word}" haven')).count for word in (SECRET, NEVER_WRITTEN)]

    assert found[0] == found[1]


def test_a_change_that_is_indexed_while_a_search_looks_is_known_to_it(
    library: Library, desk: Desk, closed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    withdrawn(desk, closed)
    read = library.state.manifest

    def busy() -> Manifest:
        monkeypatch.setattr(library.state, "manifest", read)
        library.index()
        return read()

    monkeypatch.setattr(library.state, "manifest", busy)

    assert library.opened().find(parsed(SECRET)).count == 0
