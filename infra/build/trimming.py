"""Leaves out of third-party code what no function ever reads."""

import gzip
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from configparser import ConfigParser
from pathlib import Path
from typing import Any

OPERATIONS: Mapping[str, frozenset[str]] = {
    "cloudfront": frozenset({"CreateInvalidation"}),
    "codedeploy": frozenset({"PutLifecycleEventHookExecutionStatus"}),
    "dynamodb": frozenset(
        {"BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Query", "TransactWriteItems", "UpdateItem"}
    ),
    "lambda": frozenset({"Invoke"}),
    # HeadBucket is botocore's own: it asks for the region of a bucket that is elsewhere (S3RegionRedirectorv2).
    "s3": frozenset({"DeleteObjects", "GetObject", "HeadBucket", "HeadObject", "ListObjectsV2", "PutObject"}),
    "secretsmanager": frozenset({"GetSecretValue"}),
    "sns": frozenset({"Publish"}),
    "sqs": frozenset({"ChangeMessageVisibilityBatch", "SendMessageBatch"}),
    "ssm": frozenset({"GetParameter", "GetParameters"}),
}
"""The operations that the functions call, by service, of the 440 services that botocore knows.

A client has no method for any other operation (AttributeError), and there is no client of any other service
(UnknownServiceError). A test holds the list against the code.
"""

STAND_INS: Mapping[str, str] = {
    "botocore/docs/__init__.py": "",
    "botocore/docs/docstring.py": """class _Docstring(str):
    def __new__(cls, *_, **__):
        return super().__new__(cls)


class ClientMethodDocstring(_Docstring):
    pass


class PaginatorDocstring(_Docstring):
    pass


class WaiterDocstring(_Docstring):
    pass
""",
    "urllib3/http2/__init__.py": "",
}
"""By module, what stands in its place. Every start imports them, and with them a parser of HTML and the versions of
packages, for what no function asks: the documentation of a client's methods, and HTTP/2 where somebody switches it on.
"""
DOCUMENTING = "botocore/docs"
KEPT_OF_DOCUMENTING = frozenset({"__init__.py", "docstring.py", "utils.py"})
"""What the client itself imports of it."""

DROPPED_FOLDERS = frozenset({"__pycache__", "tests", "test", "examples"})
COMMANDS = frozenset({"console_scripts", "gui_scripts"})
ASK_THEIR_VERSION = frozenset({"httpcore2", "httpx2"})
"""Packages that look up which version they are when they are imported, and are not imported where that is gone."""
UNUSED = (
    # A compiler of C declarations: what was compiled by it needs `_cffi_backend` alone.
    *("cffi", "pycparser"),
    # Logs and metrics are what we use; those import no part of these but `jmespath_utils`.
    *("aws_lambda_powertools/event_handler", "aws_lambda_powertools/utilities/[!_j]*"),
    # libyaml: the loaders and dumpers that we use are written in Python.
    "yaml/_yaml.*",
    # Of lxml we use `etree`.
    *("lxml/includes", "lxml/isoschematron", "lxml/html", "lxml/objectify.*", "lxml/sax.*", "lxml/builder.*"),
)
"""Parts of packages that no function imports; the tests of built functions would."""


def trim(root: Path) -> None:
    """`root`: a folder of installed packages."""
    shutil.rmtree(root / "bin", ignore_errors=True)
    (root / ".lock").unlink(missing_ok=True)
    for folder in sorted(root.rglob("*/")):
        if folder.name in DROPPED_FOLDERS and folder.is_dir():
            shutil.rmtree(folder)
    for metadata in root.glob("*.dist-info"):
        _trim_metadata(metadata)
    if (root / "botocore" / "data").is_dir():
        _trim_services(root / "botocore" / "data")
        _put_stand_ins(root)
    for part in (found for pattern in UNUSED for found in sorted(root.glob(pattern))):
        shutil.rmtree(part) if part.is_dir() else part.unlink()
    if (root / "lxml").is_dir():
        _trim_lxml(root / "lxml")


