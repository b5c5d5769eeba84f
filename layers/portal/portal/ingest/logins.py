"""Logins of feeds: names and passwords, in Parameter Store when deployed, in a file on this machine.

Never both: what runs here asks no AWS.
"""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.aws.parameters_by_botocore import read_fields
from portal.http.request import Login
from portal.model.errors import LoginError, ParameterError
from portal.model.feed import Feed

_PREFIX = "/regioportaal/{stack}/feeds/"


def prefix_of(stack: str) -> str:
    """How the names of the parameters begin in which `stack` keeps logins, as template.yaml tells its functions."""
    return _PREFIX.format(stack=stack)


@dataclass(frozen=True, kw_only=True)
class Logins:
    """Where they are: in `file`, else in the parameters whose names begin with `prefix`; both empty: nobody knows."""

    file: Path | None = None
    prefix: str = ""

    def of(self, feed: Feed) -> Login | None:
        """What `feed`'s server asks for, None where it asks for nothing. Without `file` one GetParameter.

        Raises LoginError, which says what to do, and in whose words no value stands.
        """
        if not feed.secret:
            return None
        try:
            fields = {name: value for name, value in self._fields(feed.secret).items() if value}
            return Login(user=fields["username"], password=fields["password"])
        except KeyError as error:
            raise LoginError(feed.url, f"its login {feed.secret} has no {error}", self._remedy(feed)) from error
        except ParameterError as error:
            raise LoginError(feed.url, f"its login {feed.secret}: {error}", self._remedy(feed)) from error

    def _fields(self, name: str) -> Mapping[str, str]:
        if self.file:
            return _read(self.file, name)
        if not self.prefix:
            raise ParameterError("is kept with its stack, which was not named")
        return read_fields(self.prefix + name)

    def _remedy(self, feed: Feed) -> str:
        if self.file:
            return f"portal login {feed.secret}"
        if not self.prefix:
            return "name its stack too, with --stack"
        return f"portal login {feed.secret} --stack {self.prefix.split('/')[2]}"


def keep(file: Path, name: str, login: Login) -> None:
    """Puts `login` into `file`, beside the others that are there, for its owner alone to read.

    Raises ParameterError for a file that is none of ours.
    """
    known = _known(file) | {name: {"username": login.user, "password": login.password}}
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        for one, fields in known.items():
            # A text of JSON is one of TOML too.
            lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
            out.write(f"[{one}]\n{''.join(lines)}\n")
    new.replace(file)


def _read(file: Path, name: str) -> Mapping[str, str]:
    known = _known(file)
    if name not in known:
        raise ParameterError(f"does not stand in {file}")
    if file.stat().st_mode & 0o077:
        raise ParameterError(f"others can read {file}; chmod 600 {file}")
    return known[name]


def _known(file: Path) -> dict[str, dict[str, str]]:
    """Every login in `file`, by its name; none where there is no file. Raises ParameterError."""
    try:
        known = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ParameterError(f"{file} cannot be read: {error}") from error
    for name, fields in known.items():
        if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
            raise ParameterError(f"{file}: {name} is no table of texts")
    return known
