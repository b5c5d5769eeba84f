"""The CDN's access log of a local portal: what a browser asked for, in files as CloudFront leaves them in a bucket.

Source: AWS, Amazon CloudFront Developer Guide, Standard logging reference.
"""

import gzip
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from local.events import Reply

HEAD = (
    "#Version: 1.0\n"
    "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) "
    "cs(User-Agent) cs-uri-query\n"
)


class AccessLog:
    """Takes lines from many threads. `put`: stores a file under its key."""

    def __init__(self, put: Callable[[str, bytes], object], *, clock: Callable[[], datetime] | None = None) -> None:
        self._put = put
        self._clock = clock or (lambda: datetime.now(UTC))
        self._lines: dict[str, list[str]] = defaultdict(list)
        self._writing = threading.Lock()

    def note(self, event: Mapping[str, Any], answer: Reply) -> None:
        """A request that was answered."""
        now, asked = self._clock(), event["requestContext"]["http"]
        fields = (
            *(f"{now:%Y-%m-%d}", f"{now:%H:%M:%S}", "AMS1-C1", str(len(answer.body)), asked["sourceIp"]),
            *(asked["method"], "local", quote(event["rawPath"], safe="/%"), str(answer.status), "-"),
            *(quote(asked["userAgent"], safe="/;,()") or "-", "-"),
        )
        with self._writing:
            self._lines[f"{now:%Y-%m-%d-%H}"].append("\t".join(fields))

    def deliver(self) -> None:
        """A file for each hour of which there are lines. Whatever of it fails is delivered the next time."""
        with self._writing:
            lines, self._lines = self._lines, defaultdict(list)
        for hour, of_hour in lines.items():
            body = gzip.compress((HEAD + "\n".join(of_hour) + "\n").encode())
            try:
                self._put(f"cdn/.{hour}.{uuid4().hex[:8]}.gz", body)  # of no distribution: here is none
            except Exception:
                with self._writing:
                    self._lines[hour] = of_hour + self._lines[hour]
                raise
