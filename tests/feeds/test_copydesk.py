"""What agencies leave in their copy for editors: it goes, and what only looks like it stays."""

import pytest

from portal.feeds.body.block import Block
from portal.feeds.body.editor_notes import without_marks, without_notes
from portal.feeds.body.house_quotes import house_quotes
from portal.feeds.body.kill_notices import is_kill_notice
from portal.feeds.body.lead_and_body import lead_and_body

NEWS = "De veerboot vaart vandaag niet uit, meldt de rederij."


def paragraphs(*texts: str) -> tuple[Block, ...]:
    return tuple(Block("p", text) for text in texts)


@pytest.mark.parametrize(
    "line",
    [
        "N i e u w bericht, vervangt: Veerboot blijft binnen",
        "Nieuw bericht, vervangt eerder bericht",
        "Vervangt: Veerboot blijft binnen",
        "Noot voor de redactie: let op de spelling",
        "(Adds quote in paragraph three)",
        "Correctie: de boot heet Anna",
    ],
)
def test_a_line_for_editors_at_the_head_goes(line: str) -> None:
    kept, taken = without_notes(paragraphs(line, NEWS, "Morgen weer."))

    assert [block.text for block in kept] == [NEWS, "Morgen weer."]
    assert taken == (line,)


@pytest.mark.parametrize(
    "line",
    [
        "Noot voor de redactie, niet voor publicatie: Anna, tel. 0118-123456",
        "Niet voor publicatie: de woordvoerder is bereikbaar tot zes uur",
        "Voor meer informatie: Anna de Vries, woordvoerder, 06-12345678",
        "Perscontact: Anna de Vries, 06-12345678",
        "Contact: pers@rederij.example",
        "Tel. 0118-123456 (alleen pers)",
        "(iwi)",
        "(ANP/mwi)",
        "iwi/kbr",
        "einde",
        "ends",
        "./.BRU",
        "==Kyodo",
        "dpa tt xx n1",
        "dpa hh yyon n1 jot",
        "JPR/abc/def",
        "BELGA/jpr/abc",
        "jpr-abc/def/ghi",
        "* * * *",
        "(Verslaggeving door Anna de Vries; redactie door Jan Mol)",
        "(Berichtgeving en bewerking door Anna de Vries)",
        "(Reporting by Anna de Vries; Editing by Jan Mol)",
    ],
)
def test_a_line_for_editors_at_the_foot_goes(line: str) -> None:
    kept, taken = without_notes(paragraphs(NEWS, "Morgen weer.", line))

    assert [block.text for block in kept] == [NEWS, "Morgen weer."]
    assert taken == (line,)


def test_from_a_note_on_everything_goes() -> None:
    kept, taken = without_notes(paragraphs(NEWS, "Noot voor de redactie:", "Anna de Vries", "Kade 3, Breskens"))

    assert [block.text for block in kept] == [NEWS]
    assert len(taken) == 3


@pytest.mark.parametrize(
    "line",
    [
        "De gemeente opende een telefoonnummer voor bewoners: 14 0113.",
        "De noot stond op de kaart.",
        "Contact maken met de bewoners lukte niet.",
        "Het einde is nog niet in zicht.",
        "Nieuw bericht uit het verleden: een fles met een brief.",
        "(Dit bericht is eerder gepubliceerd in de krant van gisteren.)",
        "Redactioneel werk is mensenwerk.",
        "ja",
    ],
)
def test_what_readers_should_see_stays(line: str) -> None:
    assert without_notes(paragraphs(NEWS, line, NEWS))[1] == ()
    assert without_notes(paragraphs(line, NEWS))[1] == ()


def test_a_text_never_goes_whole() -> None:
    kept, _ = without_notes(paragraphs("(iwi)"))

    assert [block.text for block in kept] == ["(iwi)"]


