"""The dateline at the head of a report."""

import pytest

from portal.feeds.body.dateline import split_dateline
from portal.model.article import Dateline

REST = "De veerboot vaart vandaag niet uit."


@pytest.mark.parametrize(
    ("head", "place", "sources"),
    [
        ("BRUSSEL (ANP) - ", "BRUSSEL", ("ANP",)),
        ("BRUSSEL (ANP/AFP) – ", "BRUSSEL", ("ANP", "AFP")),
        ("BRUSSEL (ANP-AFP) — ", "BRUSSEL", ("ANP", "AFP")),
        ("LONDEN (ANP+RTR+BLOOMBERG) - ", "LONDEN", ("ANP", "RTR", "BLOOMBERG")),
        ("'S-HERTOGENBOSCH (ANP) - ", "'S-HERTOGENBOSCH", ("ANP",)),
        ("’s-Gravenpolder (ANP) - ", "’s-Gravenpolder", ("ANP",)),
        ("BRUSSEL/PARIJS (ANP) - ", "BRUSSEL/PARIJS", ("ANP",)),
        ("WASHINGTON, D.C. (AFP) - ", "WASHINGTON, D.C.", ("AFP",)),
        ("Athene (dpa) - ", "Athene", ("dpa",)),
        ("SÃO PAULO (RTR) - ", "SÃO PAULO", ("RTR",)),
        ("Alphen aan den Rijn (ANP) - ", "Alphen aan den Rijn", ("ANP",)),
        ("IJMUIDEN (ANP) - ", "IJMUIDEN", ("ANP",)),
        ("Nueva Delhi (EFE).- ", "Nueva Delhi", ("EFE",)),
        ("GOES - ", "GOES", ()),
        ("'S-HEERENHOEK - ", "'S-HEERENHOEK", ()),
        ("GOES/MIDDELBURG - ", "GOES/MIDDELBURG", ()),
        ("SAS VAN GENT – ", "SAS VAN GENT", ()),
    ],
)
def test_place_and_sources_are_split_off(head: str, place: str, sources: tuple[str, ...]) -> None:
    assert split_dateline(head + REST) == (Dateline(place=place, sources=sources), REST)


@pytest.mark.parametrize(
    "text",
    [
        "De minister (VVD) - inmiddels afgetreden - zweeg in alle talen.",
        "De minister (ANP) - zo meldt het persbureau - zweeg in alle talen.",
        "EU - VS: er komt een nieuw overleg over de handel.",
        "Feyenoord - Ajax is de wedstrijd van dit weekeinde in De Kuip.",
        "KOP (ZIE FOTO) - Een mooie dag aan zee voor iedereen.",
        "PSV - Ajax eindigde zondag in een gelijkspel in Eindhoven.",
        "VVD - De fractie komt maandag met een voorstel voor de haven.",
        "AJAX - Feyenoord is verplaatst naar een zaterdag in december.",
        "LET OP - De brug bij Sluiskil is vannacht dicht voor verkeer.",
        "ADVERTENTIE - Deze week alle mosselen voor de halve prijs.",
        "HOOFDSTUK EEN - Waarin de schipper zijn anker kwijtraakt.",
        "LIVE - Volg hier de intocht van de Sint in Zierikzee.",
        "NAVO - De lidstaten komen morgen bijeen in Vlissingen.",
        "GOES - nee.",
        "GOES (ANP) De streep ontbreekt en dus is het geen dateline.",
        "GOES-ZUID krijgt een nieuwe wijk met duizend woningen.",
        "2026 (ANP) - Het jaar begint met een storm aan de kust.",
        "Het is koud.",
        "",
    ],
)
def test_text_that_only_looks_like_one_is_left_alone(text: str) -> None:
    assert split_dateline(text) == (None, text)
