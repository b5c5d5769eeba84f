"""What changes in a text although nobody changed it, and what only looks like that."""

import pytest

from portal.feeds.parsing.document import parse
from portal.feeds.parsing.identity import fingerprint
from portal.feeds.parsing.noise import text_without_noise, title_without_noise

TITLE, TEXT = "Nieuwe brug bij Kats", "De pijlers staan er al."


def of(title: str = TITLE, text: str = f"<p>{TEXT}</p>") -> str:
    item = f"<item><title>{title}</title><guid>b-1</guid><description><![CDATA[{text}]]></description></item>"
    (entry,) = parse(f"<rss><channel>{item}</channel></rss>".encode()).entries
    return fingerprint(entry)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(3 reacties)", "(14 reacties)"),
        ("(geen reacties)", "(1 reactie)"),
        ("", "(1 reactie)"),
        ("[12 comments]", "[1.213 comments]"),
        ("| 3 reacties", "| 4 reacties"),
        ("– 99 views", "– 1,2k views"),
        ("(Reacties: 3)", "(Reacties: 4)"),
    ],
)
def test_a_counter_in_a_title_is_no_news(one: str, other: str) -> None:
    assert of(f"{TITLE} {one}") == of(f"{TITLE} {other}") == of(f"{TITLE} {one}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>(Digital Fingerprint: 97a32a1995caacdab37446)</p>", "<p>(Digital Fingerprint: 0011aacdab374463b5)</p>"),
        ("<p>3 reacties</p>", "<p>14 reacties</p>"),
        ("<p>Reacties (3)</p>", "<p>Reacties (4)</p>"),
        ("<p>Views: 3 Likes: 3</p>", "<p>Views: 4 Likes: 9</p>"),
        ("<p>Bekeken 3 keer!</p>", "<p>Bekeken 4 keer!</p>"),
        ("<p>Token abcDEF3ghiJKL456mnoPQR789stu</p>", "<p>Token zbcDEF4ghiJKL456mnoPQR781stu</p>"),
        ("<p>Het bericht is laatst aangepast op 1-5</p>", "<p>Het bericht is laatst aangepast op 2-5</p>"),
        ("<p>Dit bericht is 123 keer bekeken.</p>", "<p>Dit bericht is 1.024 keer bekeken.</p>"),
        ("<p>Door de redactie | 12x gelezen | 3 reacties</p>", "<p>Door de redactie | 99x gelezen | 4 reacties</p>"),
        ("<p>Laatst bijgewerkt: 14:03</p>", "<p>Laatst bijgewerkt: 15:58</p>"),
        ("<p>[Totaal: 3 Gemiddeld: 4.5]</p>", "<p>[Totaal: 4 Gemiddeld: 4.2]</p>"),
        ("<p>[Total: 12 Average: 4/5]</p>", "<p>[Total: 13 Average: 3/5]</p>"),
        ("<p>Het laatst gewijzigd op vrijdag 27 november om 14.03 uur</p>", "<p>Het laatst gewijzigd op 1 mei</p>"),
        ("<p>De brug is open.</p><p>2 uur geleden</p>", "<p>De brug is open.</p><p>3 uur geleden</p>"),
        ("<p>Gegenereerd op 27-11-2026 12:00:01</p>", "<p>Gegenereerd op 27-11-2026 12:05:01</p>"),
        ("<p>Laatst bijgewerkt: zojuist</p>", "<p>Laatst bijgewerkt: gisteren om 15:58</p>"),
        ("<p>Laatst bijgewerkt: zaterdag 28 november 2026</p>", "<p>Laatst bijgewerkt: zondag 29 november 2026</p>"),
        ("<p>Voor het laatst bijgewerkt op 1 mei 2026</p>", "<p>Voor het laatst bijgewerkt op 2 mei 2026</p>"),
        ("<div>Last updated: 2026-11-27T14:03:00Z</div>", "<div>Last updated: 2026-11-28T09:00:00Z</div>"),
        ("<!-- cache 14:03:22 -->", "<!-- cache 14:08:22 -->"),
        ('<p><a href="https://b.example/?s=1">Meer</a>.</p>', '<p><a href="https://b.example/?s=2">Meer</a>.</p>'),
        ("<p>Deel https://b.example/x?sid=1a2b ook.</p>", "<p>Deel https://b.example/x?sid=9z8y ook.</p>"),
        ("<p>Ref 550e8400-e29b-41d4-a716-446655440000.</p>", "<p>Ref 550e8400-e29b-41d4-a716-446655441234.</p>"),
    ],
)  # fmt: skip
def test_a_counter_a_moment_or_a_token_in_a_text_is_no_news(one: str, other: str) -> None:
    assert of(text=f"<p>{TEXT}</p>{one}") == of(text=f"<p>{TEXT}</p>{other}")


