"""The functions of the portal as this machine runs them: from their sources, or as they were built for Lambda."""

import json
import logging
import platform
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from build import artefacts, python313
from local.built import Artefact, Function, Pool
from local.doors import Door
from local.runtime_client import install_runtime

MACHINES = {"x86_64": "x86_64", "AMD64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}
"""Processors as this machine calls them, and as Lambda does."""
TIMEOUT = 60.0
"""Seconds: the longest of template.yaml, with a cold start on a machine that does everything else too."""

logger = logging.getLogger("local")


class Callee(Protocol):
    """A function that takes events."""

    def call(self, event: Any) -> Any: ...


@dataclass(frozen=True, kw_only=True)
class Functions:
    """`close` ends what runs in processes of its own."""

    pages: Callee
    webmail: Callee
    dispatch: Callee
    ingest: Callee
    search: Callee
    desk: Callee
    index: Callee
    pictures: Callee
    pageviews: Callee
    close: Callable[[], None]


class NotBuiltError(Exception):
    """There are no artefacts that this machine can run; the message says how to get them."""


def from_sources(also_watch: Iterable[Path]) -> Functions:
    """Inside this process, with the environment that it has by now."""
    door = partial(Door, also_watch=tuple(also_watch))
    return Functions(
        pages=door("pages", one_at_a_time=True),
        webmail=door("webmail", one_at_a_time=True),
        dispatch=door("dispatch", one_at_a_time=True),
        ingest=door("ingest", one_at_a_time=False),
        search=door("search", one_at_a_time=True, at_once=False),
        desk=door("desk", one_at_a_time=True, at_once=False),
        index=door("index", one_at_a_time=True, at_once=False),
        pictures=door("pictures", one_at_a_time=False, at_once=False),
        pageviews=door("pageviews", one_at_a_time=True, at_once=False),
        close=lambda: None,
    )


def as_built(build: Path, environ: Mapping[str, str]) -> Functions:
    """Each in processes of its own, under Lambda's runtime client. Raises NotBuiltError and NoPythonError."""
    _check(build)
    python = python313.find()
    runtime = install_runtime(python)

    def pool(name: str, most: int) -> Pool:
        own = name.removesuffix("Function").lower()
        surroundings = {**environ, "POWERTOOLS_SERVICE_NAME": own, "AWS_SDK_UA_APP_ID": own}
        make = partial(
            Function,
            Artefact.of(build, name),
            python=python,
            runtime=runtime,
            environ=surroundings,
            timeout=TIMEOUT,
            isolated=True,
            tell=_tell,
        )
        return Pool(make, most=most)

    pools = {name: pool(name, most) for name, most in _AT_ONCE.items()}

    def close() -> None:
        for one in pools.values():
            one.close()

    return Functions(
        pages=pools["PagesFunction"],
        webmail=pools["WebmailFunction"],
        dispatch=pools["DispatchFunction"],
        ingest=pools["IngestFunction"],
        search=pools["SearchFunction"],
        desk=pools["DeskFunction"],
        index=pools["IndexFunction"],
        pictures=pools["PicturesFunction"],
        pageviews=pools["PageviewsFunction"],
        close=close,
    )


_AT_ONCE = {
    "PagesFunction": 2,
    "WebmailFunction": 1,
    "DispatchFunction": 1,
    "IngestFunction": 10,
    "SearchFunction": 1,
    "DeskFunction": 1,
    "IndexFunction": 1,
    "PicturesFunction": 2,
    "PageviewsFunction": 1,
}
"""Environments; of ingest as many as the event source may have when deployed."""


def _check(build: Path) -> None:
    missing = [name for name in artefacts.NAMES if not (build / name).is_dir()]
    if missing:
        raise NotBuiltError(f"{build}: {missing[0]} is not there; `make run-built` builds it")
    here = MACHINES.get(platform.machine(), platform.machine())
    built_for = artefacts.arch_of(build / artefacts.LAYER)
    if built_for != here:
        raise NotBuiltError(f"{build}: is for {built_for}, this machine is {here}; `make run-built` builds for it")


def _tell(line: str) -> None:
    """What a function writes as JSON, for a person: warnings and errors."""
    try:
        said = json.loads(line)
        if said.get("level") in ("WARNING", "ERROR", "CRITICAL"):
            logger.warning("%s", " ".join(filter(None, [said["message"], str(said.get("errorMessage") or "")])))
    except (ValueError, AttributeError, KeyError):
        logger.warning("%s", line.rstrip())
