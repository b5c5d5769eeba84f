"""Lines that repeat the head of a site, or lead back to it, go; the first and last lines of the text itself stay."""

import pytest

from feeds.markup_reading import FIRST, LINK, NEXT, NOTHING_MORE, body, read
from portal.feeds.body.sanitize import clean_body, to_html


@pytest.mark.parametrize(
    "tail",
    [
        f'<p>The post <a href="{LINK}">Haven</a> first appeared on <a href="https://krant.example">Krant</a>.</p>',
        f'<p>Het bericht <a href="{LINK}/">Haven</a> verscheen eerst op <a href="https://www.krant.example/">Krant</a>.</p>',
        f'<p>Dit artikel <a href="{LINK}?utm_source=x">Haven</a> is eerder verschenen op <a href="/">Krant</a></p>',
        f'<p><a href="{LINK}">Lees meer</a></p>',
        f'<p><a href="{LINK}">Lees het hele artikel op Krant »</a></p>',
        "<p>Lees verder…</p>",
        '<h3>Dit delen:</h3><ul><li><a href="/x">Facebook</a></li></ul><h3>Vind ik leuk:</h3><p>Laden...</p>',
        '<h2>Gerelateerde berichten</h2><ul><li><a href="/x">De brug is open</a></li></ul>',
        '<p>Dit artikel is alleen voor abonnees. <a href="/abo">Word abonnee</a> om verder te lezen.</p>',
        "<p>Bent u al abonnee? Log dan in om dit artikel verder te lezen.</p>",
        (
            '<p>Dit artikel is alleen voor abonnees.</p><p><a href="/abo">Neem een abonnement</a></p>'
            '<p><a href="/login">Al abonnee? Log in</a></p>'
        ),
        "<h3>Verder lezen?</h3><p>Word nu abonnee voor € 5 per maand.</p><ul><li>Onbeperkt lezen</li></ul>",
        '<p><strong>Verder lezen?</strong></p><p>Dit is een premium artikel. <a href="/abo">Abonneer je</a>.</p>',
        "<p>Lees verder met een abonnement.</p>",
        '<p>Al abonnee? <a href="/login">Log in</a></p>',
        '<p>Wil je dit artikel verder lezen? <a href="/x">Probeer 1 maand gratis</a>.</p>',
        "<p>Alleen voor abonnees</p>",
        "<p>Dit artikel is voorbehouden aan abonnees.</p>",
        "<p>Enkel voor abonnees</p>",
        '<p>Reeds abonnee? <a href="/login">Meld u aan</a></p>',
        '<p>Alleen voor leden. <a href="/lid">Word lid</a></p>',
        "<p>Subscribe to continue reading</p>",
        "<p>Sign up for free to keep reading this story</p>",
        '<p>Already a subscriber? <a href="/login">Log in</a></p>',
        "<p>Registreer je gratis om verder te lezen.</p>",
        "<p>Om dit artikel te kunnen lezen heb je een abonnement nodig.</p>",
        "<p>Onbeperkt lezen? Kies een abonnement dat bij je past.</p>",
        '<div class="wc-memberships-restriction-message">Om deze inhoud te bekijken moet je lid worden.</div>',
        '<div class="paywall"><p>Registreer je gratis.</p></div>',
        '<p>Tags: <a href="/t/haven">haven</a>, <a href="/t/veere">Veere</a></p>',
        "<p>Trefwoorden: haven, Veere</p>",
        '<p>Geplaatst in: <a href="/c/nieuws">Nieuws</a></p>',
    ],
)
def test_last_lines_that_lead_back_to_the_source_go(tail: str) -> None:
    assert read(FIRST + NEXT + tail).body_html == NOTHING_MORE


@pytest.mark.parametrize(
    "tail",
    [
        "<p>Der Beitrag Haven erschien zuerst auf Krant.</p>",
        "<p>L’article Haven est apparu en premier sur Krant.</p>",
        "<p>Het bericht Haven verscheen eerst op Krant.</p>",
    ],
)
def test_a_plug_without_a_link_goes_too(tail: str) -> None:
    assert read(FIRST + NEXT + tail).body_html == NOTHING_MORE


