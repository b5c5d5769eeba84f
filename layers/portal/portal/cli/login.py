"""login: keeps the name and password that a feed's server asks for, where ingest looks for them."""

import argparse
import getpass
import json
import sys
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.cli.where import LOGINS, UsageError, aws_client, named
from portal.http.request import Login
from portal.ingest.logins import keep, prefix_of
from portal.model.errors import AwsError
from portal.model.slug import is_slug


def add_commands(commands: Any) -> None:
    login = commands.add_parser(
        "login",
        help="keep the name and password that a feed asks for",
        description="Asks for a name and a password, or reads them as two lines from standard input, and keeps them: "
        f"for the local portal and the commands in {LOGINS}, with --stack in Parameter Store for a deployed one.",
    )
    login.add_argument("name", metavar="NAME", help="what `secret` says of the feed in site.toml")
    login.add_argument("--stack", metavar="NAME", type=named, help="for the feeds of this deployed portal")
    login.set_defaults(run=_login)


def _login(options: argparse.Namespace) -> int:
    if not is_slug(options.name):
        raise UsageError(f"{options.name}: may hold only a-z, 0-9 and single hyphens, as `secret` does in site.toml")
    login = _asked()
    if options.stack:
        place = prefix_of(options.stack) + options.name
        _keep_deployed(place, login)
    else:
        place = str(LOGINS)
        keep(LOGINS, options.name, login)
    where = f" --stack {options.stack}" if options.stack else ""
    print(f"kept: {options.name} in {place}; `portal feeds check{where}` tries it")
    return 0


def _asked() -> Login:
    """From whoever sits there, whose terminal shows no password; or from a pipe. Raises UsageError."""
    if sys.stdin.isatty():
        login = Login(user=input("name: ").strip(), password=getpass.getpass("password: "))
    else:
        lines = [*sys.stdin.read().splitlines(), "", ""]
        login = Login(user=lines[0].strip(), password=lines[1])
    if not login.user or not login.password:
        raise UsageError("a login has a name and a password; from a pipe, as two lines")
    return login


def _keep_deployed(name: str, login: Login) -> None:
    value = json.dumps({"username": login.user, "password": login.password})
    try:
        aws_client("ssm").put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)
    except (BotoCoreError, ClientError) as error:
        raise AwsError(f"{name}: {error}") from error