@pytest.mark.parametrize(
    ("headline", "revision", "text", "correction"),
    [
        ("Veerboot vaart weer (2)", "2", "Veerboot vaart weer", ""),
        ("Veerboot vaart weer (2)", "3", "Veerboot vaart weer (2)", ""),
        ("Politie zoekt meisje (2)", None, "Politie zoekt meisje (2)", ""),
        ("Politie zoekt jongen (12)", "2", "Politie zoekt jongen (12)", ""),
        ("Veerboot vaart weer (CORRECT)", None, "Veerboot vaart weer", "Correctie"),
        ("Veerboot vaart weer (RECTIFICATIE)", None, "Veerboot vaart weer", "Rectificatie"),
        ("Veerboot vaart weer (UPDATE 2)", None, "Veerboot vaart weer", ""),
        ("CORRECTIE: Veerboot vaart weer", None, "Veerboot vaart weer", "Correctie"),
        ("UPDATE - Veerboot vaart weer", None, "Veerboot vaart weer", ""),
        ("Update voor oude telefoons", None, "Update voor oude telefoons", ""),
        ("Kamer wil correctie (video)", None, "Kamer wil correctie (video)", ""),
        ("(CORRECT)", None, "(CORRECT)", ""),
        (",,Wij gaan door'', zegt kapitein", None, "„Wij gaan door”, zegt kapitein", ""),
    ],
)
def test_a_headline_loses_its_marks(headline: str, revision: str | None, text: str, correction: str) -> None:
    found = without_marks(headline, revision)

    assert (found.text, found.correction) == (text, correction)


@pytest.mark.parametrize(
    ("headline", "first"),
    [
        ("KILL", NEWS),
        ("INTREKKING: Veerboot vaart weer", NEWS),
        ("Vervalt: Veerboot vaart weer", NEWS),
        ("HOLD - Veerboot", NEWS),
        ("Veerboot vaart weer", "KILL KILL KILL"),
        ("Veerboot vaart weer", "Ingetrokken: het bericht van 10.00 uur"),
    ],
)
def test_words_that_take_something_back_are_seen(headline: str, first: str) -> None:
    assert is_kill_notice(headline, paragraphs(first))


@pytest.mark.parametrize(
    "headline",
    [
        "Intrekking rijbewijs na rit van 180",
        "Vergunning vervalt in mei",
        "Kill Bill terug in bioscoop",
        "HOLDING gaat op slot",
    ],
)
def test_news_about_taking_back_is_news(headline: str) -> None:
    assert not is_kill_notice(headline, paragraphs(NEWS))


def test_a_typewriters_quotation_marks_become_those_of_print() -> None:
    assert house_quotes(",,Zo'', zei hij. ,,En zo\".") == "„Zo”, zei hij. „En zo”."
    assert house_quotes("1,,2 en ''niets''") == "1,,2 en ''niets''"


def test_quotation_marks_in_an_address_stay() -> None:
    kept, _ = without_notes((Block("p", "<a href=\"https://a.example/,,x''\">,,Zo''</a>"),))

    assert kept[0].html == "<a href=\"https://a.example/,,x''\">„Zo”</a>"


@pytest.mark.parametrize(
    "tail",
    [
        "<p>adw/pvd/kz</p><p>(ANP Redactie Regio, email regio(at)bureau.example, +31 20 5600000)</p>",
        "<p>adw/pvd/kz (ANP Redactie Regio, email regio(at)bureau.example, +31 20 5600000)</p>",
        "<p>(ANP Redactie Sport, e-mail: sport@bureau.example)</p>",
        "<p>(c) ANP, sport [at] bureau [punt] example, tel. 020-5600000</p>",
        "<p>Redactie Binnenland, 020-5600000</p>",
        "<p>(c) ANP/ab/cd</p>",
        "<p>Novum Nieuws, nieuws@bureau.example, 020-5600000</p>",
        "<p>(Jan Proef, ANP Redactie Sport, sport@bureau.example, tel. 020-5600000)</p>",
        "<p>Redactie Binnenland ANP – binnenland@bureau.example – 020-560 0000</p>",
        "<p>Redactie: Jan Proef – jan@belga.be</p>",
        "<p>Chef Sport: Jan Proef, sport@anp.nl, 020-5600000</p>",
        "<p>((jan.proef@thomsonreuters.com; +31 20 500 0000; Reuters Messaging: jan.proef@bureau.example))</p>",
    ],
)
def test_how_the_desk_of_an_agency_is_reached_is_on_no_page(tail: str) -> None:
    story = lead_and_body(
        summary="", content=f"<p>Het water staat hoog.</p><p>Morgen zakt het.</p>{tail}", headline="Hoog", base=None
    )

    assert (story.lead, story.body_html) == ("Het water staat hoog.", "<p>Morgen zakt het.</p>")
    assert len(story.notes) == tail.count("<p>")


