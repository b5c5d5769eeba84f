"""Text that its source encoded twice is put right where all of its item is; what only looks so stays."""

import pytest

from portal.feeds.parsing.document import parse
from portal.feeds.parsing.mojibake import encoded_once


def twice(text: str) -> str:
    """As a program writes it that reads UTF-8 as windows-1252."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize(
    "text",
    ["Morgen 32 tot 36 °C", "Twee cafés in Veere", "Zij zei: ‘ja’ – en “nee”", "Coördinatie à la carte",
     "€ 12,50 per dag", "Feest 🎉 op het plein", "Ÿ en Š", "½ liter", "Málaga, Århus, İzmir", "naïef…"],
)  # fmt: skip
def test_what_was_encoded_twice_is_read_as_it_was_meant(text: str) -> None:
    assert encoded_once([twice(text), "gewoon"]) == [text, "gewoon"]
    assert encoded_once([twice(twice(text))]) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Twee cafés", "De heer Â", "Âge et Ã", "Ã is een letter, Â ook", "‘Zo’ – dus",
        "Ã© is een é die tweemaal is gecodeerd",
        "cafÃ© en café", "Â°C, met een – ertussen", "São Tomé", "Â", "&eacute;&eacute;n",
        "cafÃ© &ndash; open", "gewoon", "", "ÃƒÂ",
        "R&Atilde;O", "Â en Ã ",
    ],
)  # fmt: skip
def test_what_only_looks_so_stays(text: str) -> None:
    assert encoded_once([text]) is None


def test_one_true_accent_anywhere_in_an_item_keeps_all_of_it() -> None:
    assert encoded_once(["cafÃ©", "Zeeuwse cafés"]) is None


def test_a_no_break_space_that_became_a_plain_one_is_known_where_something_else_gives_it_away() -> None:
    assert encoded_once(["CafÃ© Ã la carte", "Â Om 9 uur"]) is not None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("CafÃ© Ã la carte", "Café à la carte"),
        ("CafÃ© Ã  la carte", "Café à la carte"),
        ("Ã la carte eten in Goes", "à la carte eten in Goes"),
        ("Menu Ã  la carte", "Menu à la carte"),
        ("Het duurt 5 Ã 6 weken", "Het duurt 5 à 6 weken"),
        ("Het duurt 5 Ã  6 weken", "Het duurt 5 à 6 weken"),
        ("VoilÃ  het plan", "Voilà het plan"),
        ("voilÃ , zei hij", "voilà, zei hij"),
        ("dÃ©jÃ  vu", "déjà vu"),
        ("dÃ©jÃ vu", "déjà vu"),
        ("tÃªte-Ã -tÃªte", "tête-à-tête"),
    ],
)
def test_an_a_grave_whose_second_byte_became_a_blank_is_one_and_keeps_its_distance(text: str, meant: str) -> None:
    assert encoded_once([text, "gewoon"]) == [meant, "gewoon"]


@pytest.mark.parametrize(
    "text",
    ["De letter Ã staat in São", "Ã is een letter", "de letter Ã in het Portugees", "5 à 6 weken, en Ã ", "LÃ LA",
     "Ã laat zich moeilijk typen", "Klasse 5 Ã en 6", "Café Ã la carte"],
)  # fmt: skip
def test_an_a_with_a_tilde_before_a_blank_may_be_meant(text: str) -> None:
    assert encoded_once([text]) is None


def test_entities_are_such_text_too_and_markup_stays_escaped() -> None:
    assert encoded_once(["caf&Atilde;&copy;s &lt;b&gt; &amp; 12&#194;&#176;C"]) == ["cafés &lt;b&gt; &amp; 12°C"]


def item(title: str, text: str) -> str:
    return f"<item><guid>{len(title)}</guid><title>{title}</title><description>{text}</description></item>"


def test_an_item_is_put_right_and_its_neighbour_stays() -> None:
    wrong = item(
        "Morgen 32-36Â°C", "<![CDATA[<p>VEERE (ANP) â€“ De cafÃ©s zijn open, zegt â€œde burgemeesterâ€\x9d.</p>]]>"
    )
    about = item("Over tekens", "In één bericht stond cafÃ©.")

    first, second = parse(f"<rss><channel>{wrong}{about}</channel></rss>".encode()).entries

    assert first.headline == "Morgen 32-36°C"
    assert first.dateline is not None
    assert first.lead == "De cafés zijn open, zegt “de burgemeester”."
    assert second.lead == "In één bericht stond cafÃ©."
