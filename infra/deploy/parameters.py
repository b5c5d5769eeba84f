"""Every parameter of the site's stack, for `sam deploy`: those that are given, and the defaults of all others.

`sam deploy` keeps the previous value of what it is not told (deploy_context.py, `UsePreviousValue`): a parameter that
is taken out of a list would stay for ever, silently. So a deployment from GitHub says all of them. One by hand leaves
them: a checkout that has not heard of a table that was had back must not put the site on the old one. It says so
(`--kept`).
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


def every_parameter(declared: Mapping[str, Any], given: Sequence[str]) -> list[str]:
    """`Name="value"` for each of `declared`. `given`: `Name=value`, without quotes.

    Raises ValueError for a name that is not declared, and for what has no `=` in it.
    """
    values = dict(map(_split, given))
    for name in values.keys() - declared.keys():
        near = difflib.get_close_matches(name, declared, 1)
        raise ValueError(
            f"{name} is no parameter" + (f"; did you mean {near[0]}?" if near else f": {', '.join(declared)}")
        )
    return [f'{name}="{values.get(name, one.get("Default", ""))}"' for name, one in declared.items()]


def _split(one: str) -> tuple[str, str]:
    name, equals, value = one.partition("=")
    if not equals:
        raise ValueError(f"«{one}» is not Name=value")
    return name, value.strip('"')


def kept(declared: Mapping[str, Any], given: Mapping[str, str], deployed: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each parameter that keeps a value which neither `given` nor its default says."""
    for name, one in declared.items():
        default, value = str(one.get("Default", "")), deployed.get(name)
        if name not in given and value not in (None, default):
            back = f'samconfig.toml does not name it; "{name}={default}" there takes it back'
            yield f"parameters: {name} stays «{value}»: {back}"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="deploy.parameters", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("given", nargs="*", metavar="Name=value")
    parser.add_argument("--kept", metavar="STAGE", help="what a deployment of this stage of samconfig.toml would keep")
    options, declared = parser.parse_args(arguments), load(TEMPLATE)["Parameters"]
    if options.kept is None:
        print(" ".join(every_parameter(declared, options.given)))
        return 0
    deploy = told(stages()[options.kept], "deploy")
    try:
        stack = find_stack(deploy["stack_name"], aws_client)
    except NoStackError:
        return 0
    for sentence in kept(declared, overridden(deploy.get("parameter_overrides", ())), stack.parameters):
        print(sentence, file=sys.stderr)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (ValueError, AwsError) as error:
        sys.exit(f"parameters: {error}")