@pytest.mark.parametrize(
    "last",
    [
        '<p>Het plan staat op <a href="https://www.veere.nl/plan">de site van de gemeente</a>.</p>',
        "<p>Het zwembad is voortaan alleen voor abonnees en leden open, zegt de directeur.</p>",
        "<h2>Delen van de kade zijn verkocht</h2><p>De rest volgt in mei.</p>",
        "<p>Meer werd er niet bekend.</p>",
        "<p>Tags: dat zijn kleine kaartjes. Ze hangen aan de jas.</p>",
        "<p>Het onderwerp: haven, Veere</p>",
        "<h2>Verder lezen?</h2><p>De bibliotheek heeft er drie boeken over.</p>",
        "<p>Dit artikel is alleen voor leden, zegt de voorzitter.</p><p>Een abonnement kost vijf euro.</p>",
        "<p>Log in met DigiD om uw aanvraag te bekijken.</p>",
        "<p>De avond is alleen voor leden van de vereniging.</p>",
        "<p>Alleen voor leden is er soep na afloop.</p>",
        "<p>De zaal is voorbehouden aan leden.</p>",
        "<p>Members subscribe to the plan of the board.</p>",
        "<p>Registreer u bij de gemeente om een vergunning aan te vragen.</p>",
        "<p>Met een abonnement van de bibliotheek leent u onbeperkt boeken.</p>",
        "<p>Een abonnement kost € 5 per maand.</p><ul><li>Onbeperkt reizen</li></ul>",
        "<h2>Delen</h2><p>De ouderen delen voortaan een tuin met de school. Dat scheelt kosten.</p>",
        "<p>Het verhaal van de vereniging is alleen voor leden te volgen, want de avond is besloten.</p>",
        "<p>Word abonnee van de bibliotheek en u kunt gratis boeken lezen, zegt de directeur.</p>",
        "<p>Het artikel over de haven is verschenen op de voorpagina van de krant in 1953, vertelt hij.</p>",
        '<p>Het verhaal werd in 1953 eerst gepubliceerd in <a href="https://ander.example/a">het dagblad</a>.</p>',
        '<p><a href="https://www.goes.nl/plan">Lees meer</a></p>',
        '<p><a href="https://krant.example/n/1.pdf">Lees meer</a></p>',
        '<p><a href="/nieuws/8">Lees verder »</a></p>',
        '<p>» <a href="https://ander.example/a">Lees het hele verhaal</a></p>',
        f'<p>Vragen? Kijk op <a href="{LINK}">deze pagina</a> of bel 0113-123456.</p>',
        '<p>Hij pleit al jaren voor <a href="https://ander.example/a">meer</a></p>',
        (
            '<p>De krant schreef er al over, toen eerst op <a href="https://ander.example/a">Ander</a> het verhaal van '
            "de wethouder verscheen, dat nu is aangevuld met de cijfers van het ministerie.</p>"
        ),
    ],
)
def test_last_lines_of_the_text_itself_stay(last: str) -> None:
    assert read(FIRST + NEXT + last).body_html == to_html(clean_body(NEXT + last, LINK))


