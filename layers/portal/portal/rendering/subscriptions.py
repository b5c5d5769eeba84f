"""Values of what readers can follow as a feed: all news, that of all regions together, that of each section."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.model.section import ALL, REGIONS, Section
from portal.model.site import Site


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """News of the portal as RSS and JSON Feed. `name`: beside the site's; `title` and `description`: what feed readers
    show; `page`: where the same news stands for browsers. `sections`: slugs of the lists that it holds, () for all.
    """

    slug: str
    name: str
    title: str
    description: str
    page: str
    sections: tuple[str, ...] = ()

    def path(self, form: str) -> str:
        """`form`: `xml` or `json`."""
        return f"/feeds/{self.slug}.{form}"


def subscriptions(site: Site) -> Mapping[str, Subscription]:
    """By slug: all news, all regions where there are any, then the sections in the publisher's order."""
    everything = Subscription(slug=ALL, name="Al het nieuws", title=site.name, description=site.description, page="/")
    regional = [_of_regions(site)] if site.regions else []
    found = [everything, *regional, *(_of_section(site, section) for section in site.sections)]
    return {subscription.slug: subscription for subscription in found}


def _of_regions(site: Site) -> Subscription:
    return Subscription(
        slug=REGIONS,
        name="Alle plaatsen",
        title=f"{site.name}: Regio",
        description=f"Het laatste nieuws uit alle plaatsen op {site.name}",
        page=f"/nieuws/{REGIONS}",
        sections=(REGIONS,),
    )


def _of_section(site: Site, section: Section) -> Subscription:
    place = f"uit {section.name}" if section.region else f"in de rubriek {section.name}"
    return Subscription(
        slug=section.slug,
        name=section.name,
        title=f"{site.name}: {section.name}",
        description=f"Het laatste nieuws {place} op {site.name}",
        page=section.path,
        sections=section.slugs,
    )
