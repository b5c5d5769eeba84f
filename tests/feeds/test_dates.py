"""Moments as feeds write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.feeds.formats.pubstatus import under_embargo
from portal.feeds.parsing.dates import parse_date
from portal.feeds.parsing.document import parse
from portal.model.article import Status
from portal.model.clock import local, to_iso

NOON = "2026-09-24T10:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "Thu, 24 Sep 2026 12:00:00 +0200", "Thu, 24 Sep 2026 10:00:00 GMT", "24 Sep 2026 10:00 Z",
        "Thu, 24 Sep 2026 12:00:00 CEST", "Thu, 24 Sep 2026 11:00:00 CET", "Thu, 24 Sep 2026 12:00:00 MEST",
        "Thu, 24 Sep 2026 11:00:00 MET", "Thu, 24 Sep 2026 11:00:00 BST", "Thu, 24 Sep 2026 05:00:00 EST",
        "Thu, 24 Sep 2026 06:00:00 EDT", "Thu, 24 Sep 2026 10:00:00", "Thu, 24 Sep 26 10:00:00 UT",
        "Mon, 24 Sep 2026 10:00:00 GMT", "Thu,24 Sep 2026 10:00:00 +0000", "  Thu, 24  Sep 2026\n10:00:00 GMT ",
        "Thu, 24 Sep 2026 12:00:00 +0200 (CEST)", "Thursday, 24-Sep-26 10:00:00 GMT", "Thu, 24 Sep 2026 10:00:00 XYZ",
        "Thu, 24 September 2026 10:00:00 GMT", "Thu, 24 Sep 2026 12:00:00 GMT+2", "Thu, 24 Sep 2026 12:00:00 UTC+02:00",
        "24-09-2026 12:00", "24/09/2026 12:00:00", "24.09.2026 12.00", "donderdag 24 september 2026 12:00",
        "do, 24 sep 2026 12:00:00", "24 september 2026 om 12:00 uur CEST", "do 24 september 2026 om 12.00 uur",
        "2026-09-24T10:00:00Z", "2026-09-24T12:00:00+02:00", "2026-09-24T10:00:00.123456Z", "2026-09-24 10:00:00",
        "20260924T120000+0200", "20260924T100000Z", "2026-09-24T12:00+0200", "2026-09-24t10:00:00z",
        "2026-09-24 12:00:00 CEST", "Sep 24, 2026 10:00:00 AM", "Thu Sep 24 10:00:00 2026",
        "Thu Sep 24 12:00:00 CEST 2026",
    ],
)  # fmt: skip
def test_a_moment_is_read_in_every_dress_it_comes_in(text: str) -> None:
    moment = parse_date(text)

    assert moment is not None
    assert to_iso(moment) == NOON


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 mrt 2026 12:00", "2026-03-05T11:00:00Z"),
        ("5 mei 2026 12:00", "2026-05-05T10:00:00Z"),
        ("5 okt. 2026 12:00", "2026-10-05T10:00:00Z"),
        ("5 nov 2026 12:00", "2026-11-05T11:00:00Z"),
        ("5 Nov 2026 12:00", "2026-11-05T12:00:00Z"),
        ("5 NOVEMBER 2026 12:00", "2026-11-05T11:00:00Z"),
        ("DONDERDAG 5 NOVEMBER 2026 12:00", "2026-11-05T11:00:00Z"),
        ("5 NOV 2026 12.00 UUR", "2026-11-05T11:00:00Z"),
        ("5 NOV 2026 12:00 GMT", "2026-11-05T12:00:00Z"),
        ("THU, 5 NOV 2026 12:00:00", "2026-11-05T12:00:00Z"),
        ("NOVEMBER 5, 2026 12:00 PM", "2026-11-05T12:00:00Z"),
        ("2026-11-05T12:00:00", "2026-11-05T12:00:00Z"),
        ("24 november 2026 om 10.00 uur", "2026-11-24T09:00:00Z"),
        ("November 24, 2026", "2026-11-24T00:00:00Z"),
        ("March 5, 2026 10:00", "2026-03-05T10:00:00Z"),
        ("April 1, 2026 10:00 PM EDT", "2026-04-02T02:00:00Z"),
        ("Mon,24 Nov 2026 10:00 GMT", "2026-11-24T10:00:00Z"),
        ("2026-09-24T24:00:00Z", "2026-09-25T00:00:00Z"),
        ("Thu, 31 Dec 2026 24:00:00 GMT", "2027-01-01T00:00:00Z"),
        ("2026-12-31T23:59:60Z", "2026-12-31T23:59:59Z"),
        ("24-09-2026", "2026-09-23T22:00:00Z"),
        ("2026-09-24", "2026-09-24T00:00:00Z"),
        ("29 Feb 2024 00:00 GMT", "2024-02-29T00:00:00Z"),
        ("Sep 24, 2026 12:00 AM", "2026-09-24T00:00:00Z"),
    ],
)
def test_a_moment_is_read_as_its_shape_says(text: str, expected: str) -> None:
    moment = parse_date(text)

    assert moment is not None
    assert to_iso(moment) == expected


@pytest.mark.parametrize(
    "text",
    [
        None, "", "gisteren", "29 Feb 2026 10:00 GMT", "2026-02-30", "2026-13-01", "32 Sep 2026 10:00", "24:00",
        "2026-09-24T25:00:00Z", "2026-09-24T24:01:00Z", "2026-09-24T10:60:00Z", "2026-09-24T10:00:61Z",
        "0001-01-01T00:00:00Z", "1899-12-31T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+12:00", "2026-09-24T10:00:00+99:00", "2026-09-24T10:00:00+01:99", "24 Foo 2026 10:00",
        "1" * 5000, "13:00 PM 24 Sep 2026", "٢٠٢٦-09-24",
    ],
)  # fmt: skip
def test_nonsense_is_no_moment(text: str | None) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "24/09/2026 - 12:00", "do, 24/09/2026 - 12:00", "Thu, 09/24/2026 - 12:00", "24-09-2026 | 12:00",
        "24/09/2026-12:00", "24/09/26 12:00", "24.09.26, 12.00 Uhr", "12:00 24-09-2026", "12.00 uur | do 24 sep 2026",
        '<time datetime="2026-09-24T12:00:00+02:00">2 uur geleden</time>', "<em>do, 24/09/2026 - 12:00</em>",
        '&lt;span property="dc:date" content="2026-09-24T12:00:00+02:00"&gt;24 sep&lt;/span&gt;',
        "&amp;lt;time datetime='2026-09-24T10:00:00Z'&amp;gt;", "Thu Sep 24 12:00:00 CEST 2026",
        "2026-09-24T12:00:00+02:00[Europe/Amsterdam]", "2026-09-24T12:00:00[Europe/Amsterdam]",
        "2026-09-24T10:00:00Z[UTC]", "2026-09-24 12:00 Europe/Brussels", "Thu, 24 Sep 2026 10:0:0 Z",
        "2026/09/24 12:00",
        "1790244000", "1790244000123", "1790244000.5", "/Date(1790244000000)/", "20260924100000",
        "Donnerstag, den 24. September 2026, 12:00 Uhr", "Do., 24.9.2026 - 12 Uhr", "jeudi 24 septembre 2026 à 12h00",
        "le 24 sept. 2026, 12 h 00", "24 september 2026 om 12 uur", "24e september 2026, 12u00",
        "24\u00a0september\u202f2026\u00a0\u2013 12:00", "\u200e24-09-2026 12:00", "September 24th, 2026 at 10:00 AM",
        "Sep 24, 2026, 10:00:00 a.m.", "Geplaatst op donderdag 24 september 2026 om 12:00 uur",
        "24/Sep/2026:12:00:00 +0200", "24-SEP-26 10.00.00.000000 AM", "24 september, 2026 12:00",
        "Thu, 24 Sep 126 10:00:00 GMT", "24th of September 2026, 10:00", "jue, 24/09/2026 12:00",
    ],
)  # fmt: skip
def test_a_moment_is_read_as_the_field_writes_it(text: str) -> None:
    moment = parse_date(text)

    assert moment is not None
    assert to_iso(moment) == NOON


@pytest.mark.parametrize(
    "text",
    [
        "24/09/2026 (12:00)", "24-09-2026 (12:00 uur)", "24 september 2026 (12:00)", "do 24 sep 2026 (12.00 uur)",
        "24 september 2026 [12:00]", "(24-09-2026 12:00)", '"24-09-2026 12:00"', "2026-09-24 (12.00 uur)",
        "2026-09-24T10:00:00Z (12:00)", "Thu, 24 Sep 2026 10:00:00 GMT (12:00 CEST)", "24-09-2026 12:00 (2 reacties)",
    ],
)  # fmt: skip
def test_a_clock_time_in_brackets_is_one_and_a_comment_in_brackets_is_none(text: str) -> None:
    assert parse_date(text) == datetime(2026, 9, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "24 september 2026 - 12:00 uur", "24 september 2026 – 12.00 uur", "24 september 2026 -- 12:00",
        "24 september 2026 / 12:00 uur", "24-09-2026 / 12:00", "24.09.2026/12:00", "24 september 2026 > 12:00",
        "24 september 2026 » 12:00 uur", "24 september 2026 · 12:00 uur", "24 september 2026 • 12:00",
        "24 september 2026 ~ 12:00", "24 september 2026; 12:00", "Nieuwsbericht | 24-09-2026 | 12:00",
        "24-09-2026 tijd: 12:00", "Datum: 24-09-2026, Tijd: 12:00", "24 september 2026 te 12.00 uur",
        "2026-09-24_10:00:00",
    ],
)  # fmt: skip
def test_whatever_stands_between_day_and_clock_both_are_read(text: str) -> None:
    assert parse_date(text) == datetime(2026, 9, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        # Dutch, by hand and by SIMsite and iprox
        "24-09-2026, 12:00u", "24-09-2026 12u", "24-09-2026 om 12u", "24-09-2026 12.00 hr",
        "do. 24-09-2026 om 12.00 uur",
        "Donderdag, 24 september, 2026 - 12:00", "24-sep-2026 12:00 uur", "24 sep '26 12:00", "24-09-'26 12:00",
        "12:00 uur - donderdag 24 september 2026", "24-09-2026 12:00 (CEST)", "24-9-2026 12:00:00",
        "do 24/09/26 - 12:00",
        # German, French, Frisian
        "24.09.2026 um 12:00 Uhr", "24.09.2026, 12 Uhr", "Donnerstag, 24. September 2026, 12:00:00 Uhr MESZ",
        "24.Sep.2026 12:00", "jeudi 24 septembre 2026 - 12h", "24/09/2026 à 12h00", "Le 24/09/2026 à 12h",
        "tongersdei 24 septimber 2026 12:00", "24 septimber 2026 om 12:00 oere", "to 24 sept 2026 12:00",
        # Java, Go, JavaScript, .NET, Oracle
        "Thu Sep 24 12:00:00 MESZ 2026", "Thu Sep 24 12:00:00 +0200 2026", "do sep 24 12:00:00 CEST 2026",
        "Thu Sep 24 2026 12:00:00 GMT+0200 (Central European Summer Time)", "2026-09-24 10:00:00 +0000 UTC",
        "2026-09-24 12:00:00.123 +0200 CEST m=+0.01", "2026-09-24T12:00:00.0000000+02:00", "24-9-2026 12:00:00 +02:00",
        "9/24/2026 10:00:00 AM +00:00", "Thursday, September 24, 2026 10:00 AM", "\\/Date(1790244000000)\\/",
        "/Date(1790244000000+0200)/", "2026-Sep-24 10:00:00", "2026 Sep 24 10:00:00",
        # Offsets that something has happened to
        "2026-09-24T10:00:00+00:00Z", "Thu, 24 Sep 2026 12:00:00 +0200 GMT", "Thu, 24 Sep 2026 12:00:00 + 0200",
        "2026-09-24T12:00:00 02:00", "Thu, 24 Sep 2026 12:00:00 0200", "2026-09-24T10:00:00Z.",
    ],
)  # fmt: skip
def test_a_moment_is_read_as_other_programs_and_hands_write_it(text: str) -> None:
    assert parse_date(text) == datetime(2026, 9, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "<time datetime=2026-09-24T12:00:00+02:00>2 uur geleden</time>", "<TIME DATETIME = 2026-09-24T10:00:00Z>nu",
        "<time class=datum datetime=2026-09-24T10:00:00Z/>", "<meta content=2026-09-24T10:00:00Z>",
        "&lt;time datetime=2026-09-24T12:00:00+02:00 class=x&gt;gisteren&lt;/time&gt;",
        '<abbr class="timeago" title="2026-09-24T12:00:00+02:00">gisteren</abbr>',
        "<time datetime=vandaag>24-09-2026 12:00</time>", '<a title="24-09-2025">24-09-2026 12:00</a>',
    ],
)  # fmt: skip
def test_an_attribute_says_when_with_or_without_quotes(text: str) -> None:
    assert parse_date(text) == datetime(2026, 9, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("5 févr. 2026 12:00", 2), ("5 août 2026 12:00", 8), ("5 juil. 2026 12:00", 7), ("5 juin 2026 12:00", 6),
        ("mar. 5 mai 2026 - 12:00", 5), ("5. März 2026 12:00", 3), ("Mi, 5. Dez. 2026 12:00", 12),
        ("5 Jänner 2026 12:00", 1),
        ("1er décembre 2026 12:00", 12), ("5 mrt. 2026, 12:00", 3),
    ],
)  # fmt: skip
def test_the_months_of_the_neighbours_are_known_and_theirs_is_our_clock(text: str, month: int) -> None:
    moment = parse_date(text)

    assert moment is not None
    assert (local(moment).month, local(moment).hour) == (month, 12)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03/04/2026 09:00", "3-4"), ("vr 03/04/2026 09:00", "3-4"), ("wo 03/04/2026 09:00", "3-4"),
        ("Fri, 03/04/2026 - 09:00", "3-4"), ("Sun, 03/04/2026 - 09:00", "3-4"), ("03-04-2026 9:00 AM", "3-4"),
        ("Wed, 03/04/2026 - 09:00", "4-3"), ("03/04/2026 9:00 AM", "4-3"), ("03/04/2026 09:00 EST", "4-3"),
    ],
)  # fmt: skip
def test_the_day_comes_first_unless_what_is_american_stands_around_it(text: str, day: str) -> None:
    moment = parse_date(text)

    assert moment is not None
    assert f"{local(moment).day}-{local(moment).month}" == day


@pytest.mark.parametrize(
    "text",
    [
        "2026-27", "12345", "1.2.30", "v2.10.1", "2026.11.27", "0118-423000", "0612345678", "31118123456", "612345678",
        "8712345678906", "2026112701", "Markt 12", "Kade 27, 2026", "12-14", "27.11.26",
        "Versie 5.10.2026", "<b>nieuw</b>", "& 2026", "Versie 24.09.2026 12:00", "24092026", "46289.5", "nieuws 2026",
        "Nieuws | 12:00", "24/09 (12:00)", "september 2026", "24 september", "2026 september", "week 39 2026",
        "24-09-2026/12", "24-09-2026 > 3", "Zaak 2026-123", "192.168.1.20", "03/04/2026-2027", "datum onbekend",
        "12:00 uur",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "24-09-2026 12:00-13:00", "24 september 2026 12:00-13:00", "24-09-2026 12:00 - 13:00", "31-11-2026 (09:00)",
        "24-09-2026 t/m 26-09-2026", "24-09-2026 - 26-09-2026", "24 en 25 september 2026", "24-09-2026 (25:00)",
    ],
)  # fmt: skip
def test_what_lasts_and_what_cannot_be_is_no_moment(text: str) -> None:
    assert parse_date(text) is None


def test_a_clock_with_an_offset_west_of_greenwich_is_no_period() -> None:
    for text in ("2026-09-24 06:00-04:00", "24 Sep 2026 06:00 -0400", "24-09-2026 06:00:00-04:00"):
        assert parse_date(text) == datetime(2026, 9, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Thu, 01 Jan 1970 00:00:00 +0000", "1970-01-01T01:00:00+01:00", "Wed, 31 Dec 1969 16:00:00 PST",
        "01-01-1970 01:00",
        "0001-01-01T00:00:00Z", "-0001-11-30T00:00:00+00:00", "Mon, 01 Jan 0001 00:00:00 +0000", "30/12/1899 - 00:00",
        "1900-01-01", "1980-01-01 00:00:00", "00/00/0000 - 00:00", "0000-00-00 00:00:00", "0", "1990-12-31T23:59:59Z",
    ],
)  # fmt: skip
def test_what_a_program_writes_that_has_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_the_web_is_as_old_as_the_first_date_that_is_believed() -> None:
    assert parse_date("6 Aug 1991 14:56:20 GMT") == datetime(1991, 8, 6, 14, 56, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        "04/03/2026 10:00",
        "12/04/2026 10:00",
        "Mon 12/05/2026 10:00",
        "1970-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "03/04/2026 09:00 EST",
        "Wed, 03/04/2026 09:00",
        "03/04/26 09:00",
    ],
)
def test_an_embargo_that_is_nonsense_or_may_end_on_two_days_withholds(said: str) -> None:
    assert under_embargo(Status.USABLE, said) == (Status.WITHHELD, None)


def test_an_item_that_is_to_be_released_later_is_under_embargo_also_where_its_issue_is_no_date() -> None:
    document = parse(
        b"<nitf><head><docdata><doc-id id-string='n1'/><date.issue norm='19700101T000000Z'/>"
        b"<date.release norm='20261127T090000Z'/></docdata></head><body><body.head><hedline><hl1>Brug</hl1></hedline>"
        b"</body.head><body.content><p>Tekst.</p></body.content></body></nitf>"
    )

    assert document.entries[0].embargoed_until == datetime(2026, 11, 27, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "item",
    [
        "<item><pubDate><time datetime='2026-09-24T10:00:00Z'>zojuist</time></pubDate></item>",
        "<item><pubDate><![CDATA[<time datetime='2026-09-24T10:00:00Z'>zojuist</time>]]></pubDate></item>",
        "<item><pubDate><time datetime=2026-09-24T12:00:00+02:00>zojuist</time></pubDate></item>",
        "<item><pubDate>onbekend</pubDate><pubDate>Thu, 24 Sep 2026 10:00:00 GMT</pubDate></item>",
        "<item><pubDate/><pubDate>1970-01-01</pubDate><pubDate>Thu, 24 Sep 2026 10:00:00 GMT</pubDate></item>",
        "<item><pubDate>nu</pubDate><pubDate>2026-09-24T10:00:00Z</pubDate><pubDate>2025-01-01</pubDate></item>",
        "<item><pubDate>Thu, 24 Sep 2026 10:00:00 GMT</pubDate><pubDate>Fri, 25 Sep 2026 10:00:00 GMT</pubDate></item>",
        "<item><pubDate>1970-01-01</pubDate><dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'>1790244000</dc:date></item>",
    ],
)
def test_markup_and_a_second_field_say_when(item: str) -> None:
    document = parse(f"<rss><channel>{item}</channel></rss>".encode())

    assert [to_iso(entry.published_at) for entry in document.entries if entry.published_at] == [NOON]


@pytest.mark.parametrize(
    "entry",
    [
        "<published>onbekend</published><published>2026-09-24T10:00:00Z</published>",
        "<published/><published>1970-01-01</published><published>2026-09-24T10:00:00Z</published>",
        "<updated>straks</updated><updated>2026-09-24T10:00:00Z</updated>",
        "<published>2026-09-24T10:00:00Z</published><published>2026-09-25T10:00:00Z</published>",
        "<published>2026-09-24T10:00:00Z</published><updated>2026-09-25T10:00:00Z</updated>",
    ],
)
def test_a_second_element_of_the_same_name_says_when_the_first_is_none(entry: str) -> None:
    document = parse(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>{entry}</entry></feed>'.encode())

    assert [to_iso(one.published_at) for one in document.entries if one.published_at] == [NOON]


@settings(deadline=None)
@given(st.text(alphabet="0123456789-:+TZ. ,/aefjmnoprstuwdvzGMTC", max_size=40))
def test_no_text_makes_it_fail(text: str) -> None:
    moment = parse_date(text)

    assert moment is None or (moment.tzinfo is UTC and 1991 <= moment.year <= 9998)


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(9997, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001  # the zone is given beside it
def test_what_the_portal_writes_it_reads_back(moment: datetime) -> None:
    assert parse_date(to_iso(moment)) == moment.replace(microsecond=0)


def test_an_embargo_whose_weekday_fits_one_day_alone_is_under_embargo() -> None:
    assert under_embargo(Status.USABLE, "Wed 04/03/2026 10:00")[0] is Status.USABLE  # 4 March; 3 April is a Friday
    assert under_embargo(Status.USABLE, "04-03-2026 10:00")[0] is Status.USABLE


@pytest.mark.parametrize("label", [
        "Gepubliceerd op:", "Laatst gewijzigd:", "Stand:", "Op:", "Gepubliceerd:", "Laatst bijgewerkt op",
        "Nieuwsbericht",
        "Gewijzigd op", "Datum publicatie:", "Toegevoegd op", "Verschenen op", "Erstellt am", "Aktualisiert:",
        "Mis à jour le", "Nieuws -", "Geplaatst:", "Voor het laatst aangepast op:",
    ],
)  # fmt: skip
def test_a_label_before_a_date_is_no_part_of_it(label: str) -> None:
    assert parse_date(f"{label} 27 november 2026 09:00") == datetime(2026, 11, 27, 8, tzinfo=UTC)
