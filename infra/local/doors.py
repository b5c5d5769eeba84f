"""The Lambda functions, run here from their sources: called with events, loaded anew when a file was edited."""

import asyncio
import importlib.util
import logging
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WATCHED = ("layers/portal", "layers/site", "functions", "templates")

_LOADING = threading.RLock()
"""One door at a time: they share `sys.modules`, out of which a reload takes what another may be importing."""

logger = logging.getLogger("local")


class Door:
    """One function. `call` may come from many threads.

    With `one_at_a_time` it behaves like one execution environment: a request waits for the one before. Otherwise each
    call runs in the thread that makes it, as if there were an environment for each. With `at_once` it is loaded now,
    else at its first call: the first page is there sooner.
    """

    def __init__(
        self, name: str, *, one_at_a_time: bool, at_once: bool = True, also_watch: Iterable[Path] = ()
    ) -> None:
        self._name = name
        self._also_watch = tuple(also_watch)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name) if one_at_a_time else None
        self._reloading = threading.Lock()
        self._seen = self._edited_at()
        self._module: ModuleType | None = self._run(self._load) if at_once else None

    def call(self, event: Mapping[str, Any]) -> Any:
        return self._run(self._call, event)

    def _run(self, function: Any, *arguments: Any) -> Any:
        return self._thread.submit(function, *arguments).result() if self._thread else function(*arguments)

    def _call(self, event: Mapping[str, Any]) -> Any:
        self._reload_if_edited()
        with self._reloading:
            self._module = self._module or self._load()
        return self._module.handler(event, None)

    def _load(self) -> ModuleType:
        if self._thread:
            asyncio.set_event_loop(asyncio.new_event_loop())
        path = ROOT / "functions" / self._name / "app.py"
        spec = importlib.util.spec_from_file_location(f"functions_{self._name}", path)
        if spec is None or spec.loader is None:
            raise ImportError(f"cannot load {path}")
        module = importlib.util.module_from_spec(spec)
        with _LOADING:
            os.environ["AWS_SDK_UA_APP_ID"] = self._name  # its clients say who they are, as when deployed
            try:
                spec.loader.exec_module(module)
            finally:
                del os.environ["AWS_SDK_UA_APP_ID"]
        return module

    def _reload_if_edited(self) -> None:
        with self._reloading:
            seen = self._edited_at()
            is_edited, self._seen = seen != self._seen, seen
            if is_edited and self._module:
                self._reload()

    def _reload(self) -> None:
        """An edit that does not load is told, and the version before goes on working."""
        with _LOADING:
            before = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "portal"}
            for name in before:
                del sys.modules[name]
            try:
                self._module = self._load()
            except Exception:
                sys.modules.update(before)
                logger.exception("%s: the edited files do not load; the version before stays", self._name)
            else:
                logger.info("%s: loaded anew after an edit", self._name)

    def _edited_at(self) -> float:
        """When the last of the files was, or a folder that is watched got or lost one."""
        watched = [path for path in (*(ROOT / folder for folder in WATCHED), *self._also_watch) if path.exists()]
        inside = [change for path in watched if path.is_dir() for change in _changes_in(path)]
        return max(*inside, *(path.stat().st_mtime for path in watched))


def _changes_in(folder: str | Path) -> Iterator[float]:
    """Of all that lies in it. By scandir, since every call asks: pathlib takes six times as long."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name == "__pycache__":
                continue
            with suppress(FileNotFoundError):  # saved by a rename, just now
                yield entry.stat().st_mtime
                if entry.is_dir(follow_symlinks=False):
                    yield from _changes_in(entry.path)
