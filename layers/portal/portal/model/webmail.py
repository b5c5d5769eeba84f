"""The webmail systems between which a reader chooses, once."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.model.text import listed


@dataclass(frozen=True, kw_only=True)
class Webmail:
    """`id` is what the form sends and the cookie holds; `url` is where a reader ends."""

    id: str
    name: str
    url: str


def others_in_words(webmails: Sequence[Webmail]) -> str:
    """All but the first, as a sentence lists them: `B`, `B en C`, `B, C en D`."""
    return listed([webmail.name for webmail in webmails[1:]])


def question(site_name: str, webmails: Sequence[Webmail]) -> str:
    """Why a reader is asked: one sentence, the same in the dialog and on the page."""
    return f"Omdat {site_name} ook {others_in_words(webmails)} aanbiedt, vragen we je eenmalig je voorkeur op te geven."