@pytest.mark.parametrize(
    "tail",
    [
        "<br>adw/pvd<br>(ANP Redactie Regio, regio(at)bureau.example)",
        " (ANP Redactie Regio, email regio(at)bureau.example)",
    ],
)
def test_the_desk_goes_from_the_end_of_a_last_line_too(tail: str) -> None:
    story = lead_and_body(summary="", content=f"<p>Het water staat hoog.{tail}</p>", headline="Hoog", base=None)

    assert (story.lead, story.body_html) == ("Het water staat hoog.", "")


def test_from_the_notebook_of_dpa_on_everything_goes() -> None:
    below = [f"## Ort {number}" for number in range(12)]
    contacts = [
        "## dpa-Kontakte",
        "- Autor: Jan Proef, +49 30 000000, &lt;jan@bureau.example&gt;",
        "dpa jot yydd n1 pit",
    ]
    for mark in ("# dpa-Notizblock", "Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt"):
        kept, _ = without_notes(paragraphs(NEWS, "Morgen weer.", "* * * *", mark, *below, *contacts))

        assert [block.text for block in kept] == [NEWS, "Morgen weer."]


def test_a_short_word_on_the_last_line_stays() -> None:
    recipe = "<p>Het recept:<br>meel<br>zout</p>"

    assert lead_and_body(summary="", content=recipe, headline="Brood", base=None).lead == "Het recept: meel zout"


@pytest.mark.parametrize(
    "last",
    [
        "Aanmelden kan bij de bibliotheek, via info@bieb.example of 0113-123456.",
        "Getuigen kunnen bellen met 0900-8844.",
        "Meer informatie: bel 0113-123456 of mail info@goes.example.",
        "Redactie: wie wordt de nieuwe hoofdredacteur?",
        "De redactie van het schoolblad won een prijs van 1.000.000 euro.",
        "ANP-fotograaf Karel Proef wint een prijs (1250 euro).",
        "Het nummer is 0113 (dag en nacht)",
        "Voor meer informatie kunt u bellen met het dorpshuis: 0113-123456.",
        "Voor meer informatie over de wegafsluiting kunt u bellen met aannemer Proef, 0800-1234567.",
        "Voor meer informatie: Marie Proef, 0113-123456 of marie@dorpshuis.example.",
        "Meer informatie? Mail naar info@dorpshuis.example.",
        "Voor meer informatie en aanmelden: info@dorpshuis.example",
        "Informatie en opgave: Marie Proef, 0113-123456",
        "Inlichtingen: info@dorpshuis.example, 0113-123456",
        "Contact: Marie Proef, 0113-123456",
        "Meer informatie bij Jan Proef, tel. 0113-123456, of info@dorpshuis.example.",
        "Contact: Marie Proef, 0113-123456 (ten hoogste 20 pers.)",
        "Telefoon: 0113-123456, dagelijks van 9 tot 5",
        "E-mail: info@dorpshuis.example",
        "Contact met bewoners en pers: omgeving@aannemer.example",
        "De redactie van het schoolblad zoekt leden: mail redactie@school.example.",
        "De redactie zoekt een tekenaar, mail redactie@school.example.",
        "Redactie: mail uw kopij naar redactie@dorpsblad.example.",
        "Desk en stoelen af te halen: 0113-123456",
        "Belga Café is weer open, reserveren via 0113-123456.",
        "ANP-fotograaf Karel Proef geeft een lezing. Aanmelden: info@bieb.example.",
        "Noot van de redactie: in een eerdere versie stond een verkeerde naam.",
        "Informatie bij de redactie van het dorpsblad: 0113-123456.",
        "Voor de redactie van het dorpsblad was het feest.",
        "Niet voor publicatie bedoelde brieven lagen op straat.",
        "ja/nee",
        "en/of",
        "VVD/CDA",
        "NAC/PSV",
        "Novum College, Kaai 3, info@school.example",
        "Belga Café, Kaai 3, 0113-123456",
        "HDC Haarlem, 0113-123456",
        "Contact: AFP Bouw, 0113-123456",
        "Kaarten zijn te koop bij het café (Belga Café, 0113-123456)",
        "Voor meer informatie kunt u bellen met Jan Proef, woordvoerder van de buurt, 0113-123456.",
        "Het bureau is te bereiken via nieuws@anp.nl, zegt de directeur.",
        "Wie wil klagen over een foto van het ANP, mailt beeld@krant.example.",
        "Tips? Mail nieuws@anp.nl",
    ],
)
def test_whom_a_reader_may_call_stays(last: str) -> None:
    story = lead_and_body(summary="", content=f"<p>Het water staat hoog.</p><p>{last}</p>", headline="Hoog", base=None)

    assert story.body_html == f"<p>{last}</p>"


