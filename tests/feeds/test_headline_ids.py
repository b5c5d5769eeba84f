"""Entries that only their headline tells apart."""

from datetime import UTC, datetime

import pytest

from portal.feeds.parsing.digests import MADE_UP, digest
from portal.feeds.parsing.headline_ids import lasting_words
from portal.feeds.parsing.identity import by_address, content_id, distinct, story_keys
from portal.model.article import Entry

PAGE = "https://kust.example/waarschuwingen"


def warnings(*headlines: str, url: str | None = PAGE, text: str = "Pas op.") -> list[Entry]:
    """As they are read: with the link as id, or one made of their content."""
    made = [content_id(headline=one, published="", body=text) for one in headlines]
    return [
        Entry(id=url or id_, url=url, headline=one, body_html=f"<p>{text}</p>")
        for one, id_ in zip(headlines, made, strict=True)
    ]


def ids(*headlines: str, url: str | None = PAGE, text: str = "Pas op.") -> list[str]:
    return [entry.id for entry in distinct(warnings(*headlines, url=url, text=text))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Waarschuwing Zeeland: code geel", "Waarschuwing Zeeland: code oranje"),
        ("Code geel voor gladheid in Drenthe vanaf 18:00 uur", "Code rood voor gladheid in Drenthe tot 23.30 uur"),
        ("Hoogwater Vlissingen 13:42, 215 cm", "Hoogwater Vlissingen 01:58, +230 cm"),
        ("Natuurbrandrisico Veluwe fase 1", "Natuurbrandrisico Veluwe fase 2"),
        ("Natuurbrandrisico Zeeland: fase 1 (laag)", "Natuurbrandrisico Zeeland: fase 2 (zeer hoog)"),
        ("Natuurbrandrisico Zeeland: fase 1 (laag)", "Natuurbrandrisico Zeeland: fase 2 (hoog)"),
        ("Hooikoorts Zeeland: zeer hoog", "Hooikoorts Zeeland: matig"),
        ("Smogkans Zeeland: extreem", "Smogkans Zeeland: laag"),
        ("Yellow wind warning Zeeland (27-11-2026)", "Orange wind warning Zeeland (28-11-2026)"),
        ("Storm Waddenzee zaterdagavond 28 november", "Storm Waddenzee zondagochtend 29 november"),
        ("Wetterwarnung Borkum: Stufe 2", "Aufhebung der Wetterwarnung Borkum"),
        ("Warnung vor Sturm in Emden: gelb", "Ende der Warnung vor Sturm in Emden"),
        ("Vigilance jaune Dunkerque 14h00", "Fin de vigilance orange Dunkerque"),
        ("Alerte rouge: Lille", "Fin de l'alerte verte: Lille"),
        ("Waarschuwing Zeeland: code geel", "Einde van de waarschuwing Zeeland"),
        ("Code oranje", "Code rood"),
        ("215", "+230"),
        ("Fase 1", "2"),
    ],
)
def test_another_hour_or_colour_is_the_same_warning(one: str, other: str) -> None:
    neighbours = ("Waarschuwing Limburg: code geel", "Waarschuwing Friesland: code geel")

    for url in (PAGE, None):
        before, after = ids(one, *neighbours, url=url), ids(*neighbours, other, url=url, text="Anders.")
        assert before[0] == after[-1]
        assert set(before) == set(after)
        assert len(set(before)) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Waarschuwing Zeeland: code geel", "Waarschuwing Limburg: code geel"),
        ("Code geel: windstoten in Zeeland", "Code geel: gladheid in Zeeland"),
        ("Hoog water Vlissingen 13:42", "Laag water Vlissingen 07:20"),
        ("Hooikoorts Zeeland: hoog", "Hooikoorts Limburg: hoog"),
        ("Hoogezand: laag risico", "Veendam: laag risico"),
        ("Ongeval A58 richting Goes", "Ongeval A4 richting Goes"),
        ("Brug N57 dicht", "Brug N59 dicht"),
        ("Aufhebung der Wetterwarnung Borkum", "Aufhebung der Sperrung Borkum"),
        ("Fin de vigilance Lille", "Fin de vigilance Dunkerque"),
        ("Ende des Konzerts in Emden", "Konzert am Ende der Mole in Leer"),
        ("Code geel", "Storing telefoon"),
    ],
)
def test_another_place_road_or_danger_is_another_warning(one: str, other: str) -> None:
    assert lasting_words(one) != lasting_words(other)
    assert len(set(ids(one, other))) == 2


