"""Which parameters `sam deploy` is told, and what a deployment makes of those that it is not told.

`sam deploy` keeps the previous value of what it is not told (deploy_context.py, `UsePreviousValue`). From GitHub, with
PARAMETERS, that would let what was taken out of a list stay for ever: so it is told all of them, the stage's in
samconfig.toml, before them those that are given, defaults for the rest; but for a few that stay (STAYING). By hand
nobody knows what stands in GitHub's variables: what samconfig.toml does not name stays, and is said.
"""

import argparse
import difflib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from deploy.samconfig import overridden, stages, told
from local.template import TEMPLATE, load
from portal.cli.stack import NoStackError, find_stack
from portal.cli.where import aws_client
from portal.model.errors import AwsError

STAYING = ("RestoredTable", "RestoredPictures", "RoleBoundary", "DomainName", "CertificateArn", "WebAclArn", "Desk")
"""Taken back by their name alone, `RestoredTable=`: a checkout that has not heard of a restore must not put the site on
the table before it, nor one without the domain take the site from its readers, nor the newsroom from its editors.
"""


def every_parameter(declared: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """A value for each of `declared` but for those that stay. Raises ValueError for a name that is not declared."""
    for name in given.keys() - declared.keys():
        near = difflib.get_close_matches(name, declared, 1)
        raise ValueError(
            f"{name} is no parameter" + (f"; did you mean {near[0]}?" if near else f": {', '.join(declared)}")
        )
    return {name: str(one.get("Default", "")) for name, one in declared.items() if name not in STAYING} | dict(given)


def changed(values: Mapping[str, str], deployed: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each of `values` that is another than what is deployed."""
    for name, value in values.items():
        if (before := deployed.get(name, value)) != value:
            yield f"{name}: «{before}» becomes «{value}»"


def kept(declared: Mapping[str, Any], named: Iterable[str], deployed: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each parameter that keeps a value which nobody names, and which is not its default."""
    for name in declared.keys() - set(named):
        default, value = str(declared[name].get("Default", "")), deployed.get(name)
        if value not in (None, default):
            yield f'{name}: stays «{value}», which samconfig.toml does not name; "{name}={default}" there takes it back'


def split(one: str) -> tuple[str, str]:
    """Name and value of `Name=value`. Raises ValueError where there is no `=`."""
    name, equals, value = one.partition("=")
    if not equals:
        raise ValueError(f"«{one}» is not Name=value")
    return name, value.strip('"')


def _deployed(stack: str) -> Mapping[str, str]:
    """What is deployed now, for the sentences alone; nothing where nothing is, or nobody may look."""
    try:
        return find_stack(stack, aws_client).parameters
    except NoStackError:
        return {}
    except AwsError as error:
        print(f"parameters: what is deployed cannot be looked at: {error}", file=sys.stderr)
        return {}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="deploy.parameters", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--stage", required=True, metavar="NAME", help="a section of samconfig.toml")
    parser.add_argument("given", nargs="*", metavar="Name=value", help="go before those that stand in samconfig.toml")
    options, declared = parser.parse_args(arguments), load(TEMPLATE)["Parameters"]
    stage = told(stages()[options.stage], "deploy")
    given = overridden(stage.get("parameter_overrides", ())) | dict(map(split, options.given))
    values = every_parameter(declared, given) if options.given else given
    deployed = _deployed(stage["stack_name"])
    for sentence in (*changed(values, deployed), *sorted(kept(declared, values, deployed))):
        print(f"parameters: {sentence}", file=sys.stderr)
    if options.given:
        print(" ".join(f'{name}="{value}"' for name, value in values.items()))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ValueError as error:
        sys.exit(f"parameters: {error}")
