"""How an article's text is put together, the same in pages, feeds and previews."""

from portal.model.article import Teaser
from portal.model.text import shortened

LONGEST_SUMMARY = 155
"""Characters: what a results page shows of a description."""


def lead_with_dateline(teaser: Teaser) -> str:
    """`BRUSSEL (ANP/AFP) - De lead.`; without a dateline just the lead, without a lead nothing."""
    if teaser.dateline and teaser.lead:
        return f"{teaser.dateline} - {teaser.lead}"
    return teaser.lead


def brief(text: str) -> str:
    """As much of `text` as a results page shows, cut at a word."""
    return text if len(text) <= LONGEST_SUMMARY else shortened(text, LONGEST_SUMMARY - len(" …"))
