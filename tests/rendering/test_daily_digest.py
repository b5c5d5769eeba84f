"""The daily digest: which window it is of, what is in it, and how it reads as plain text."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.rendering.daily_digest import (
    IN_REGIONS,
    IN_SECTION,
    WIDTH,
    as_html,
    as_text,
    chosen,
    slugs_of,
    window,
)
from samples import NOW, article, site

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("now", "start", "end"),
    [
        ("2026-11-24T05:00", "2026-11-23T05:00", "2026-11-24T05:00"),
        ("2026-11-24T04:59", "2026-11-22T05:00", "2026-11-23T05:00"),
        ("2026-11-24T23:30", "2026-11-23T05:00", "2026-11-24T05:00"),
        ("2026-07-01T04:00", "2026-06-30T04:00", "2026-07-01T04:00"),
        ("2026-10-25T05:00", "2026-10-24T04:00", "2026-10-25T05:00"),
        ("2026-03-29T04:00", "2026-03-28T05:00", "2026-03-29T04:00"),
    ],
)
def test_it_is_complete_at_six_in_the_morning_whatever_the_clock_does(now: str, start: str, end: str) -> None:
    found = window(datetime.fromisoformat(now).replace(tzinfo=UTC))

    assert [f"{one:%Y-%m-%dT%H:%M}" for one in found[:2]] == [start, end]


def test_windows_meet_and_do_not_overlap() -> None:
    assert window(NOW, back=1).end == window(NOW).start
    assert window(NOW, back=1).day == window(NOW).day - timedelta(days=1)


def test_each_section_has_its_few_and_the_places_are_together() -> None:
    told = [
        article(f"{section} {number}", section=section, published_at=NOW - timedelta(minutes=number))
        for section in ("goes", "tholen", "buitenland")
        for number in range(9)
    ]

    view = chosen(told, site(), DAY)

    assert [(one.section.slug, len(one.teasers)) for one in view.blocks] == [
        ("buitenland", IN_SECTION),
        ("regio", IN_REGIONS),
    ]


def test_what_is_urgent_is_in_it_however_early_it_came() -> None:
    told = [article(f"Bericht {number}", published_at=NOW - timedelta(minutes=number)) for number in range(9)]
    told.append(article("Dijk doorgebroken", published_at=NOW - timedelta(hours=9), urgency=1))

    assert slugs_of(chosen(told, site(), DAY)) == ["bericht-0", "bericht-1", "dijk-doorgebroken"]


def test_plain_text_fits_a_mail() -> None:
    told = [article("Een lange kop " * 9, lead="Een lange lead met <tekens> & meer. " * 9)]
    text = as_text(chosen(told, site(), DAY), site())

    assert all(len(line) <= WIDTH or line.startswith("  https://") for line in text.splitlines())
    assert text.startswith("De Schelde: overzicht van dinsdag 24 november 2026\n=====")
    assert "\nBUITENLAND\n" in text
    assert "<tekens> & meer" in text
    assert text.endswith("Meer nieuws: https://www.schelde.example/\n")


def test_a_day_without_news_says_so() -> None:
    assert "Er was geen nieuws." in as_text(chosen((), site(), DAY), site())


def test_html_has_nothing_but_what_a_mail_may_have() -> None:
    html = as_html(chosen([article("Vijf & <zes>")], site(), DAY), site())

    assert html.startswith('<h2>Buitenland</h2><p><strong><a href="https://www.schelde.example/nieuws/vijf-zes">')
    assert "Vijf &amp; &lt;zes&gt;</a></strong><br>BREUGEL (ANP/DPA) - Het bericht" in html


def test_a_section_that_has_left_the_site_is_told_too() -> None:
    view = chosen([article("Een"), article("Twee", section="weg"), article("Drie", section="goes")], site(), DAY)

    assert [one.section.name for one in view.blocks] == ["Buitenland", "Weg", "Uit de regio"]
