"""`[[sections]]` of site.toml: slug, name, and of a region where its place lies."""

from portal.model.section import RESERVED, Section
from portal.model.site_toml.values import TomlValues
from portal.model.slug import LONGEST

COORDINATES = {"lat": 90, "lon": 180}
"""Degrees, and how many they are at most, north or east; south and west with a minus."""


def read_sections(values: TomlValues, table: dict[str, object]) -> tuple[Section, ...]:
    """All of them."""
    sections = tuple(_section(values, key, row) for key, row in values.rows(table, "sections"))
    if table.get("sections", []) == []:
        values.refuse("sections", "there is none; write at least one [[sections]] with slug and name")
    values.unique("sections", "slug", [section.slug for section in sections])
    values.unique("sections", "name", [section.name for section in sections])
    values.former("sections", "slug", [section.slugs for section in sections])
    return sections


def _section(values: TomlValues, key: str, row: dict[str, object]) -> Section:
    values.only(row, key, ("slug", "name", "region", "was", *COORDINATES))
    slug = values.slug(row, key, "slug")
    if slug in RESERVED:
        values.refuse(f"{key}.slug", f"{slug!r} is a word of the portal's own addresses; choose another")
    elif len(slug) > LONGEST:
        values.refuse(f"{key}.slug", f"has more than {LONGEST} characters, the most that an address has room for")
    return Section(
        slug=slug,
        name=values.text(row, key, "name"),
        region=values.flag(row, key, "region"),
        was=values.was(row, key, "slug"),
        at=_at(values, row, key),
    )


def _at(values: TomlValues, row: dict[str, object], key: str) -> tuple[float, float] | None:
    """Longitude and latitude of a region's place: both or neither."""
    names = [name for name in COORDINATES if name in row]
    if names and row.get("region") is not True:
        values.refuse(f"{key}.{names[0]}", "is for a place on the map of the regions; write region = true beside it")
    elif len(names) == 1:
        (other,) = COORDINATES.keys() - names
        values.refuse(f"{key}.{names[0]}", f"needs {other} beside it: a place on the map has both")
    elif names:
        return _degrees(values, row, key, "lon"), _degrees(values, row, key, "lat")
    return None


def _degrees(values: TomlValues, row: dict[str, object], key: str, name: str) -> float:
    value, most = row[name], COORDINATES[name]
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not -most <= value <= most:
        values.refuse(f"{key}.{name}", f"must be a number of degrees from -{most} to {most}, such as 51.5")
        return 0.0
    return float(value)
