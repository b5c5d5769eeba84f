"""samconfig.toml, as `sam deploy` reads it and as `sam deploy --guided` writes it.

Sources: AWS SAM developer guide, configuration file; samcli/lib/config/samconfig.py; samcli/cli/types.py.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from local.template import ROOT

_GIVEN = re.compile(r'(\w+)=(?:\\?"([^"\\]*)\\?"|(\S*))')


def stages() -> dict[str, Any]:
    """By name, what each stage tells each command."""
    written = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    return {name: one for name, one in written.items() if isinstance(one, dict)}


def told(stage: Mapping[str, Any], command: str) -> dict[str, Any]:
    """What `command` is told: a word of its own section goes before the same one of `global`."""
    return {
        key: value for part in ("global", command) for key, value in stage.get(part, {}).get("parameters", {}).items()
    }


def overridden(written: str | Sequence[str]) -> dict[str, str]:
    """`parameter_overrides`, a list of `Name=value` or all of them in one text."""
    text = written if isinstance(written, str) else " ".join(written)
    return {name: quoted or bare for name, quoted, bare in _GIVEN.findall(text)}
