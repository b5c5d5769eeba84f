"""How often pages were viewed. Numbers of pages and nothing else: of who viewed them there is no word here."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MOST = 400
"""Pages whose views are kept one by one, of an hour and of a day: the most viewed. So an item of them stays small."""

PLAIN_PAGES = ("/", "/nieuws/regio", "/vandaag", "/zoeken")
"""Pages whose views are kept beside those of articles and sections."""
NO_SECTION = "-"
"""Of articles that are not known any more, and of those beyond the most viewed. A name in the table cannot be empty."""


@dataclass(frozen=True, kw_only=True)
class PageViews:
    """Views in some period: of articles by slug, of the same articles by section, and of other pages by path."""

    articles: Mapping[str, int] = field(default_factory=dict)
    sections: Mapping[str, int] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)

    @property
    def of_articles(self) -> int:
        """Of all articles, also those that are not kept one by one."""
        return sum(self.sections.values())

    def most_viewed(self, most: int) -> list[tuple[str, int]]:
        """Slugs with their views, the most first; of two with as many, the first of the alphabet."""
        return ranked(self.articles)[:most]

    def shortened(self) -> "PageViews":
        """Without the articles and the pages that were viewed least, where there are more than MOST of them."""
        return PageViews(
            articles=dict(ranked(self.articles)[:MOST]),
            sections=self.sections,
            pages=dict(ranked(self.pages)[:MOST]),
        )


def ranked(views: Mapping[str, int]) -> list[tuple[str, int]]:
    """The most viewed first; of two with as many, the first of the alphabet."""
    return sorted(views.items(), key=lambda one: (-one[1], one[0]))


def together(periods: Iterable[PageViews]) -> PageViews:
    """The views of several periods as those of one."""
    articles, sections, pages = Counter[str](), Counter[str](), Counter[str]()
    for period in periods:
        articles.update(period.articles)
        sections.update(period.sections)
        pages.update(period.pages)
    return PageViews(articles=articles, sections=sections, pages=pages)