def _put_stand_ins(root: Path) -> None:
    """Raises FileNotFoundError for a module that is not there any more."""
    for name, text in STAND_INS.items():
        (root / name).stat()
        (root / name).write_text(text, "utf-8")
    for entry in (root / DOCUMENTING).iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name not in KEPT_OF_DOCUMENTING:
            entry.unlink()


def _trim_metadata(folder: Path) -> None:
    """Stays: what a package says about its plug-ins, which opentelemetry looks up in its own, and its version where it
    asks for that itself; the rest nobody reads.
    """
    plugins = folder / "entry_points.txt"
    groups = ConfigParser(delimiters="=", interpolation=None)
    groups.read(plugins, encoding="utf-8")
    plugs_in = bool(set(groups.sections()) - COMMANDS)
    says = plugs_in or folder.name.partition("-")[0] in ASK_THEIR_VERSION
    kept = {*(["METADATA"] if says else []), *(["entry_points.txt"] if plugs_in else [])}
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name not in kept:
            entry.unlink()
    if not kept:
        folder.rmdir()


def _trim_services(data: Path) -> None:
    """The descriptions of the operations we call, plain and without their documentation.

    A client takes as long as what it reads is long: nothing to unpack, and no method that nobody calls.
    """
    for service in data.iterdir():
        if service.is_dir() and service.name not in OPERATIONS:
            shutil.rmtree(service)
        elif service.is_dir():
            *older, _ = sorted(service.iterdir())
            for version in older:
                shutil.rmtree(version)
    _unpack(data)
    for name, operations in OPERATIONS.items():
        for file in (data / name).glob("*/service-2.json"):
            _write_compact(file, only(json.loads(file.read_bytes()), operations))
    for example in data.rglob("examples-1.json"):
        example.unlink()
    if (endpoints := data / "endpoints.json").exists():
        _trim_endpoints(endpoints)


def _unpack(data: Path) -> None:
    for packed in sorted(data.rglob("*.json.gz")):
        _write_compact(packed.with_suffix(""), _undocumented(json.loads(gzip.decompress(packed.read_bytes()))))
        packed.unlink()


def _trim_endpoints(file: Path) -> None:
    everything = json.loads(file.read_bytes())
    for partition in everything["partitions"]:
        known = partition["services"]
        partition["services"] = {name: known[name] for name in sorted(OPERATIONS) if name in known}
    _write_compact(file, everything)


def only(described: dict[str, Any], operations: Iterable[str]) -> dict[str, Any]:
    """A service's description with these `operations` alone, and the shapes that they lead to.

    Raises KeyError for an operation that the service does not have.
    """
    kept = {name: described["operations"][name] for name in sorted(operations)}
    shapes: dict[str, Any] = {}
    waiting = list(_shapes_of(kept))
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes[name] = described["shapes"][name]
            waiting.extend(_shapes_of(shapes[name]))
    return described | {"operations": kept, "shapes": dict(sorted(shapes.items()))}


def _shapes_of(described: Any) -> Iterator[str]:
    """Every shape that `described` names, at any depth: `{"shape": NAME}`, as botocore writes it."""
    if isinstance(described, dict):
        if isinstance(name := described.get("shape"), str):
            yield name
        described = described.values()
    elif not isinstance(described, list):
        return
    for inner in described:
        yield from _shapes_of(inner)


def _undocumented(described: Any) -> Any:
    """Without documentation. Where a member of that name is described, its value is a mapping, and stays.

    Of what a client may be told (`clientContextParams`) botocore reads the documentation too: there it is empty.
    """
    if isinstance(described, list):
        return [_undocumented(one) for one in described]
    if not isinstance(described, dict):
        return described
    rest = {
        key: _undocumented(value)
        for key, value in described.items()
        if not (key == "documentation" and isinstance(value, str))
    }
    if told := rest.get("clientContextParams"):
        rest["clientContextParams"] = {name: one | {"documentation": ""} for name, one in told.items()}
    return rest


def _write_compact(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content, separators=(",", ":")), "utf-8")


def _trim_lxml(lxml: Path) -> None:
    """Headers and sources for whoever compiles against lxml."""
    for source in [*lxml.rglob("*.pyx"), *lxml.rglob("*.pxd"), *lxml.rglob("*.pxi"), *lxml.rglob("*.h")]:
        source.unlink()
