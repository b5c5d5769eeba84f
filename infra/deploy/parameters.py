"""Every parameter of the site's stack, for `sam deploy`: the stage's in samconfig.toml, those that are given, defaults.

`sam deploy` keeps the previous value of what it is not told (deploy_context.py, `UsePreviousValue`): a parameter that
is taken out of a list would stay for ever, silently. So a deployment says all of them, by hand as from GitHub, and says
beforehand which will be others. A few stay as they are deployed until somebody names them (STAYING).
"""

import argparse
import difflib
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from deploy.samconfig import overridden, stages, told
from local.template import TEMPLATE, load
from portal.cli.doctor.stack import NoStackError, find_stack
from portal.cli.where import aws_client
from portal.model.errors import AwsError

STAYING = ("RestoredTable", "RestoredPictures", "RoleBoundary")
"""A checkout that has not heard of a restore must not put the site on the old table; and one who deploys by hand knows
the boundary of GitHub's roles not, without which these may not change a role.
"""


def every_parameter(
    declared: Mapping[str, Any], given: Mapping[str, str], deployed: Mapping[str, str]
) -> dict[str, str]:
    """A value for each of `declared`. Raises ValueError for a name in `given` that is not declared."""
    for name in given.keys() - declared.keys():
        near = difflib.get_close_matches(name, declared, 1)
        raise ValueError(
            f"{name} is no parameter" + (f"; did you mean {near[0]}?" if near else f": {', '.join(declared)}")
        )
    default = {name: str(one.get("Default", "")) for name, one in declared.items()}
    return default | {name: deployed[name] for name in STAYING if name in deployed and name in declared} | dict(given)


def changes(values: Mapping[str, str], given: Mapping[str, str], deployed: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each parameter that a deployment changes, and for each that stays because nobody names it."""
    for name, value in values.items():
        before = deployed.get(name, value)
        if before != value:
            yield f"{name}: «{before}» becomes «{value}»"
        elif value and name in STAYING and name not in given:
            yield f"{name}: stays «{value}», which samconfig.toml does not name"


def split(one: str) -> tuple[str, str]:
    """Name and value of `Name=value`. Raises ValueError where there is no `=`."""
    name, equals, value = one.partition("=")
    if not equals:
        raise ValueError(f"«{one}» is not Name=value")
    return name, value.strip('"')


def _deployed(stack: str) -> Mapping[str, str]:
    """What is deployed now; nothing where nothing is, or nobody may look: `sam deploy` says that then."""
    try:
        return find_stack(stack, aws_client).parameters
    except NoStackError:
        return {}
    except AwsError as error:
        print(f"parameters: {error}", file=sys.stderr)
        return {}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="deploy.parameters", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--stage", required=True, metavar="NAME", help="a section of samconfig.toml")
    parser.add_argument("given", nargs="*", metavar="Name=value", help="goes before what stands in samconfig.toml")
    options = parser.parse_args(arguments)
    stage = told(stages()[options.stage], "deploy")
    given = overridden(stage.get("parameter_overrides", ())) | dict(map(split, options.given))
    deployed = _deployed(stage["stack_name"])
    values = every_parameter(load(TEMPLATE)["Parameters"], given, deployed)
    for sentence in changes(values, given, deployed):
        print(f"parameters: {sentence}", file=sys.stderr)
    print(" ".join(f'{name}="{value}"' for name, value in values.items()))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ValueError as error:
        sys.exit(f"parameters: {error}")