@pytest.mark.parametrize(
    "tail",
    [
        "<p>--- Einde bericht ---</p><p>Voor de pers: Jan Proef, 06-12345678, j.proef@goes.example</p>",
        "<p>– EINDE PERSBERICHT –</p>",
        "<p>*** Einde bericht ***</p><p>Over de gemeente: zie de site.</p>",
        "<p># Noot voor de redactie</p><p>Jan Proef</p>",
        "<p>--- NIET VOOR PUBLICATIE ---</p><p>Contact: Jan Proef, 06-12345678</p>",
        "<h3>Perscontact</h3><p>Jan Proef<br>06-12345678<br>j.proef@zeeland.example</p>",
        "<h3>Contact voor de pers</h3><p>Jan Proef, 06-12345678</p>",
        "<p><strong>Voor de pers:</strong></p><p>Jan Proef, persvoorlichter</p><p>Tel. 0113-123456</p>",
        "<h3>Media contact</h3><ul><li>Jan Proef</li><li>press@proef.example</li></ul>",
        (
            "<p>Voor journalisten: neem contact op met de persvoorlichting van de provincie via 0118-631234 of "
            "pers@zeeland.example.</p>"
        ),
        "<p>Press contact: Jan Proef, +31 6 1234 5678, press@proef.example</p>",
        "<p>Voor persvragen kunt u bellen met Jan Proef, 06-12345678.</p>",
        "<p>Persvoorlichter Jan Proef, 06-12345678</p>",
        "<p>Voor meer informatie kunt u contact opnemen met persvoorlichter Jan Proef, 06-12345678.</p>",
        "<p>Voor media: Jan Proef | 06 12 34 56 78 | jan@goes.example</p>",
        "<p>Nadere informatie voor de pers: Jan Proef, 0113-123456</p>",
        "<p>(Verslaggever Jan Proef is bereikbaar op 06-12345678)</p>",
        "<p>Dienstdoend redacteur: Jan Proef, 020-5601234, nieuwsdienst@bureau.example</p>",
    ],
)
def test_whom_the_press_may_call_is_on_no_page(tail: str) -> None:
    story = lead_and_body(
        summary="", content=f"<p>Het water staat hoog.</p><p>Morgen zakt het.</p>{tail}", headline="Hoog", base=None
    )

    assert (story.lead, story.body_html) == ("Het water staat hoog.", "<p>Morgen zakt het.</p>")


@pytest.mark.parametrize(
    "last",
    [
        "<p>Voor pers en publiek: info@museum.example</p>",
        "<p>Voor de pers is er een tribune van 1.000.000 euro.</p>",
        "<p>Persvoorlichter Jan Proef vraagt getuigen te bellen met 0113-123456.</p>",
        "<p>Verslaggever Jan Proef schreef er een boek over, te koop via 0113-123456.</p>",
        "<p>- Niet voor publicatie bedoelde brieven lagen op straat.</p>",
        "<p>Het einde van het bericht (0113-123456) ontbrak.</p>",
        "<h2>Pers en media</h2><p>De wethouder zegt dat de krant te laat kwam.</p>",
        "<h2>Perscontact</h2><p>De wethouder spreekt elke week met de krant, zegt hij. Dat bevalt hem goed.</p>",
        "<h2>Contact</h2><p>Jan Proef<br>0113-123456</p>",
        "<h2>Contact voor de pers en bewoners</h2><p>Jan Proef<br>0113-123456</p>",
    ],
)
def test_what_only_resembles_a_press_contact_stays(last: str) -> None:
    story = lead_and_body(summary="", content=f"<p>Het water staat hoog.</p>{last}", headline="Hoog", base=None)

    assert story.body_html.replace("\n", "") == last


def test_what_readers_are_told_below_a_press_contact_stays() -> None:
    last = "<p>Bewoners kunnen bellen met 0113-123456.</p>"
    press = "<h3>Perscontact</h3><p>Jan Proef, 06-12345678</p>"
    story = lead_and_body(summary="", content=f"<p>Het water staat hoog.</p>{press}{last}", headline="Hoog", base=None)

    assert story.body_html == last