def test_what_was_known_by_all_of_its_words_is_still_known_so() -> None:
    (new,) = distinct(warnings("Code geel"))

    old = f"{MADE_UP}{digest('words', PAGE, 'code geel')[:32]}"

    assert old in new.other_ids


def test_numbers_alone_are_told_apart_by_all_of_them_where_a_page_has_several() -> None:
    assert len(set(ids("12", "13", "Code geel"))) == 3
    assert ids("12", "13") == ids("13", "12")[::-1]


def test_two_that_differ_only_in_the_hour_are_two() -> None:
    tides = ("Hoogwater Vlissingen 01:12", "Hoogwater Vlissingen 13:42")

    assert len(set(ids(*tides, "Laagwater Vlissingen 07:20"))) == 3
    assert ids(*tides) == ids(*reversed(tides))[::-1]
    assert len(set(ids(*tides, tides[0]))) == 2  # said twice is one
    assert len(set(ids("Code geel", "Code rood", "12"))) == 3


def test_one_text_apart_under_one_headline_has_an_id_of_its_own() -> None:
    both = [*warnings("Storing", text="In Goes."), *warnings("Storing", text="In Tholen.")]

    assert len({entry.id for entry in distinct(both)}) == 2


def test_the_last_of_a_page_is_still_known() -> None:
    page = distinct(warnings("Hoogwater Vlissingen 13:42", "Hoogwater Terneuzen 14:05"))
    tides = distinct(warnings("Hoogwater Vlissingen 01:12", "Hoogwater Vlissingen 13:42"))

    (alone,) = distinct(warnings("Hoogwater Vlissingen 13:42"))

    assert alone.id == PAGE
    assert {page[0].id, tides[1].id} == set(alone.other_ids)


def test_a_warning_that_comes_alone_is_named_as_among_others() -> None:
    assert ids("Waarschuwing Zeeland: code geel") == ids("Waarschuwing Zeeland: code rood", "Storm op zee")[:1]


def test_what_was_known_by_its_content_is_still_known_so() -> None:
    (old,) = warnings("Brug dicht", url=None)

    (new,) = distinct([old])

    assert old.id in new.other_ids
    assert new.id != old.id


@pytest.mark.parametrize(
    "entries",
    [
        warnings("Code geel in Zeeland") + warnings("Storm", url="https://kust.example/storm"),
        warnings("Zeven tips voor 2023", url="https://kust.example/tips"),
        [
            Entry(id="w-1", url=PAGE, headline="Zeeland: code geel"),
            Entry(id="w-2", url=PAGE, headline="Goes: code geel"),
        ],
    ],
    ids=["links of their own", "alone", "guids"],
)
def test_what_has_a_guid_or_a_link_of_its_own_keeps_it(entries: list[Entry]) -> None:
    assert [entry.id for entry in distinct(entries)] == [entry.id for entry in entries]


def test_what_has_a_date_is_told_apart_as_before() -> None:
    dated = [
        Entry(id=PAGE, url=PAGE, headline=f"Zeeland: code {one}", published_at=datetime(2026, 3, day, tzinfo=UTC))
        for day, one in ((1, "geel"), (2, "rood"))
    ]

    assert distinct(dated)[0].id == PAGE
    assert distinct(dated)[1].id.startswith(f"{PAGE}#")


def test_a_feed_whose_ids_say_nothing_names_them_alike() -> None:
    page = warnings("Zeeland: code geel", "Limburg: code geel", "Drenthe: code geel")

    assert [entry.id for entry in by_address(distinct(page))] == [entry.id for entry in distinct(page)]
    assert [entry.id for entry in by_address(distinct(page[:1]))] == [distinct(page)[0].id]


def test_no_story_is_recognised_by_the_address_of_a_page() -> None:
    assert story_keys(distinct(warnings("Zeeland: code geel", "Limburg: code geel"))[0], "kust") == ()
