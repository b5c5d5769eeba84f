"""Words that say that a text must go: `KILL`, «dit bericht vervalt». What an agency writes so is withheld.

Sources: copy and style books of ANP, dpa and Reuters.
"""

import re

from portal.feeds.body.block import Block
from portal.feeds.body.dateline import split_dateline

_KILL_WORD = "KILL|HOLD|INTREKKING|INGETROKKEN|VERVALT|VERVALLEN"
_KILL_LABEL = r"(?:Kill|Intrekking|Ingetrokken|Vervalt|Vervallen|INTREKKING|INGETROKKEN|VERVALT|VERVALLEN|KILL|HOLD)"
_KILL_AGAIN = rf"\W*(?:{_KILL_WORD})(?:\W+(?:{_KILL_WORD}))+\b"
_KILL_SAID = r"(?i:(?:dit )?bericht (?:vervalt|vervallen)\W*$|intrekking (?:van )?bericht\b)"
_KILL_HEAD = re.compile(
    rf"{_KILL_AGAIN}|\W*{_KILL_LABEL}\s*(?:[:!-]|$)|{_KILL_SAID}|.*[(\[](?:{_KILL_WORD})[)\]]\W*$", re.DOTALL
)
_KILL_TEXT = re.compile(rf"{_KILL_AGAIN}|\W*{_KILL_LABEL}\s*(?:[:!]|\W*$)|{_KILL_SAID}")
_KILL_WITHIN = 300
"""Characters: a headline, or a dateline and the words behind it."""


def is_kill_notice(headline: str, blocks: tuple[Block, ...]) -> bool:
    """Whether the words say that something must not be published: an agency's last resort, for a person to look at.

    The text may begin with a note or a dateline before it says so.
    """
    if not _says_kill("\n".join([headline[:_KILL_WITHIN], *[markup[:_KILL_WITHIN] for _, markup, _ in blocks[:2]]])):
        return False
    if _says_kill(headline[:_KILL_WITHIN]) and _KILL_HEAD.match(headline):
        return True
    return any(
        _KILL_TEXT.match(split_dateline(block.text)[1]) for block in blocks[:2] if _says_kill(block.html[:_KILL_WITHIN])
    )


def _says_kill(text: str) -> bool:
    """A first look, for nearly every text says nothing of the kind."""
    start = text.upper()
    return "KILL" in start or "HOLD" in start or "VERVAL" in start or "INTREK" in start or "INGETROK" in start
