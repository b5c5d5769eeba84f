"""login: keeps the name and password that a feed's server asks for, and what the newsroom's provider knows us by, each
where it is looked for.
"""

import argparse
import getpass
import json
import sys
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.cli.stack import Stack, find_stack
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
        f"for the local portal and the commands in {LOGINS}, with --stack in Parameter Store for a deployed one. With "
        "--desk for the newsroom: the client secret that its provider gave, in the secret of that stack.",
    )
    login.add_argument("name", metavar="NAME", nargs="?", help="what `secret` says of the feed in site.toml")
    login.add_argument("--stack", metavar="NAME", type=named, help="for the feeds of this deployed portal")
    login.add_argument("--desk", action="store_true", help="with --stack: the newsroom's client secret, and no feed's")
    login.set_defaults(run=_login)


def _login(options: argparse.Namespace) -> int:
    if options.desk:
        return _login_of_desk(options)
    if not options.name:
        raise UsageError("whose login? name a feed's `secret`, or say --desk")
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


def _login_of_desk(options: argparse.Namespace) -> int:
    if options.name or not options.stack:
        raise UsageError("--desk goes with --stack NAME, and with no feed's name")
    stack = find_stack(options.stack, aws_client)
    if "DeskSecret" not in stack.outputs:
        raise AwsError(f"{stack.name} has no newsroom: deploy it with Desk=openid first")
    if "DeskIssuer" in stack.outputs:
        raise UsageError(f"{stack.name} made its provider itself (Desk=cognito), which knows us without a secret")
    given = getpass.getpass("client secret: ") if sys.stdin.isatty() else sys.stdin.readline()
    if not given.strip():
        raise UsageError("there is no client secret in that; from a pipe, as one line")
    _keep_for_desk(stack, given.strip())
    print(f"kept: the newsroom of {stack.name} takes it within five minutes; `portal doctor` looks at its provider")
    return 0


def _keep_for_desk(stack: Stack, given: str) -> None:
    """Beside the key of sessions, which stays as it is: nobody is logged out. Raises AwsError, which tells no value."""
    name = stack.output("DeskSecret")
    try:
        secrets = aws_client("secretsmanager")
        fields = json.loads(secrets.get_secret_value(SecretId=name)["SecretString"])
        if not isinstance(fields, dict) or "session_key" not in fields:
            raise AwsError(f"{name}: has no session_key; deploy with Desk=off, then with Desk=openid, for a new one")
        secrets.put_secret_value(SecretId=name, SecretString=json.dumps(fields | {"client_secret": given}))
    except json.JSONDecodeError:
        raise AwsError(f"{name}: is not what this stack made of it") from None
    except (BotoCoreError, ClientError) as error:
        raise AwsError(f"{name}: {error}") from error


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
