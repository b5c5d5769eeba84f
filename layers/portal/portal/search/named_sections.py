"""The sections and places that a question names: their pages come before what is found."""

from collections.abc import Mapping

from portal.model.section import Section
from portal.model.site import Site
from portal.search.query import Query
from portal.search.stemming import stems

MOST = 3


def named_sections(query: Query, site: Site) -> tuple[Section, ...]:
    """Those whose whole name stands in the question, the longest names first: `goes` and `brand in goes` name Goes."""
    asked = [stem for term in query.terms if not term.is_excluded for stem in term.stems]
    found = [section for section in _shown(site) if _stands_in(stems(section.name), asked)]
    return tuple(sorted(found, key=lambda section: -len(stems(section.name)))[:MOST])


def slugs_by_name(site: Site) -> Mapping[tuple[str, ...], str]:
    """The slugs of sections, by the stems of their names."""
    return {tuple(stems(section.name)): section.slug for section in _shown(site)}


def _shown(site: Site) -> tuple[Section, ...]:
    return (*site.topics, *site.regions)


def _stands_in(name: list[str], asked: list[str]) -> bool:
    size = len(name)
    return bool(name) and any(asked[place : place + size] == name for place in range(len(asked) - size + 1))
