"""What search engines read of an article's page: JSON-LD. Says nothing that the page does not.

Sources: schema.org (NewsArticle, ImageObject, BreadcrumbList); Google's guide to article markup.
"""

from collections.abc import Sequence

from portal.model.article import Article
from portal.model.picture import Picture
from portal.model.section import Section
from portal.model.site import Site
from portal.rendering.assets import Assets
from portal.rendering.filters import zoned
from portal.rendering.views import Crumb


def structured_data(
    article: Article, section: Section, trail: Sequence[Crumb], *, site: Site, assets: Assets
) -> dict[str, object]:
    """The graph of an article's page: the article, and the way to it."""
    graph = [_news_article(article, section, site, assets), _breadcrumb_list(trail, site)]
    return {"@context": "https://schema.org", "@graph": graph}


def _news_article(article: Article, section: Section, site: Site, assets: Assets) -> dict[str, object]:
    url = site.origin + article.path
    node: dict[str, object] = {
        "@type": "NewsArticle",
        "@id": f"{url}#artikel",
        "url": url,
        "mainEntityOfPage": url,
        "headline": article.headline,
        "inLanguage": "nl-NL",
        "datePublished": zoned(article.published_at),
        "dateModified": zoned(article.updated_at or article.published_at),
        "articleSection": section.name,
        "isAccessibleForFree": True,
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": site.name,
            "url": f"{site.origin}/",
            "logo": {"@type": "ImageObject", "url": site.origin + assets.url("icon-512.png")},
        },
    }
    if article.picture:
        node["image"] = _image_object(article.picture, site)
    if article.subjects:
        node["keywords"] = [subject.name for subject in article.subjects]
    if article.lead:
        node["description"] = article.lead
    if article.dateline:
        node["dateline"] = str(article.dateline)
    people = [{"@type": "Person", "name": name} for name in article.authors]
    agencies = [
        {"@type": "Organization", "name": name} for name in (article.dateline.sources if article.dateline else ())
    ]
    if people or agencies:
        node["author"] = people or agencies
    return node


def _image_object(picture: Picture, site: Site) -> dict[str, object]:
    node: dict[str, object] = {"@type": "ImageObject", "url": site.origin + picture.largest}
    return node | ({"creditText": picture.credit} if picture.credit else {})


def _breadcrumb_list(trail: Sequence[Crumb], site: Site) -> dict[str, object]:
    steps: list[dict[str, object]] = []
    for position, crumb in enumerate(trail, 1):
        step: dict[str, object] = {"@type": "ListItem", "position": position, "name": crumb.name}
        if crumb.path:
            step["item"] = site.origin + crumb.path
        steps.append(step)
    return {"@type": "BreadcrumbList", "itemListElement": steps}
