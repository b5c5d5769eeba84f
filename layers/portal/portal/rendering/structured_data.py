"""What search engines read of a page: JSON-LD. Says nothing that the site does not say to readers.

Sources: schema.org (NewsArticle, NewsMediaOrganization, WebSite, BreadcrumbList); Google's guides to article and
breadcrumb markup, and to site names.
"""

from collections.abc import Sequence

from portal.model.article import Article
from portal.model.picture import Picture
from portal.model.section import Section
from portal.model.site import Site
from portal.rendering.assets import Assets
from portal.rendering.filters import zoned
from portal.rendering.live_blog import LiveBlock, live_blocks
from portal.rendering.prose import brief
from portal.rendering.views import Crumb

ABOUT = "/over"
"""The page of the publisher's that says who makes the site, how, and what becomes of faults."""
POLICIES = ("publishingPrinciples", "correctionsPolicy", "ownershipFundingInfo")

Graph = dict[str, object]


def article_graph(article: Article, section: Section, trail: Sequence[Crumb], *, site: Site, assets: Assets) -> Graph:
    """The graph of an article's page: the article, and the way to it."""
    return _graph(_news_article(article, section, site, assets), _breadcrumb_list(trail, site))


def trail_graph(trail: Sequence[Crumb], *, site: Site) -> Graph:
    """That of a section, a place, a day: the way to it."""
    return _graph(_breadcrumb_list(trail, site))


def front_graph(*, site: Site, assets: Assets, has_about: bool) -> Graph:
    """That of the front: the site by its name, and who publishes it. `has_about`: the page at ABOUT is there."""
    publisher = _publisher(site, assets) | {"description": site.description, "email": site.contact}
    if has_about:
        publisher |= dict.fromkeys(POLICIES, site.origin + ABOUT)
    website: Graph = {
        "@type": "WebSite",
        "@id": f"{site.origin}/#site",
        "name": site.name,
        "url": f"{site.origin}/",
        "inLanguage": "nl-NL",
        "publisher": {"@id": publisher["@id"]},
    }
    return _graph(website, publisher)


def _graph(*nodes: Graph) -> Graph:
    return {"@context": "https://schema.org", "@graph": list(nodes)}


def _news_article(article: Article, section: Section, site: Site, assets: Assets) -> Graph:
    url = site.origin + article.path
    node: Graph = {
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
        "publisher": _publisher(site, assets),
        "author": _authors(article, site),
    }
    if blocks := live_blocks(article):
        node["@type"] = "LiveBlogPosting"
        node["coverageStartTime"] = zoned(article.published_at)
        node["liveBlogUpdate"] = [_update(block, url) for block in blocks]
    elif article.dateline:  # which is a NewsArticle's alone
        node["dateline"] = str(article.dateline)
    if article.pictures:
        node["image"] = [_image_object(picture, site) for picture in article.pictures]
    if article.subjects:
        node["keywords"] = [subject.name for subject in article.subjects]
    if article.lead:
        node["description"] = article.lead
    if section.region:
        node["contentLocation"] = {"@type": "Place", "name": section.name}
    return node


def _update(block: LiveBlock, url: str) -> Graph:
    return {
        "@type": "BlogPosting",
        "headline": block.headline or brief(block.text),
        "datePublished": zoned(block.moment),
        "url": f"{url}#{block.anchor}",
        "articleBody": brief(block.text),
    }


def _authors(article: Article, site: Site) -> list[Graph]:
    """Who wrote it, else who published it first, else the agencies of its dateline, else whose feed it is: us, where
    none has a name.
    """
    if article.authors:
        return [{"@type": "Person", "name": name} for name in article.authors]
    if article.source and article.source.name:
        return [_organization(article.source.name, article.source.url)]
    if article.dateline and article.dateline.sources:
        return [_organization(name) for name in article.dateline.sources]
    feed = site.feed_once(article.origin.feed)
    return [_organization(feed.source) if feed and feed.source else _organization(site.name, f"{site.origin}/")]


def _organization(name: str, url: str | None = None) -> Graph:
    node: Graph = {"@type": "Organization", "name": name}
    return node | ({"url": url} if url else {})


def _publisher(site: Site, assets: Assets) -> Graph:
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{site.origin}/#uitgever",
        "name": site.name,
        "url": f"{site.origin}/",
        "logo": {"@type": "ImageObject", "url": site.origin + assets.url("icon-512.png")},
    }


def _image_object(picture: Picture, site: Site) -> Graph:
    """The largest form, whole: what is cut out of it is for whoever shows it to choose."""
    node: Graph = {"@type": "ImageObject", "url": site.origin + picture.largest}
    said = {"caption": picture.caption, "creditText": picture.credit}
    return node | {name: text for name, text in said.items() if text}


def _breadcrumb_list(trail: Sequence[Crumb], site: Site) -> Graph:
    steps: list[Graph] = []
    for position, crumb in enumerate(trail, 1):
        step: Graph = {"@type": "ListItem", "position": position, "name": crumb.name}
        if crumb.path:
            step["item"] = site.origin + crumb.path
        steps.append(step)
    return {"@type": "BreadcrumbList", "itemListElement": steps}
