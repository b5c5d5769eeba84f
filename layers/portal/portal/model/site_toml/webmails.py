"""`[[webmail]]` of site.toml: the webmail systems that readers choose from."""

from portal.model.site_toml.values import TomlValues
from portal.model.webmail import Webmail


def read_webmails(values: TomlValues, table: dict[str, object]) -> tuple[Webmail, ...]:
    """In the order in which readers see them."""
    webmails = tuple(_webmail(values, key, row) for key, row in values.rows(table, "webmail"))
    values.unique("webmail", "id", [webmail.id for webmail in webmails])
    return webmails


def _webmail(values: TomlValues, key: str, row: dict[str, object]) -> Webmail:
    values.only(row, key, ("id", "name", "url"))
    return Webmail(
        id=values.slug(row, key, "id"),
        name=values.text(row, key, "name"),
        url=values.url(row, key, schemes=("https",)),
    )
