"""What has to happen at a moment: an embargo ends, a licence runs out, the world has to hear of a kill.

All in one partition, by time. Whoever asks hands them on; whoever does one takes it out, or it comes again.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.model.clock import from_iso, to_iso
from portal.storage.items import from_attributes, to_attribute, to_attributes
from portal.storage.table import Answer, Call, Item, Table

PARTITION = "DUE"
AT_A_TIME = 200


class Act(StrEnum):
    """What is due."""

    RELEASE = "release"
    EXPIRE = "expire"
    ANNOUNCE = "announce"


@dataclass(frozen=True, kw_only=True)
class Due:
    """`act` on the article at `slug`, not before `at`."""

    act: Act
    slug: str
    at: datetime

    @property
    def key(self) -> Item:
        return to_attributes({"pk": PARTITION, "sk": f"{to_iso(self.at)}#{self.act}#{self.slug}"})

    @property
    def item(self) -> Item:
        return self.key | to_attributes({"act": str(self.act), "slug": self.slug, "at": to_iso(self.at)})


class Dues:
    """What is due, and soon."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def until(self, moment: datetime) -> tuple[Due, ...]:
        """Everything that is due at `moment`, the oldest first; of very much the first two hundred. One Query."""
        parameters = {
            "KeyConditionExpression": "pk = :due AND sk < :end",
            "ExpressionAttributeValues": {
                ":due": to_attribute(PARTITION),
                ":end": to_attribute(f"{to_iso(moment)}$"),
            },
            "Limit": AT_A_TIME,
            "ConsistentRead": True,
        }
        return tuple(_from_item(item) for item in self._table.send(Call("query", parameters))[0]["Items"])

    def done(self, due: Due) -> None:
        """One DeleteItem."""
        self._table.send(Call("delete_item", {"Key": due.key}))


def _from_item(item: Answer) -> Due:
    row = from_attributes(item)
    return Due(act=Act(row["act"]), slug=row["slug"], at=from_iso(row["at"]))
