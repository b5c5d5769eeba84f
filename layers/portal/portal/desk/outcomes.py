"""What an editor reads after an act: what was done, and when readers see it. By the word in the address."""

SOON = "Lezers zien het binnen een minuut."
DONE = {
    "ingetrokken": "Ingetrokken. Wie het adres opent, leest dat het bericht weg is. Kopieën verdwijnen nu.",
    "gevraagd": "Gevraagd. Een redacteur beslist of dit bericht weggaat; tot dan staat het er nog.",
    "teruggezet": f"Teruggezet. {SOON}",
    "verbeterd": f"Verbeterd. {SOON}",
    "verplaatst": f"Het bericht heeft een nieuw adres; het oude leidt ernaartoe. {SOON}",
    "embargo": "Onder embargo. Het bericht is nu weg, en komt vanzelf op het moment dat je koos.",
    "vrijgegeven": f"Geplaatst. {SOON}",
    "vastgezet": f"Opent de voorpagina. {SOON}",
    "losgemaakt": f"Opent de voorpagina niet meer. {SOON}",
    "onderwerpen": f"De onderwerpen zijn veranderd. {SOON}",
    "foto": f"De foto is veranderd. {SOON}",
    "afgehandeld": "Afgehandeld: het blijft zoals het is.",
    "intussen": "Hierover is intussen beslist, of er kwam iets bij. Kijk hoe het bericht er nu staat.",
    "geplaatst": f"Geplaatst. {SOON}",
    "bewaard": "Bewaard. Het komt op de site op het moment dat je koos.",
}