def test_a_moment_before_or_behind_the_text_of_a_lead_is_no_news() -> None:
    assert of(text=f"Laatst bijgewerkt: 14:03. {TEXT}") == of(text=f"Laatst bijgewerkt: 15:03. {TEXT}")
    assert of(text=f"{TEXT} Laatst bijgewerkt: 14:03") == of(text=f"{TEXT} Laatst bijgewerkt: 15:03")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Drie doden bij brand", "Vier doden bij brand"),
        ("Uitslagen handbal (3)", "Uitslagen handbal (4)"),
        ("Goes wint met 2-1", "Goes wint met 3-1"),
        ("Begroting 2026 vastgesteld", "Begroting 2027 vastgesteld"),
        ("Al 312 reacties op plan voor brug", "Al 340 reacties op plan voor brug"),
        ("Schade 1.200 euro", "Schade 1.300 euro"),
        ("Enquête wolf - 12.000 reacties", "Enquête wolf - 21.000 reacties"),
        ("Zeeuwse band scoort – 3 hits", "Zeeuwse band scoort – 5 hits"),
        ("Kandidaat krijgt 312 stemmen (312 stemmen)", "Kandidaat krijgt 312 stemmen (313 stemmen)"),
    ],
)
def test_a_number_in_a_title_is_news(one: str, other: str) -> None:
    assert of(one) != of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("De gemeente kreeg 312 reacties.", "De gemeente kreeg 340 reacties."),
        ("Uitslag: totaal: 3 gemiddeld: 4.5", "Uitslag: totaal: 4 gemiddeld: 4.5"),
        ("Het plan (312 reacties) gaat door.", "Het plan (340 reacties) gaat door."),
        ("De film is 5 miljoen keer bekeken.", "De film is 6 miljoen keer bekeken."),
        ("De brand brak 2 uur geleden uit.", "De brand brak 3 uur geleden uit."),
        ("Het duel eindigde om 14:03.", "Het duel eindigde om 14:05."),
        ("De dienst is gewijzigd op 12 mei, en blijft zo.", "De dienst is gewijzigd op 13 mei, en blijft zo."),
        ("Kijk op #EK2028KwalificatieNederland.", "Kijk op #EK2032KwalificatieNederland."),
        ("Het gemeentehuis is aangepast in 2019 en 2020.", "Het gemeentehuis is aangepast in 2019 en 2021."),
        ("Rekening NL91ABNA0417164300.", "Rekening NL20INGB0001234567."),
        ("Bel 0113 123456 of 06-12345678.", "Bel 0113 123457 of 06-12345678."),
        ("Uitslag</p><p>Kats – Goes (3)", "Uitslag</p><p>Kats – Goes (4)"),
    ],
)  # fmt: skip
def test_a_number_in_a_sentence_is_news(one: str, other: str) -> None:
    assert of(text=f"<p>{one}</p>") != of(text=f"<p>{other}</p>")


def test_a_text_without_noise_is_as_it_was() -> None:
    plain = f"<h2>Gezien (3)</h2><p>{TEXT} Op 12 december om 14:03.</p>"

    assert (title_without_noise(TITLE), text_without_noise(plain)) == (TITLE, plain)


@pytest.mark.parametrize(
    "hostile",
    [
        "a1" * 80_000,
        "aB1" * 50_000,
        "aB1-" * 9_000,
        "(" * 80_000,
        "-" * 80_000,
        "1 reactie" * 9_000,
        ">3 views " * 9_000,
        "laatst bijgewerkt: " + "1 " * 60_000,
    ],
)
def test_hostile_texts_take_no_time(hostile: str) -> None:
    text_without_noise(hostile)
    title_without_noise(hostile)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("De vertrektijd is gewijzigd: 10.15 uur.", "De vertrektijd is gewijzigd: 11.15 uur."),
        ("De dienstregeling is gewijzigd op 1 december.", "De dienstregeling is gewijzigd op 8 december."),
        ("Dit nummer is gewijzigd: 112.", "Dit nummer is gewijzigd: 0900-8844."),
        ("De prijs steeg. Aangepast: 12.50.", "De prijs steeg. Aangepast: 13.50."),
        ("Het filmpje is al 5.000 keer bekeken.", "Het filmpje is al 90.000 keer bekeken."),
        ("Er was veel kritiek. 120 opmerkingen.", "Er was veel kritiek. 12 opmerkingen."),
        ("Aanmelden via https://goes.example/i?id=3", "Aanmelden via https://goes.example/i?id=4"),
        ("Zie https://film.example/watch?v=abc", "Zie https://film.example/watch?v=xyz"),
    ],
)
def test_a_correction_is_news_however_it_is_said(one: str, other: str) -> None:
    assert of(text=f"<p>{TEXT}</p><p>{one}</p>") != of(text=f"<p>{TEXT}</p><p>{other}</p>")