@pytest.mark.parametrize(
    ("summary", "lead"),
    [
        (f'De raad besluit donderdag. <a href="{LINK}">Lees meer &raquo;</a>', "De raad besluit donderdag."),
        (f'<p>De raad besluit donderdag. <a href="{LINK}">[Lees verder]</a></p>', "De raad besluit donderdag."),
        ("<p>De raad besluit over de [&#8230;]</p>", "De raad besluit over de …"),
        ("<p>De raad besluit over de (...)</p>", "De raad besluit over de …"),
        ("<p>De raad besluit donderdag. Continue reading &rarr;</p>", "De raad besluit donderdag."),
        ("<p>Hij twijfelt nog...</p>", "Hij twijfelt nog..."),
        ("<p>De bibliotheek wil dat kinderen meer lezen.</p>", "De bibliotheek wil dat kinderen meer lezen."),
        ("<p>Zij willen meer</p>", "Zij willen meer"),
        ("<p>De raad besluit. &gt;&gt; Lees meer</p>", "De raad besluit."),
        (f'<p>De raad besluit. » <a href="{LINK}">Lees verder</a></p>', "De raad besluit."),
        (f'<p>De raad besluit. 👉 <a href="{LINK}">Lees meer</a></p>', "De raad besluit."),
        ("<p>De raad besluit. ➡️ Lees meer</p>", "De raad besluit."),
        (f'<p>De raad besluit. <strong><a href="{LINK}">Lees verder&gt;&gt;</a></strong></p>', "De raad besluit."),
        (f'<p>De raad besluit. <em><b><a href="{LINK}">Lees meer</a></b></em></p>', "De raad besluit."),
        (f'<p>De raad besluit. <a href="{LINK}">Meer lezen</a></p>', "De raad besluit."),
        (
            (
                f'<p>De raad besluit &#8230; <a class="more-link" href="{LINK}">Meer lezen'
                '<span class="screen-reader-text"> over Haven</span></a></p>'
            ),
            "De raad besluit …",
        ),
        (f'<p>De raad besluit... <a href="{LINK}">meer</a></p>', "De raad besluit..."),
        (f'<p>De raad besluit. <a href="{LINK}#more-7">(more&#8230;)</a></p>', "De raad besluit."),
        (f'<p>De raad besluit. <a href="{LINK}">Weiterlesen</a></p>', "De raad besluit."),
        (f'<p>De raad besluit. <a href="{LINK}">[mehr]</a></p>', "De raad besluit."),
        (f'<p>De raad besluit. <a href="{LINK}">Lire la suite</a></p>', "De raad besluit."),
        ("<p>De raad zegt « ja » Lees meer &raquo;</p>", "De raad zegt « ja »"),
        ("<p>De raad besluit. Lees meer over Haven</p>", "De raad besluit."),
        ("<p>De raad besluit. Lees verder op krant.example</p>", "De raad besluit."),
        ("<p>De raad besluit. Lees het volledige artikel</p>", "De raad besluit."),
        ("<p>De raad besluit. Lees het hele bericht op www.krant.example.</p>", "De raad besluit."),
    ],
)
def test_a_lead_ends_where_its_text_does(summary: str, lead: str) -> None:
    assert read("", summary=summary).lead == lead


@pytest.mark.parametrize(
    "lead",
    [
        '<a href="https://www.veere.nl/plan">Het plan</a> ligt ter inzage.',
        'Hij pleit voor <a href="https://ander.example/a">meer</a>',
        'Zij wil <a href="https://ander.example/a">meer lezen</a>',
        'Het ligt ter inzage. <a href="https://www.officielebekendmakingen.nl/gmb-2026-1">Lees meer</a>',
        'Het ligt ter inzage. <a href="https://krant.example/nieuws/7.pdf">Lees verder »</a>',
        "Hij zegt: »Wij gaan door.«",
        "De raad besluit. Lees meer over de haven in het plan van 2025",
        "De raad besluit. Lees verder op veere.nl",
        "De juf zei: lees het volledige artikel",
        "De baas zei: ga en bekijk het hele verhaal.",
    ],
)
def test_a_lead_keeps_what_leads_to_another_page_and_its_own_last_words(lead: str) -> None:
    assert read("", summary=f"<p>{lead}</p>").lead_html == to_html(clean_body(f"<p>{lead}</p>", LINK))[3:-4]


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ("<p>Haven</p>", ()),
        ("<span>Haven</span> <span>webredactie</span> <span>vr, 27/11/2026 - 09:00</span>", ("webredactie",)),
        ('<span class="field--name-title">Haven</span><p><time>vr, 27/11/2026 - 09:00</time></p>', ()),
        ("<h2>HAVEN</h2><p>Door: Anna de Vos</p>", ("Anna de Vos",)),
        ('<span class="field field--name-title">Haven</span><span class="field--name-uid">beheerder</span>', ()),
    ],
)
def test_first_lines_that_only_repeat_the_head_go(head: str, authors: tuple[str, ...]) -> None:
    story = read(f"{head}<div>{FIRST}</div>{NEXT}", authors=authors)

    assert story.lead == "De raad van Veere besluit donderdag over de nieuwe haven."
    assert story.body_html == NOTHING_MORE


