"""Sections of the portal; a region is a section with a place of its own in the addresses."""

from dataclasses import dataclass, replace

REGIONS = "regio"
ALL = "alles"
TODAY = "vandaag"
RESERVED = frozenset({REGIONS, ALL, TODAY})
"""Words in addresses (`/nieuws/regio/…`, `/feeds/alles.xml`, `/feeds/vandaag.xml`) that no section can have as its
slug.
"""


@dataclass(frozen=True, kw_only=True)
class Section:
    """`slug` in addresses and as key in the table, `name` as readers see it.

    `was`: slugs that it had before. What was stored under them stays there, and is shown here. `at`: longitude and
    latitude of a region's place, in degrees.
    """

    slug: str
    name: str
    region: bool = False
    was: tuple[str, ...] = ()
    at: tuple[float, float] | None = None

    @property
    def path(self) -> str:
        return f"/nieuws/{REGIONS}/{self.slug}" if self.region else f"/nieuws/{self.slug}"

    @property
    def paths(self) -> tuple[str, ...]:
        """Its address, and those that it had."""
        return tuple(replace(self, slug=slug).path for slug in self.slugs)

    @property
    def slugs(self) -> tuple[str, ...]:
        """Under which its articles are in the table."""
        return (self.slug, *self.was)
