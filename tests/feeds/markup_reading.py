"""An article of two paragraphs, and what comes between, before or behind them."""

from portal.feeds.body.lead_and_body import LeadAndBody, lead_and_body
from portal.feeds.body.sanitize import clean_body, is_clean, to_html

LINK = "https://krant.example/nieuws/7"
FIRST = "<p>De raad van Veere besluit donderdag over de nieuwe haven.</p>"
NEXT = "<p>Het plan ligt sinds maandag ter inzage in het gemeentehuis.</p>"
NOTHING_MORE = to_html(clean_body(NEXT))


def read(content: str, *, summary: str = "", headline: str = "Haven", authors: tuple[str, ...] = ()) -> LeadAndBody:
    story = lead_and_body(summary=summary, content=content, headline=headline, base=LINK, link=LINK, authors=authors)
    assert is_clean(story.body_html)
    assert is_clean(story.lead_html)
    return story


def body(markup: str) -> str:
    """What becomes of `markup` between two paragraphs."""
    made = read(FIRST + markup + NEXT).body_html.split("\n")
    assert made[-1] == NOTHING_MORE
    return "\n".join(made[:-1])