@pytest.mark.parametrize(
    "line",
    [
        "Haven dicht na storm van vrijdag",
        "Haven en kade worden in 2026 opgeknapt",
        "Havenbedrijf: 27/11/2026 is te vroeg.",
        "27 november 2026 wordt een dag om te onthouden",
    ],
)
def test_a_first_line_that_goes_on_after_the_headline_stays(line: str) -> None:
    assert read(f"<p>{line}</p>{NEXT}").lead == line


@pytest.mark.parametrize(
    "head",
    [
        "<p>Geplaatst op 27 november 2026</p>",
        "<p>Gepubliceerd op: vrijdag 27 november 2026, 09.00 uur</p>",
        "<p>Gepubliceerd: 27-11-2026 om 09:00</p>",
        "<p>Nieuwsbericht | 27-11-2026 | 09:00</p>",
        "<p>vrijdag 27 november 2026 - 09:00 | Redactie | Nieuws</p>",
        "<p>Persbericht - 27-11-2026</p>",
        "<p>Anna de Vos | 27 november 2026</p>",
        '<p class="meta">Door <a href="/r">Redactie</a> op 27 november 2026</p>',
        "<p>Door: Karel van den Proef, 27 november 2026</p>",
        (
            '<span class="submitted">Ingediend door <span class="username">webredactie</span> op vr, 27/11/2026 - 09:00'
            "</span>"
        ),
        "<p>Submitted by webmaster on Fri, 11/27/2026 - 09:00</p>",
        '<span class="views-label">Datum: </span><span class="field-content">27 november 2026</span>',
        "<p>Leestijd: 2 minuten</p>",
        "<p>2 min. leestijd</p>",
        "<p>Luister naar dit artikel</p>",
        '<p><a href="#content">Ga naar de inhoud</a></p>',
        "<p>Advertentie</p>",
        "<div>- Advertentie -</div>",
        "<p>Geplaatst op 27 november 2026</p><p>Leestijd: 2 minuten</p>",
        "<div><b>Hoofdtekst:</b> </div>",
        "<p>Haven</p><p>Geplaatst op 27 november 2026</p>",
    ],
)
def test_lines_of_the_page_above_a_text_go(head: str) -> None:
    story = read(f"{head}<div>{FIRST}</div>{NEXT}", authors=("Anna de Vos",))

    assert story.lead == "De raad van Veere besluit donderdag over de nieuwe haven."
    assert story.body_html == NOTHING_MORE


@pytest.mark.parametrize(
    "line",
    [
        "Op 27 november 2026 opent de brug.",
        "Vrijdag 27 november 2026, 20.00 uur",
        "Vrijdag 27 november 2026 | 20.00 uur | Dorpshuis Nisse",
        "Gepubliceerd op 27 november 2026 in de Staatscourant",
        "Door Storm Proef op 27 november 2026 viel de stroom uit",
        "Geplaatst door de gemeente: een bord",
        "Leestijd: wie leest er nog?",
        "Luister naar dit artikel van de wet, zei hij.",
        "Advertentie uit 1923 gevonden",
        "Nieuws van 27 november 2026 en daarna",
    ],
)
def test_a_first_line_about_a_day_stays(line: str) -> None:
    assert read(f"<p>{line}</p>{NEXT}").lead == line


def test_a_date_above_a_place_is_that_of_what_is_announced() -> None:
    assert read(f"<p>Datum: 27 november 2026</p><p>Locatie: dorpshuis</p>{NEXT}").lead == "Datum: 27 november 2026"


@pytest.mark.parametrize(
    "label",
    [
        "<p>Advertentie</p>",
        "<p>- Advertentie -</p>",
        "<p><small>ADVERTENTIE</small></p>",
        "<p>Lees verder onder de advertentie</p>",
        "<p>(Tekst loopt door onder de advertentie)</p>",
    ],
)
def test_where_an_advertisement_was_nothing_is_said(label: str) -> None:
    assert body(label) == ""
    assert read(FIRST + NEXT + label).body_html == NOTHING_MORE


