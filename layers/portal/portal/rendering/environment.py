"""The template engine: strict about names, escaping everything, and at work on templates that the build compiled."""

from pathlib import Path
from types import CodeType

from jinja2 import BaseLoader, BytecodeCache, Environment, FileSystemLoader, ModuleLoader, StrictUndefined
from jinja2.bccache import Bucket

from portal.rendering.filters import FILTERS


def load_environment(templates: Path, compiled: Path | None = None) -> Environment:
    """Reads `compiled`, as `compile_templates` left it, where that is a directory; else the sources in `templates`."""
    if compiled is not None and compiled.is_dir():
        return _environment(ModuleLoader(compiled))
    return _environment(FileSystemLoader(templates))


def compile_templates(templates: Path, target: Path) -> None:
    """Writes every template as a Python module into `target`: the same bytes for the same sources, on any machine."""
    target.mkdir(parents=True, exist_ok=True)
    _environment(FileSystemLoader(templates)).compile_templates(
        target, extensions=["html"], zip=None, ignore_errors=False
    )


class _CompiledOnce(BytecodeCache):
    """In this process, by name and source: what runs here reads the same templates for each of its functions."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._compiled[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _CompiledOnce()


def _environment(loader: BaseLoader) -> Environment:
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_COMPILED,
    )
    environment.filters.update(FILTERS)
    return environment
