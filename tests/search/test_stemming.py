"""What counts as one word."""

import unicodedata

import pytest

from portal.search.stemming import stems, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dijk", "Dijken"),
        ("windmolen", "windmolens"),
        ("mooi", "mooie"),
        ("groot", "grote"),
        ("Zeeuws", "Zeeuwse"),
        ("vrij", "vrije"),
        ("huis", "huizen"),
        ("brief", "brieven"),
        ("bedrijf", "bedrijven"),
        ("prijs", "prijzen"),
        ("ziekenhuis", "ziekenhuizen"),
        ("ongeval", "ongevallen"),
        ("brug", "bruggen"),
        ("kerncentrale", "kerncentrales"),
        ("stad", "steden"),
        ("raadslid", "raadsleden"),
        ("vrachtschip", "vrachtschepen"),
        ("feestdag", "feestdagen"),
        ("snelweg", "snelwegen"),
        ("kind", "kinderen"),
        ("museum", "musea"),
        ("paard", "paarden"),
        ("gemeente", "gemeentes"),
        ("auto", "autos"),
        ("bos", "bossen"),
        ("glas", "glazen"),
        ("moord", "moorden"),
        ("politicus", "politici"),
        ("gemeente", "gemeenten"),
        ("foto", "foto's"),
        ("foto", "foto’s"),
        ("provincie", "provincies"),
        ("verkiezing", "verkiezingen"),
        ("café", "CAFE"),
        ("Curaçao", "curacao"),
        ("3.500", "3500"),
        ("1.234.567", "1234567"),
        ("IJsselmeer", "ijsselmeer"),
        ("coördinator", unicodedata.normalize("NFD", "coördinator")),
        ("België", unicodedata.normalize("NFD", "BELGIË")),
        ("gemeente", "ge\u00admeente"),
        ("tv", "tv's"),
        ("stijgen", "stijgt"),
        ("vragen", "vraagt"),
        ("verhogen", "verhoogd"),
        ("bouwen", "bouwt"),
        ("nemen", "neemt"),
        ("vertellen", "vertelt"),
        ("betalen", "betaalt"),
        ("verdienen", "verdient"),
        ("verdwijnen", "verdwijnt"),
        ("winnen", "wint"),
        ("openen", "opent"),
        ("groeien", "groeit"),
        ("patiënt", "patiënten"),
        ("smelt", "smelten"),
        ("erwt", "erwten"),
        ("F-16", "F-16's"),
    ],
)
def test_forms_of_a_word_are_one(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vlissingen", "visser"),
        ("3,5", "35"),
        ("brand", "band"),
        ("2025", "2026"),
        ("zak", "zaken"),
        ("bom", "bomen"),
        ("kop", "kopen"),
        ("raad", "rad"),
        ("man", "manen"),
        ("gemeente", "mening"),
        ("jas", "ja"),
        ("gas", "ga"),
        ("lid", "geleden"),
        ("lid", "overleden"),
        ("politie", "politiek"),
        ("zon", "zo'n"),
        ("plan", "plant"),
        ("maan", "maand"),
        ("maar", "maart"),
        ("hal", "halt"),
        ("groen", "groente"),
        ("ruim", "ruimte"),
        ("buur", "buurt"),
        ("bel", "gifbelt"),
        ("Tiel", "Tielt"),
        ("has", "Hasselt"),
        ("maag", "maagd"),
        ("zon", "zo’n"),
    ],
)
def test_different_words_are_not(one: str, other: str) -> None:
    assert stems(one) != stems(other)


def test_words_know_where_they_stand() -> None:
    text = "De dijk, bij 's-Heerenhoek: 3.500 foto's."

    assert [text[word.start : word.end] for word in words(text)] == [
        "De",
        "dijk",
        "bij",
        "s",
        "Heerenhoek",
        "3.500",
        "foto's",
    ]


def test_an_accent_behind_its_letter_is_within_the_word() -> None:
    text = unicodedata.normalize("NFD", "De coördinator komt.")

    assert [text[word.start : word.end] for word in words(text)][1] == unicodedata.normalize("NFD", "coördinator")


def test_every_alphabet_has_words_and_signs_are_none() -> None:
    assert stems("Київ — «東京» !?") != []
    assert stems("— !? … *:^()\"'") == []
