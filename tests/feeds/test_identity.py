"""Which entry is which."""

from dataclasses import replace
from datetime import UTC, datetime

from portal.feeds.parsing.identity import content_id, distinct, entry_hash, fingerprint, stable_id
from portal.model.article import Dateline, Entry, Image

ENTRY = Entry(
    id="x",
    url="https://krant.example/a",
    headline="Zwembad blijft open",
    lead="De raad stemde voor.",
    body_html='<p>Een <b>ruime</b> meerderheid, zie <a href="https://x.example/?utm_source=a">hier</a>.</p>',
)


def test_the_first_of_guid_about_and_link_is_the_id() -> None:
    assert stable_id(" g ", "a", "l") == "g"
    assert stable_id(" ", "a", "l") == "a"
    assert stable_id(None, "", "l") == "l"
    assert stable_id(None, "", " ") is None


def test_an_id_made_of_headline_and_date_survives_a_correction_of_the_text() -> None:
    def made(body: str, published: str = "2026-11-24T10:00:00Z") -> str:
        return content_id(headline="Kop", published=published, body=body)

    assert made("Oude tekst.") == made("Nieuwe tekst.")
    assert made("Oude tekst.", "") != made("Nieuwe tekst.", "")


def test_of_entries_with_one_id_the_first_keeps_it_and_the_others_get_their_link() -> None:
    second = replace(ENTRY, url="https://krant.example/b")

    assert [entry.id for entry in distinct([ENTRY, second])] == ["x", "x#https://krant.example/b"]


def test_entries_with_one_id_and_one_link_are_told_apart_by_content_whatever_stands_between() -> None:
    second, third = replace(ENTRY, headline="Tweede"), replace(ENTRY, headline="Derde")

    one, other = distinct([ENTRY, second, third]), distinct([ENTRY, third, second])

    assert {entry.id for entry in one} == {entry.id for entry in other}
    assert len({entry.id for entry in one}) == 3


def test_an_entry_that_equals_another_in_everything_keeps_its_id() -> None:
    assert distinct([ENTRY, replace(ENTRY)]) == (ENTRY, ENTRY)


def test_a_key_is_short_and_differs_by_feed() -> None:
    assert len(entry_hash("feed", "x" * 5000)) <= 64
    assert entry_hash("a", "x") != entry_hash("b", "x")
    assert entry_hash("a", "bx") != entry_hash("ab", "x")


def test_a_fingerprint_is_blind_to_what_is_no_correction() -> None:
    same = replace(
        ENTRY,
        id="y",
        url="https://elders.example/",
        headline="Zwembad  blijft\u00ad open",
        body_html='<p>Een ruime  meerderheid, zie <a href="https://x.example/?utm_source=b">hier</a>.</p>',
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
        updated_at=datetime(2026, 1, 2, tzinfo=UTC),
        authors=("Iemand",),
    )

    assert fingerprint(same) == fingerprint(ENTRY)


def test_a_fingerprint_changes_with_every_change_a_reader_sees() -> None:
    changed = [
        replace(ENTRY, headline="Zwembad gaat dicht"),
        replace(ENTRY, lead="De raad stemde tegen."),
        replace(ENTRY, dateline=Dateline(place="GOES", sources=("ANP",))),
        replace(ENTRY, body_html=ENTRY.body_html.replace("ruime", "krappe")),
        replace(ENTRY, body_html=ENTRY.body_html.replace("<p>", "<h2>").replace("</p>", "</h2>")),
        replace(ENTRY, images=(Image(url="https://beeld.example/a.jpg"),)),
    ]

    assert len({fingerprint(entry) for entry in [ENTRY, *changed]}) == len(changed) + 1


def test_a_fingerprint_knows_a_picture_without_its_query() -> None:
    one, other = (replace(ENTRY, images=(Image(url=f"https://beeld.example/a.jpg?w={w}"),)) for w in (1, 2))

    assert fingerprint(one) == fingerprint(other)
