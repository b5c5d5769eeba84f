"""Deploys the stacks beside a site's: what watches it, its deliveries, the budget. None of them can fail the site.

Their settings are the site's own: the parameters that its stack hands on in the output `Beside`, its outputs, and the
names of its resources. `make deploy` calls it after `sam deploy`, `make watch` alone.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.template import ROOT, SAM_PYTHON, load
from portal.cli.stack import NoStackError, Stack, find_stack
from portal.cli.where import is_absent
from portal.model.errors import AwsError

WATCHING = ROOT / "infra" / "watching" / "watching.yaml"
BUDGET = ROOT / "infra" / "watching" / "budget.yaml"
DELIVERY = ROOT / "infra" / "delivery.yaml"
HOME_OF_BUDGETS = "us-east-1"
DELETING = "DELETE_IN_PROGRESS"
NEVER_MADE = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")
"""States in which a stack can only be deleted. Source: AWS, CloudFormation user guide, stack status codes."""
RED, PLAIN = "\033[31m", "\033[0m"

Client = Callable[..., Any]
"""`client(service, region=None)`: a client of AWS."""
Run = Callable[[Sequence[str]], int]
"""Runs a command and shows what it prints; its exit status."""


class UnknownParameterError(Exception):
    """A stack wants to know something that the site cannot tell."""


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A stack beside a site's. `wanted`: whether it should be there; one that is not is deleted where it stands.

    `region`: None for the site's. `lost`: what is missing while it cannot be deployed.
    """

    name: str
    template: Path
    wanted: bool
    lost: str
    region: str | None = None


def known_of(site: Stack) -> dict[str, str]:
    """By name, what the templates of the stacks beside `site` may ask for."""
    physical = {name: one.physical for name, one in site.resources.items()}
    return {**physical, **site.outputs, **handed_on(site.outputs), "Portal": site.name}


def handed_on(outputs: Mapping[str, Any]) -> dict[str, str]:
    """The parameters that a site hands on, by name: its output `Beside`."""
    parts = (one.partition("=") for one in str(outputs.get("Beside", "")).split())
    return {name: value for name, _, value in parts}


def stacks_beside(site: Stack) -> Iterator[Beside]:
    """Every stack that a site can have beside it, wanted or not."""
    known = known_of(site)
    yield Beside(name=f"{site.name}-watching", template=WATCHING, wanted=True, lost="nobody is called when it fails")
    yield Beside(
        name=f"{site.name}-delivery",
        template=DELIVERY,
        wanted=known.get("Delivery") == "on",
        lost="agencies cannot leave files",
    )
    yield Beside(
        name=f"{site.name}-budget",
        template=BUDGET,
        wanted=known.get("MonthlyBudget", "0") != "0" and bool(known.get("AlarmEmail")),
        lost="nobody is warned of what the account spends",
        region=HOME_OF_BUDGETS,
    )


def parameters_of(template: Path, known: Mapping[str, str]) -> list[str]:
    """`Name=value` for each parameter of `template`. Raises UnknownParameterError."""
    names = load(template)["Parameters"]
    if missing := [name for name in names if not known.get(name)]:
        raise UnknownParameterError(f"the site has no {', '.join(missing)}; deploy the site of this release first")
    return [f"{name}={known[name]}" for name in names]


def deploy(beside: Beside, site: Stack, region: str, run: Run) -> bool:
    """`sam deploy`; whether it succeeded. Templates this small go along in the request: they need no bucket."""
    command = [
        *(str(SAM_PYTHON.with_name("sam")), "deploy", "--template-file", str(beside.template)),
        *("--stack-name", beside.name, "--no-confirm-changeset", "--no-fail-on-empty-changeset"),
        *("--region", region),
        *(("--role-arn", site.role) if site.role else ()),
        *("--parameter-overrides", *parameters_of(beside.template, known_of(site))),
    ]
    return run(command) == 0


def status_of(beside: Beside, formation: Any) -> str | None:
    """One DescribeStacks; None where it does not stand."""
    try:
        found = formation.describe_stacks(StackName=beside.name)["Stacks"]
    except ClientError as error:
        if is_absent(error):
            return None
        raise
    return str(found[0]["StackStatus"])


def delete(beside: Beside, site: Stack, formation: Any) -> None:
    """One DeleteStack where it stands; it is gone some minutes later."""
    if status_of(beside, formation) not in (None, DELETING):
        _delete(beside, site, formation)
        print(f"{beside.name}: is not wanted any more, and is being deleted")


def clear(beside: Beside, site: Stack, formation: Any) -> None:
    """Deletes what is left of a stack that was never made, and waits until one that goes is gone.

    Of its first deployment, where that failed, a name stays that takes no other change.
    """
    status = status_of(beside, formation)
    if status in NEVER_MADE:
        _delete(beside, site, formation)
    if status in (*NEVER_MADE, DELETING):
        print(f"{beside.name}: is {status}; it is deleted first")
        formation.get_waiter("stack_delete_complete").wait(StackName=beside.name, WaiterConfig={"Delay": 5})


def _delete(beside: Beside, site: Stack, formation: Any) -> None:
    formation.delete_stack(StackName=beside.name, **({"RoleARN": site.role} if site.role else {}))


def carry_out(site: Stack, *, client: Client, run: Run) -> list[str]:
    """Brings every stack beside `site` to what it should be; a sentence for each that could not be."""
    troubles = []
    for beside in stacks_beside(site):
        try:
            formation = client("cloudformation", beside.region)
            if not beside.wanted:
                delete(beside, site, formation)
                continue
            clear(beside, site, formation)
            if not deploy(beside, site, formation.meta.region_name, run):
                troubles.append(f"{beside.name} could not be deployed: {beside.lost}")
        except (BotoCoreError, ClientError, UnknownParameterError) as error:
            troubles.append(f"{beside.name}: {error}: {beside.lost}")
    return troubles


def _client(service: str, region: str | None = None) -> Any:
    return boto3.client(service, region_name=region)  # type: ignore[call-overload]  # the stubs want a literal


def _run(command: Sequence[str]) -> int:
    environ = {**os.environ, "SAM_CLI_TELEMETRY": "0"}
    return subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="deploy.beside", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--stack", required=True, metavar="NAME", help="the site's stack")
    parser.add_argument("--lenient", action="store_true", help="exit with 0 whatever happens: the site is up")
    options = parser.parse_args(arguments)
    try:
        troubles = carry_out(find_stack(options.stack, _client), client=_client, run=_run)
    except NoStackError:
        print(f"{options.stack}: there is no such site; `make deploy` makes it", file=sys.stderr)
        return 1
    except AwsError as error:
        troubles = [str(error)]
    for trouble in troubles:
        words = f"{trouble}. The site itself is as it was deployed; mend this, then `make watch`."
        print(f"{RED}{words}{PLAIN}", file=sys.stderr)
        if "GITHUB_ACTIONS" in os.environ:
            print(f"::error title=beside the site::{words}")
    return 1 if troubles and not options.lenient else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
