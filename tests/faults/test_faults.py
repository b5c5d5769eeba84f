"""A fault at any call of AWS, then what its event source does, and the day ends as if nothing had been."""

import json
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.session import Session
from mangum import Mangum
from moto import mock_aws

from faults.day import PICTURES, QUARANTINE, SEGMENTS, Day, Fault, Faults
from portal.storage.table import Table
from portal.web.app import TEXT_TYPES, create_app
from reader import Browser
from sweeps import amount

PATHS = (
    *(
        "/",
        "/nieuws/buitenland",
        "/nieuws/regio/goes",
        "/nieuws/brug-dicht",
        "/nieuws/veerpont",
        "/nieuws/sluis-1-dicht",
    ),
    *("/nieuws/sluis-2-dicht", "/nieuws/2026/11/24", "/feeds/alles.xml", "/feeds/goes.json", "/sitemap-news.xml"),
)
TRIED = frozenset({"is_told", "writes", "tries", "again", "expires_at"})
"""How often something was written or tried, and until when that is remembered."""
_CLOCK = re.compile(r"2026-11-24T[\d:]+Z|\b\d\d:\d\d(?::\d\d)?(?: GMT)?\b|\b\d+ minu(?:ut|ten) geleden|zojuist")
"""What a look that came later makes of a text that does not say when it was written."""


class World:
    """A table and three buckets that are emptied for every run."""

    def __init__(self, table: Table, s3: Any) -> None:
        self.table, self.s3 = table, s3

    def emptied(self) -> None:
        for item in self._items():
            self.table._client.delete_item(TableName="news", Key={name: item[name] for name in ("pk", "sk")})
        for bucket in (PICTURES, SEGMENTS, QUARANTINE):
            for key in self.keys(bucket):
                self.s3.delete_object(Bucket=bucket, Key=key)

    def after(self, faults: Faults) -> dict[str, Any]:
        self.emptied()
        day = Day(client=self.table._client, s3=self.s3, faults=faults)
        day.run()
        return self.snapshot(day)

    def snapshot(self, day: Day) -> dict[str, Any]:
        """Table, buckets, pages and what was told; without the clock, and how often something was tried."""
        table = {}
        for item in self._items():
            key = f"{item['pk']['S']} {item['sk']['S']}"
            if key.startswith(("FEEDS", "LEASES", "HOST#", "SEARCH", "PICTURES", "CHANGED")):
                continue
            if "HISTORY#" in key:
                key = f"{item['pk']['S']} {item['reason']['S']}"
            row = {name: value for name, value in item.items() if name not in (*TRIED, "sk")}
            table[_CLOCK.sub("T", key)] = _CLOCK.sub("T", json.dumps(row, sort_keys=True))
        files = {bucket: self.keys(bucket) for bucket in (PICTURES, QUARANTINE)}
        return {"table": table, **files, "pages": self._pages(day), "due": self._due()}

    def keys(self, bucket: str) -> list[str]:
        return sorted(one["Key"] for one in self.s3.list_objects_v2(Bucket=bucket).get("Contents", ()))

    def _due(self) -> list[str]:
        return sorted(item["sk"]["S"] for item in self._items() if item["pk"]["S"] in ("DUE", "PICTURES"))

    def _pages(self, day: Day) -> dict[str, Any]:
        browser = Browser(Mangum(create_app(day.context(), self.table), lifespan="off", text_mime_types=TEXT_TYPES))
        answers = {path: browser.get(path) for path in PATHS}
        return {path: (one.status, _CLOCK.sub("T", one.body.decode())) for path, one in answers.items()}

    def _items(self) -> list[dict[str, Any]]:
        return list(self.table._client.scan(TableName="news")["Items"])


@pytest.fixture
def world(table: Table, session: Session) -> Iterator[World]:
    with mock_aws():
        s3: Any = session.create_client("s3")
        for bucket in (PICTURES, SEGMENTS, QUARANTINE):
            s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield World(table, s3)


@pytest.fixture(scope="module")
def quiet_days() -> list[tuple[Faults, dict[str, Any]]]:
    """The day without a fault, by the first test that asks: it is the same for all of them."""
    return []


@pytest.mark.parametrize("kind", list(Fault))
def test_a_fault_at_any_call_ends_as_if_nothing_had_been(
    world: World, quiet_days: list[tuple[Faults, dict[str, Any]]], kind: Fault
) -> None:
    if not quiet_days:
        faults = Faults()
        quiet_days.append((faults, world.after(faults)))
    ((quiet, clean),) = quiet_days
    assert clean["pages"]["/nieuws/sluis-1-dicht"][0] == 410
    assert clean["pages"]["/nieuws/sluis-2-dicht"][0] == 200
    assert (clean["due"], len(clean["pictures"]), len(clean["quarantine"])) == ([], 2, 1)

    numbers = range(1, len(quiet.calls) + 1)
    chosen = sorted(random.Random(kind.value).sample(numbers, min(amount(1, whole=60), len(numbers))))
    for at in chosen:
        found = world.after(Faults(kind=kind, at=at))
        assert found == clean, f"{kind.value} at call {at}, {quiet.calls[at - 1]}: {_differences(found, clean)}"


def _differences(found: Any, clean: Any, path: str = "") -> list[str]:
    if isinstance(found, dict) and isinstance(clean, dict):
        keys = sorted({*found, *clean})
        return [line for key in keys for line in _differences(found.get(key), clean.get(key), f"{path}/{key}")]
    return [] if found == clean else [f"{path}: {str(found)[:300]} and not {str(clean)[:300]}"]
