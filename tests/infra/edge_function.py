"""The function of infra/edge.yaml, run as CloudFront runs it: an event in, a request or a response out.

Node is at hand; njs is the engine whose methods the documentation of runtime 1.0 names, and knows no more of ECMAScript
than it has to. Source: AWS, CloudFront Functions event structure; JavaScript runtime 2.0 features.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.stacks import nested, properties

ENGINES = ("node", "njs")
SPELLINGS = Path(__file__).with_name("addresses.txt")
SAYING = """
const said = JSON.stringify(%s.map((event) => handler(event)));
for (let start = 0; start < said.length; start += 500) console.log(said.slice(start, start + 500));
"""
"""In pieces: njs cuts a line off at two kilobytes."""


@dataclass(frozen=True)
class Spelling:
    """A row of addresses.txt. `left`: of the query string; `onward`: of a redirect."""

    method: str
    target: str
    status: int
    left: str = ""
    onward: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.target}"

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


def spellings() -> list[Spelling]:
    """Every row, in order. Raises ValueError for one that says nothing that is known."""
    rows = SPELLINGS.read_text(encoding="utf-8").splitlines()
    return [_spelling(row) for row in rows if row and not row.startswith("#")]


def code(hsts: str = "host") -> str:
    """What CloudFormation makes of it in a stack with this parameter."""
    stack = nested("edge")
    text, given = properties(stack, "Addresses")["FunctionCode"]["Fn::Sub"]
    assert given == {"TransportSecurity": {"Fn::FindInMap": ["TransportSecurity", {"Ref": "Hsts"}, "Header"]}}
    return str(text).replace("${TransportSecurity}", stack["Mappings"]["TransportSecurity"][hsts]["Header"])


def event(method: str, target: str) -> dict[str, Any]:
    path, _, query = target.partition("?")
    request = {"method": method, "uri": path, "querystring": _parsed(query), "headers": {}, "cookies": {}}
    context = {
        "distributionId": "EDFDVBD6EXAMPLE",
        "eventType": "viewer-request",
        "requestId": "4TyzHTaYWb1GX1qTfsHhEqV6HUDd",
    }
    return {"version": "1.0", "context": context, "viewer": {"ip": "198.51.100.11"}, "request": request}


def run(engine: str, events: Iterable[Mapping[str, Any]], folder: Path, *, hsts: str = "host") -> list[dict[str, Any]]:
    """What the function makes of each event, in one process."""
    program = shutil.which(engine)
    if program is None:
        (pytest.fail if os.environ.get("QUALITY") == "required" else pytest.skip)(
            f"{engine} is not there (Debian: apt-get install {engine.replace('node', 'nodejs')})"
        )
    asked = json.dumps(list(events))
    script = folder / "function.js"
    script.write_text(f"{code(hsts)}\n{SAYING % asked}", encoding="utf-8")
    done = subprocess.run([program, script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return list(json.loads("".join(done.stdout.splitlines())))


def outcome(method: str, target: str, answer: Mapping[str, Any]) -> Spelling:
    """`answer` as a row of addresses.txt would say it."""
    if "statusCode" in answer:
        location = answer["headers"].get("location", {}).get("value", "")
        return Spelling(method, target, answer["statusCode"], onward=location)
    assert answer["uri"] == target.partition("?")[0]
    return Spelling(method, target, 200, left=_written(answer["querystring"]))


def _spelling(row: str) -> Spelling:
    asked, _, comes = row.partition(" => ")
    method, _, target = asked.rpartition(" ")
    word, _, rest = comes.partition(" ")
    match word:
        case "passes":
            return Spelling(method or "GET", target, 200, left=rest.removeprefix("?"))
        case "301":
            return Spelling(method or "GET", target, 301, onward=rest)
        case "404":
            return Spelling(method or "GET", target, 404)
    raise ValueError(row)


def _parsed(query: str) -> dict[str, Any]:
    """As CloudFront hands it over: by name, as it was sent; the first value of several, and all of them beside it."""
    found: dict[str, list[dict[str, str]]] = {}
    for part in filter(None, query.split("&")):
        name, _, value = part.partition("=")
        found.setdefault(name, []).append({"value": value})
    return {name: one[0] | ({"multiValue": one} if len(one) > 1 else {}) for name, one in found.items()}


def _written(query: Mapping[str, Any]) -> str:
    return "&".join(
        f"{name}={one['value']}" for name, found in query.items() for one in found.get("multiValue", [found])
    )
