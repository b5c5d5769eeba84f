"""Which article somebody means who pastes an address."""

from urllib.parse import unquote, urlsplit

from portal.model.slug import is_slug

NEIGHBOURS = ("vorige", "volgende")
"""What an article's own links end in."""


def slug_in(text: str) -> str:
    """The slug in `/nieuws/<slug>` or a whole address of any host; "" where `text` is none."""
    given = text.strip()
    if "/" not in given or " " in given:
        return ""
    is_whole = given.startswith(("/", "http:", "https:", "nieuws/"))
    try:
        path = urlsplit(given if is_whole else f"//{given}").path
    except ValueError:
        return ""
    news, *parts = [unquote(part) for part in path.split("/") if part] or [""]
    if len(parts) == 2 and parts[1] in NEIGHBOURS:
        parts = parts[:1]
    return parts[0].lower() if news == "nieuws" and len(parts) == 1 and is_slug(parts[0].lower()) else ""