@pytest.mark.parametrize(
    "text", ["Advertentie uit 1923.", "Hij plaatste een advertentie", "De advertentie: te koop, een boot."]
)
def test_what_is_said_of_an_advertisement_stays(text: str) -> None:
    assert body(f"<p>{text}</p>") == f"<p>{text}</p>"


@pytest.mark.parametrize(
    "last",
    [
        "<p>Laatst gewijzigd op: 27-11-2026</p>",
        "<p>Laatst bijgewerkt op vrijdag 27 november 2026, 10.00 uur</p>",
        "<p>Last updated on 27/11/2026</p>",
        "<div><b>Publicatiedatum:</b> 27-11-2026</div>",
        "<div><b>Expires:</b> 27-11-2026</div><div><b>Publicatiedatum:</b> 27-11-2026</div>",
    ],
)
def test_when_a_page_was_changed_is_no_text(last: str) -> None:
    assert read(FIRST + NEXT + last).body_html == NOTHING_MORE


@pytest.mark.parametrize(
    "last",
    [
        "<p>De wet is laatst gewijzigd op 27-11-2026.</p>",
        "<p>Laatst gewijzigd op 27-11-2026 is de wet.</p>",
        "<p>Laatst bijgewerkt door de koster: 27 boeken.</p>",
        "<p>Vervaldatum: 27-11-2026</p>",
    ],
)
def test_when_something_else_was_changed_stays(last: str) -> None:
    assert read(FIRST + NEXT + last).body_html == to_html(clean_body(NEXT + last, LINK))


def test_a_text_that_is_only_its_headline_has_no_lead() -> None:
    story = read("", summary="Brand in schuur Nisse", headline="Brand in schuur Nisse")

    assert (story.lead, story.body_html) == ("", "")


@pytest.mark.parametrize(
    "head",
    [
        "<p>Brand in schuur Nisse.</p>",
        "<p>Brand in schuur Nisse ...</p>",
        "<p>BRAND IN SCHUUR NISSE!</p>",
        "<p>Brand in schuur Nisse</p><h2>Brand in schuur Nisse</h2>",
        "<p><strong>Brand in schuur Nisse</strong><br>",
        "<b>Brand in schuur Nisse</b><br/>",
    ],
)
def test_the_headline_is_not_told_again_however_it_ends(head: str) -> None:
    story = read(f"{head}De brandweer kwam met vier wagens.</p>{NEXT}", headline="Brand in schuur Nisse")

    assert (story.lead, story.body_html) == ("De brandweer kwam met vier wagens.", NOTHING_MORE)
    assert read("", summary="Brand in schuur Nisse.", headline="Brand in schuur Nisse").lead == ""


@pytest.mark.parametrize("line", ["Brand in schuur Nisse?", "Brand in schuur Nisse: 2 gewonden.", "Brand in schuur"])
def test_a_line_that_says_more_or_less_than_the_headline_stays(line: str) -> None:
    assert read(f"<p>{line}</p>{NEXT}", headline="Brand in schuur Nisse").lead == line


@pytest.mark.parametrize(
    "line",
    [
        "<p><em>(Tekst gaat verder onder de foto)</em></p>",
        "<p><strong>Lees verder onder de foto.</strong></p>",
        "<p>Artikel gaat verder onder de video</p>",
        "<p>Tekst loopt door onder de afbeelding.</p>",
        "<p>Het artikel gaat verder onder deze foto’s</p>",
        '<p><strong>Lees ook:</strong> <a href="/nieuws/9">De sluis blijft dicht</a></p>',
        '<p><a href="/nieuws/9">Lees ook: De sluis blijft dicht</a></p>',
        '<p>Bekijk ook: <a href="/nieuws/9">De sluis</a> en <a href="https://krant.example/nieuws/8">De brug</a></p>',
    ],
)
def test_a_line_that_leads_on_within_the_site_goes_wherever_it_stands(line: str) -> None:
    assert read(FIRST + line + NEXT).body_html == NOTHING_MORE
    assert read(FIRST + NEXT + line).body_html == NOTHING_MORE


