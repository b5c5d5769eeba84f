"""Which files an import has stored, so that one that was broken off goes on where it was."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from portal.cli.where import LOCAL
from portal.settings import Settings

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


def journal_of(settings: Settings, feed: str) -> "Journal":
    """The journal of imports of `feed` into the table of `settings`. One DescribeTable."""
    return Journal(identity(settings.dynamodb(), settings.table_name), feed)


def identity(client: "DynamoDBClient", name: str) -> str:
    """What no other table has: DynamoDB's own id of it; of an engine that gives none, its address and when it was made.

    "" where it is not there, or may not be described. One DescribeTable.
    """
    try:
        about = client.describe_table(TableName=name)["Table"]
    except (BotoCoreError, ClientError):
        return ""
    made = about["CreationDateTime"].timestamp()
    return about.get("TableId") or f"{client.meta.endpoint_url} {about['TableArn']} {made}"


class Journal:
    """Belongs to one table and feed. It is gone when an import ends. A file that has changed since counts as another.

    `table`: what no other table has, in another account, region or engine, or of another day; "" where nobody may
    know: then nothing is remembered, and an import begins anew.
    """

    def __init__(self, table: str, feed: str) -> None:
        known = hashlib.sha256(table.encode()).hexdigest()[:16]
        self._path = LOCAL / f"import-{feed}-{known}.txt" if table else None
        self._done = set(self._path.read_text("utf-8").splitlines()) if self._path and self._path.exists() else set()

    def has(self, path: Path) -> bool:
        return path.exists() and _line(path) in self._done

    def note(self, path: Path) -> None:
        if self._path:
            self._path.parent.mkdir(exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{_line(path)}\n")

    def close(self) -> None:
        if self._path:
            self._path.unlink(missing_ok=True)


def _line(path: Path) -> str:
    about = path.stat()
    return f"{about.st_size} {about.st_mtime_ns} {path.resolve()}"
