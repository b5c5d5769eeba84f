"""How an article's text is put together, the same in pages, feeds and previews."""

from portal.model.article import Teaser


def lead_with_dateline(teaser: Teaser) -> str:
    """`BRUSSEL (ANP/AFP) - De lead.`; without a dateline just the lead, without a lead nothing."""
    if teaser.dateline and teaser.lead:
        return f"{teaser.dateline} - {teaser.lead}"
    return teaser.lead
