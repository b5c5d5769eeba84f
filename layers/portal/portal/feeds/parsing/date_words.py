"""Names that dates are written with, in Dutch and in the languages of the neighbours, as keys without accents.

Source: Unicode CLDR, `dates-gregorian` of nl, en, de (also de-AT), fr and fy: wide and abbreviated forms.
"""

from collections.abc import Iterable

from portal.model.dutch_dates import MONTHS, WEEKDAYS

_ENGLISH = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_GERMAN = (
    "januar", "februar", "marz", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "dezember",
)  # fmt: skip
_FRENCH = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_FRISIAN = (
    "jannewaris", "febrewaris", "maart", "april", "maaie", "juny",
    "july", "augustus", "septimber", "oktober", "novimber", "desimber",
)  # fmt: skip
_SHORT = {
    "mrt": 3, "sept": 9, "jaenner": 1, "janner": 1, "maerz": 3, "mrz": 3, "janv": 1, "fevr": 2, "juil": 7,
}  # fmt: skip
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GERMAN_DAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "sonnabend")
_FRISIAN_DAYS = ("moandei", "tiisdei", "woansdei", "tongersdei", "freed", "sneon", "saterdei", "snein")
_FRENCH_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def _cut(names: Iterable[str], *lengths: int) -> set[str]:
    """`names`, and their first letters."""
    return {name[:length] for name in names for length in (*lengths, len(name))}


_IN_ENGLISH = frozenset(_cut(_ENGLISH, 3) | {"sept"})
MONTH_NUMBERS = {
    **{
        name[:length]: number
        for names in (_FRENCH, _FRISIAN, _GERMAN, MONTHS, _ENGLISH)
        for number, name in enumerate(names, 1)
        for length in (3, len(name))
        if names is not _FRENCH or name[:length] != "jui"  # juin or juillet
    },
    **_SHORT,
}
"""By full and by short name."""
LOCAL_MONTHS = frozenset(MONTH_NUMBERS) - _IN_ENGLISH
"""Names that no English text has: whoever writes them shares our clock."""
ENGLISH_DAYS = {name[:length]: number for number, name in enumerate(_ENGLISH_DAYS) for length in (3, 4, 5, len(name))}
"""By full and by short name; Monday is 0."""
LOCAL_DAYS = (
    frozenset(_cut(WEEKDAYS, 2, 3) | _cut(_GERMAN_DAYS, 2) | _cut(_FRENCH_DAYS, 3) | _cut(_FRISIAN_DAYS, 2))
    - ENGLISH_DAYS.keys()
)
DUTCH_DAYS = "|".join(WEEKDAYS)
_SHORT_MONTHS = ("jan", "feb", "mrt", "apr", "jun", "jul", "aug", "sept", "sep", "okt", "nov", "dec")
DUTCH_MONTHS = "|".join((*MONTHS, *_SHORT_MONTHS))
"""As patterns; the long form stands before the short one."""
HOURS = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "ist": 1,
    "cet": 1, "met": 1, "mez": 1, "cest": 2, "mest": 2, "mesz": 2, "eet": 2, "eest": 3, "msk": 3,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
"""East of Greenwich. Source: RFC 5322 §4.3 for the American ones."""
AMERICAN_ZONES = frozenset(name for name, hours in HOURS.items() if hours < 0)
