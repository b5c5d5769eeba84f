"""Leaves out of third-party code what no function ever reads."""

import gzip
import json
import shutil
from configparser import ConfigParser
from pathlib import Path
from typing import Any

SERVICES = frozenset({"cloudfront", "codedeploy", "dynamodb", "lambda", "s3", "secretsmanager", "sns", "sqs"})
"""The services that the functions call, of the 440 that botocore knows. For any other: UnknownServiceError."""

DROPPED_FOLDERS = frozenset({"__pycache__", "tests", "test", "examples"})
COMMANDS = frozenset({"console_scripts", "gui_scripts"})


def trim(root: Path) -> None:
    """`root`: a folder of installed packages."""
    shutil.rmtree(root / "bin", ignore_errors=True)
    (root / ".lock").unlink(missing_ok=True)
    for folder in sorted(root.rglob("*/")):
        if folder.name in DROPPED_FOLDERS and folder.is_dir():
            shutil.rmtree(folder)
    for metadata in root.glob("*.dist-info"):
        _trim_metadata(metadata)
    for sdk in ("botocore", "boto3"):
        if (root / sdk / "data").is_dir():
            _trim_services(root / sdk / "data")
    if (root / "lxml").is_dir():
        _trim_lxml(root / "lxml")


def _trim_metadata(folder: Path) -> None:
    """Stays: what a package says about its plug-ins, which opentelemetry looks up in its own; the rest nobody reads."""
    plugins = folder / "entry_points.txt"
    groups = ConfigParser(delimiters="=", interpolation=None)
    groups.read(plugins, encoding="utf-8")
    kept = {"METADATA", "entry_points.txt"} if set(groups.sections()) - COMMANDS else set()
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name not in kept:
            entry.unlink()
    if not kept:
        folder.rmdir()


def _trim_services(data: Path) -> None:
    """The descriptions of the services we call, plain and without their documentation.

    A client is made in half the time: nothing to unpack, a fifth of the JSON to read.
    """
    for service in data.iterdir():
        if service.is_dir() and service.name not in SERVICES:
            shutil.rmtree(service)
        elif service.is_dir():
            *older, _ = sorted(service.iterdir())
            for version in older:
                shutil.rmtree(version)
    for packed in sorted(data.rglob("*.json.gz")):
        _write_compact(packed.with_suffix(""), _undocumented(json.loads(gzip.decompress(packed.read_bytes()))))
        packed.unlink()
    for example in data.rglob("examples-1.json"):
        example.unlink()
    endpoints = data / "endpoints.json"
    if endpoints.exists():
        everything = json.loads(endpoints.read_bytes())
        for partition in everything["partitions"]:
            known = partition["services"]
            partition["services"] = {name: known[name] for name in sorted(SERVICES) if name in known}
        _write_compact(endpoints, everything)


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
    """Headers and sources for whoever compiles against lxml, and its Schematron."""
    for folder in ("includes", "isoschematron"):
        shutil.rmtree(lxml / folder, ignore_errors=True)
    for source in [*lxml.rglob("*.pyx"), *lxml.rglob("*.pxd"), *lxml.rglob("*.pxi"), *lxml.rglob("*.h")]:
        source.unlink()
