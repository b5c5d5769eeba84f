"""Commands of an editor over the newsroom of a deployed portal: with a person's key, without any right of AWS."""

import argparse
import getpass
import json
import sys
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlsplit

from portal.cli.where import LOCAL, UsageError
from portal.model.errors import PortalError
from portal.model.site import LOOPBACK

KEYS = LOCAL / "desk-keys.json"
"""By the origin of a portal, the key that was kept for it."""
API = "/redactie/api"
SECONDS = 30
LONGEST_ANSWER = 1_000_000


class DeskError(PortalError):
    """The newsroom did not do what was asked; the message says why."""


@dataclass(frozen=True, kw_only=True)
class DeskClient:
    """The newsroom of the portal at `origin`, as the person whose `key` it is."""

    origin: str
    key: str

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """What the API answers, as plain values. Raises DeskError."""
        parts = urlsplit(self.origin)
        connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = connect(parts.netloc, timeout=SECONDS)
        headers = {"authorization": f"Bearer {self.key}", "content-type": "application/json"}
        try:
            connection.request(method, API + path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            said = json.loads(answer.read(LONGEST_ANSWER))
        except (OSError, HTTPException, ValueError) as error:
            raise DeskError(f"{self.origin}: no answer of a newsroom: {error}") from error
        finally:
            connection.close()
        if answer.status >= 400:
            raise DeskError(said.get("detail", f"status {answer.status}") if isinstance(said, dict) else str(said))
        return said

    def change(self, slug: str, act: str, body: object = None) -> dict[str, Any]:
        """What came of `act` on the article at `slug`."""
        said: dict[str, Any] = self.ask("POST", f"/articles/{quote(slug)}/{act}", {} if body is None else body)
        return said


def add_commands(commands: Any) -> None:
    desk = commands.add_parser(
        "desk",
        help="keep the key of a newsroom, for commands with --desk",
        description="Asks for the key that /redactie/sleutel of the site shows, or reads it from standard input, and "
        f"keeps it in {KEYS} until it is over.",
    )
    desk.add_argument("origin", metavar="URL", type=origin_of, help="the site, such as https://www.example.nl")
    desk.set_defaults(run=_keep)


def add_desk(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--desk", metavar="URL", type=origin_of, help="over the newsroom of this site; `portal desk URL` comes first"
    )


def origin_of(text: str) -> str:
    """For argparse. Raises ArgumentTypeError."""
    parts = urlsplit(text.strip())
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not is_safe or not parts.hostname or parts.username:
        raise argparse.ArgumentTypeError(f"{text} is no site; write it as https://www.example.nl")
    return f"{parts.scheme}://{parts.netloc}"


def desk_of(options: argparse.Namespace) -> DeskClient | None:
    """The newsroom that a command is to go over; None without --desk. Raises UsageError where no key is kept for it."""
    origin = getattr(options, "desk", None)
    if not origin:
        return None
    key = _kept().get(origin)
    if not key:
        raise UsageError(f"no key of {origin} is kept; open {origin}/redactie/sleutel, then `portal desk {origin}`")
    return DeskClient(origin=origin, key=key)


def _keep(options: argparse.Namespace) -> int:
    where = f"{options.origin}/redactie/sleutel"
    key = getpass.getpass(f"key ({where}): ") if sys.stdin.isatty() else sys.stdin.readline()
    client = DeskClient(origin=options.origin, key="".join(key.split()))
    waiting = client.ask("GET", "/waiting")
    KEYS.parent.mkdir(parents=True, exist_ok=True)
    KEYS.touch(mode=0o600)
    KEYS.write_text(json.dumps(_kept() | {client.origin: client.key}), encoding="utf-8")
    print(f"kept: commands take --desk {client.origin} from now on; {len(waiting)} waiting there")
    return 0


def _kept() -> dict[str, str]:
    try:
        found = json.loads(KEYS.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
