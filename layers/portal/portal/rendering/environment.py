"""The template engine: strict about names, escaping everything, and at work on templates that the build compiled."""

from pathlib import Path

from jinja2 import BaseLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined

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


def _environment(loader: BaseLoader) -> Environment:
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(FILTERS)
    return environment
