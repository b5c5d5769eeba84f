"""The bucket in which agencies leave files, as a folder of this machine: what is put there is delivered."""

import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

BUCKET = "delivery"
LOOKS_EVERY = 1.0

logger = logging.getLogger("local")


class Delivery:
    """Looks into `folder`, a folder below it for each feed, and does with a file what S3 does: keeps it and says so."""

    def __init__(self, folder: Path, names: list[str], *, s3: Any, sqs: Any, queue_url: str) -> None:
        self._folder = folder
        self._s3 = s3
        self._sqs = sqs
        self._queue_url = queue_url
        self._stopped = threading.Event()
        self._seen: dict[Path, tuple[int, int]] = {}
        for name in names:
            (folder / name).mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        region = self._s3.meta.region_name
        self._s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": region})
        threading.Thread(target=self._watch, name="delivery", daemon=True).start()
        logger.info("delivery  files put below %s become news", self._folder)

    def stop(self) -> None:
        self._stopped.set()

    def deliver(self) -> list[str]:
        """One look: the keys of what is new or has changed since the last one."""
        return [self._hand_over(path) for path in list(self._new())]

    def _watch(self) -> None:
        while not self._stopped.wait(LOOKS_EVERY):
            try:
                self.deliver()
            except Exception:
                logger.exception("a file could not be delivered; it is tried again")

    def _new(self) -> Iterator[Path]:
        for path in sorted(self._folder.glob("*/**/*")):
            if not path.is_file() or path.name.startswith("."):
                continue
            about = path.stat()
            if self._seen.get(path) != (about.st_size, about.st_mtime_ns):
                self._seen[path] = (about.st_size, about.st_mtime_ns)
                yield path

    def _hand_over(self, path: Path) -> str:
        key = path.relative_to(self._folder).as_posix()
        self._s3.put_object(Bucket=BUCKET, Key=key, Body=path.read_bytes())
        record = {"s3": {"bucket": {"name": BUCKET}, "object": {"key": quote_plus(key, safe="/")}}}
        self._sqs.send_message(QueueUrl=self._queue_url, MessageBody=json.dumps({"Records": [record]}))
        return key
