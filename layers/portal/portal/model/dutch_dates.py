"""Days and times in words to a reader, in Dutch and in the time of Europe/Amsterdam."""

from datetime import date, datetime

from portal.model.clock import local, local_day

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


def in_words(day: date) -> str:
    """`28 oktober 2024`"""
    return f"{day.day} {month_in_words(day)}"


def month_in_words(day: date) -> str:
    """`oktober 2024`"""
    return f"{MONTHS[day.month - 1]} {day.year}"


def clock_time(moment: datetime) -> str:
    """`03:05`"""
    return local(moment).strftime("%H:%M")


def date_and_time(moment: datetime) -> str:
    """`24 november 2026 om 03:05`"""
    return f"{in_words(local(moment).date())} om {clock_time(moment)}"


def in_full(moment: datetime) -> str:
    """`dinsdag 24 november 2026 om 03:05`"""
    return f"{WEEKDAYS[local(moment).weekday()]} {date_and_time(moment)}"


def day_in_full(day: date) -> str:
    """`dinsdag 24 november 2026`"""
    return f"{WEEKDAYS[day.weekday()]} {in_words(day)}"


def relative(moment: datetime, now: datetime) -> str:
    """How long ago, floored, so that it is never older than true: `3 uur geleden`; from 30 days on the date.

    A moment in the future is `zojuist`. The script in templates/static/js says the same of the same moment.
    """
    seconds = int((now - moment).total_seconds())
    if seconds < 60:
        return "zojuist"
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 60:
        return f"{minutes} {'minuut' if minutes == 1 else 'minuten'} geleden"
    if hours < 24:
        return f"{hours} uur geleden"
    if days < 7:
        return f"{days} {'dag' if days == 1 else 'dagen'} geleden"
    if days < 30:
        return f"{days // 7} {'week' if days < 14 else 'weken'} geleden"
    return in_words(local_day(moment))
