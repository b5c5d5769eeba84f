"""Who works in the newsroom, and who may do what there: `[desk]` of site.toml."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

GROUP = "group:"
"""How a group begins in a list of members; what does not is an address."""


class DeskRole(StrEnum):
    """What a person of the newsroom is; each may do what the one before may."""

    REPORTER = "reporter"
    EDITOR = "editor"
    CHIEF = "chief"

    def covers(self, least: "DeskRole") -> bool:
        """Whether who is this may do what `least` may."""
        roles = list(DeskRole)
        return roles.index(self) >= roles.index(least)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """`issuer`: of the OpenID provider, "" where the newsroom has no browser's door; `client_id`: whom the provider
    knows us as. `groups`: the claim in which it names a person's groups. `members`: by role, addresses in lower case,
    and groups with GROUP before them.
    """

    issuer: str = ""
    client_id: str = ""
    groups: str = "groups"
    members: tuple[tuple[DeskRole, frozenset[str]], ...] = ()

    def role_of(self, address: str, groups: Collection[str]) -> DeskRole | None:
        """The highest role of who has `address` ("" where the provider does not vouch for one) and is in `groups`;
        None for a stranger. What has no @ is no address, so that nobody has one that is written as a group is.
        """
        own = {address.lower()} if "@" in address and not address.startswith(GROUP) else set()
        names = own | {f"{GROUP}{group}" for group in groups}
        found = [role for role, members in self.members if names & members]
        return max(found, key=list(DeskRole).index, default=None)