@pytest.mark.parametrize(
    "tail",
    [
        '<h3>Lees ook</h3><ul><li><a href="/nieuws/9">De sluis blijft dicht</a></li></ul>',
        '<h2>Ook interessant</h2><ul><li><a href="/nieuws/9">De sluis blijft dicht</a></li></ul>',
        '<h3>Meer nieuws</h3><p><a href="/nieuws/9">De sluis blijft dicht</a></p>',
        '<div class="crp_related"><a href="/nieuws/9">De sluis blijft dicht</a></div>',
    ],
)
def test_a_list_of_other_reports_at_the_end_goes(tail: str) -> None:
    assert read(FIRST + NEXT + tail).body_html == NOTHING_MORE


@pytest.mark.parametrize(
    "line",
    [
        "<p>De tekst op de steen gaat verder onder de grond.</p>",
        '<p>Lees ook <a href="https://ander.example/x">het rapport</a> van de inspectie.</p>',
        '<p><strong>Lees ook:</strong> <a href="https://ander.example/x">het rapport</a></p>',
        '<p>Lees ook eens een boek, zegt de <a href="/nieuws/9">bibliotheek</a>.</p>',
    ],
)
def test_a_reference_of_the_writer_stays(line: str) -> None:
    assert read(FIRST + line + NEXT).body_html == to_html(clean_body(line + NEXT, LINK))


INVITATIONS = (
    "&gt;&gt; Lees verder",
    "» Lees verder",
    "Klik hier om verder te lezen",
    "Klik hier voor het hele artikel",
    "Lees hier verder",
    "Verder lezen op Krant",
    "View full article",
    "Naar het bericht →",
)


@pytest.mark.parametrize("words", INVITATIONS)
def test_an_invitation_to_read_the_item_itself_goes_at_the_end_of_its_lead_and_of_its_text(words: str) -> None:
    sentence = "De raad besluit donderdag over de haven."
    invited = f'<p>{sentence} <a href="{LINK}">{words}</a></p>'

    assert read("", summary=invited).lead == sentence
    assert read(FIRST + NEXT + invited).body_html == f"{NOTHING_MORE}\n<p>{sentence}</p>"


@pytest.mark.parametrize(
    "last",
    [
        'Het staat er. <a href="https://ander.example/a">Klik hier voor het hele artikel</a>',
        'Het staat er. <a href="https://krant.example/nieuws/8">Lees hier verder</a>',
        f'Wie meer wil weten, kan <a href="{LINK}">verder lezen op deze pagina</a>',
        f'Dat zegt wethouder Proef. <a href="{LINK}">Karel Proef</a>',
        f'Zij schreef een boek. <a href="{LINK}">De haven van Veere</a>',
        f'Kijk op <a href="{LINK}">krant.example</a>',
    ],
)
def test_a_last_link_of_the_text_itself_stays(last: str) -> None:
    assert read("", summary=f"<p>{last}</p>").lead_html == to_html(clean_body(f"<p>{last}</p>", LINK))[3:-4]


WHEN = '<span><time datetime="2026-11-27T09:00:00+01:00">vr, 27/11/2026 - 09:00</time>\n</span>'


@pytest.mark.parametrize(
    "who",
    [
        "<span><span>Jolanda de Vries</span></span>",
        '<span><span lang="">info@gemeente.example</span></span>',
        "<span>Anoniem (niet gecontroleerd)</span>",
        '<span><a href="/user/7">Team Communicatie</a></span>',
        "",
    ],
)
def test_headline_user_and_time_above_the_first_block_go(who: str) -> None:
    story = read(f"<span>Haven</span>\n{who}\n{WHEN}\n<div>{FIRST}{NEXT}</div>")

    assert story.lead == "De raad van Veere besluit donderdag over de nieuwe haven."
    assert story.body_html == NOTHING_MORE


@pytest.mark.parametrize(
    "head",
    [
        f"<span>Een andere kop</span> <span>Jolanda de Vries</span> {WHEN}",
        f"<span>Haven</span> <span>Jolanda de Vries</span> {WHEN} gaat de brug open.",
        f"<span>Haven</span> en <span>kade</span> {WHEN}",
    ],
)
def test_spans_that_are_no_head_are_the_first_line(head: str) -> None:
    assert "27/11/2026" in read(f"{head}<div>{FIRST}{NEXT}</div>").lead
