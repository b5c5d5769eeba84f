"""`[desk]` of site.toml: where people of the newsroom log in, and who of them may do what."""

import re

from portal.model.desk import GROUP, Desk, DeskRole
from portal.model.site_toml.values import TomlValues

DESK_KEYS = ("issuer", "client_id", "groups", *map(str, DeskRole))


def read_desk(values: TomlValues, table: dict[str, object]) -> Desk:
    """Nobody works there where it is missing."""
    row = table.get("desk", {})
    if not isinstance(row, dict):
        values.refuse("desk", "must be a table; write [desk] above its keys")
        return Desk()
    values.only(row, "desk", DESK_KEYS)
    texts = {name: values.text(row, "desk", name) for name in ("issuer", "client_id", "groups") if name in row}
    fault = values.fault_in(texts["issuer"], schemes=("https",)) if texts.get("issuer") else None
    if fault:
        values.refuse("desk.issuer", f"{texts['issuer']!r} {fault}")
    if texts.get("issuer") and not texts.get("client_id"):
        values.refuse("desk.client_id", "is missing; give the id under which the issuer knows this newsroom")
    members = tuple((role, _members(values, row, role)) for role in DeskRole)
    if row and not any(names for _, names in members):
        values.refuse("desk", f"lets nobody in; name people under {', '.join(DeskRole)}")
    return Desk(**texts, members=members)


def _members(values: TomlValues, row: dict[str, object], role: DeskRole) -> frozenset[str]:
    """Addresses do not tell capitals apart, groups do."""
    names = row.get(role.value, [])
    if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
        values.refuse(f"desk.{role}", f'must be a list of addresses, and groups such as "{GROUP}redactie"')
        return frozenset()
    for name in names:
        if not name.startswith(GROUP) and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", name):
            values.refuse(f"desk.{role}", f'{name!r} is no address; a group is written as "{GROUP}{name}"')
    return frozenset(name if name.startswith(GROUP) else name.lower() for name in names)
