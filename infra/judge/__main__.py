"""`make judge`: prints what AWS would refuse of the stacks that stand here; exit status 1 where there is anything."""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from time import perf_counter

from cfnlint.schema import ResourceNotFoundError

from judge import engines, preflight, regions, transitions
from judge.deployment import (
    GLOBAL_CHOICES,
    LONGEST_NAME,
    Deployment,
    Templates,
    combinations,
    deployers,
    deployment,
    every_combination,
    global_stack,
    templates,
)
from judge.described import by_descriptions
from judge.finding import Finding, Findings
from judge.limits import broken_limits
from judge.parameters import offered
from judge.permissions import broken_permissions
from judge.rules import CI_RULES, GLOBAL_RULES, broken_rules, template_syntax
from judge.rules.account_quotas import shared_names
from judge.rules.roles import workflows
from judge.settings import broken_settings

PROD = {
    **dict.fromkeys(("SnapStart", "Dashboard", "Delivery"), "on"),
    "Stage": "prod",
    "AlarmEmail": "nacht@example.nl",
    "Desk": "cognito",
}
Part = Callable[[Templates], Findings]


def of_one(one: Deployment) -> Findings:
    yield from broken_rules(one)
    yield from chain.from_iterable(map(broken_limits, (one.site, *one.beside)))


def combined(of: Templates, some: Iterable[Mapping[str, str]] | None = None) -> Findings:
    """Every combination of parameters, or `some`, at the longest name that is allowed; and the default name."""
    for given in every_combination(of) if some is None else some:
        yield from of_one(deployment(of, LONGEST_NAME, "eu-central-1", given))
    yield from of_one(deployment(of, "regioportaal-dev", "eu-central-1", {}))


def apart(of: Templates) -> Findings:
    """The stacks that are deployed by hand: us-east-1 and the roles for GitHub."""
    for given in combinations(GLOBAL_CHOICES, of.us_east_1["Parameters"]):
        yield from _global(of, given)
    ci = deployers(of.ci, LONGEST_NAME)
    yield from broken_limits(ci)
    yield from broken_rules(Deployment(site=ci, beside=()), CI_RULES)


def _global(of: Templates, given: Mapping[str, str]) -> Findings:
    stack = global_stack(of, "regioportaal-global", given)
    yield from broken_rules(Deployment(site=stack, beside=()), GLOBAL_RULES)
    yield from broken_limits(stack)


def offering(of: Templates) -> Findings:
    """Each value that a parameter offers, alone; of a number the least and the most."""
    for given in offered(of.site):
        yield from of_one(deployment(of, LONGEST_NAME, "eu-central-1", given))
    for given in offered(of.us_east_1):
        yield from _global(of, {"Firewall": "on", **given})


def everywhere(of: Templates) -> Findings:
    """Every region that is offered."""
    yield from regions.offered(of)
    for region in regions.REGIONS:
        one = deployment(of, LONGEST_NAME, region, {})
        yield from regions.logs(one)
        yield from template_syntax.rules(one)


def side_by_side(of: Templates) -> Findings:
    """Two stages in one account, each with what it has in us-east-1."""
    given = {"Firewall": "on", "DistributionId": "E1", "AlarmEmail": "nacht@example.nl"}
    yield from shared_names(
        *(Deployment(site=global_stack(of, f"global-{stage}", given), beside=()) for stage in ("dev", "prod"))
    )
    mailed = {"AlarmEmail": "nacht@example.nl"}
    yield from shared_names(
        *(deployment(of, f"krant-{stage}", "eu-central-1", {"Stage": stage, **mailed}) for stage in ("dev", "prod"))
    )


def permitted(of: Templates) -> Findings:
    """Under the roles that GitHub deploys by."""
    ci = deployers(of.ci, LONGEST_NAME)
    given = {**PROD, "RoleBoundary": str(ci.resource("Boundary").arn)}
    yield from broken_permissions(deployment(of, LONGEST_NAME, "eu-central-1", given), ci)
    yield from workflows(ci)


def changing(of: Templates) -> Findings:
    return transitions.broken_transitions(of, LONGEST_NAME)


PARTS: dict[str, Part] = {
    "limits and rules, each combination of parameters": combined,
    "the stacks that stand apart": apart,
    "each value that a parameter offers": offering,
    "each region": everywhere,
    "two stages in one account": side_by_side,
    "permissions, on the resource": permitted,
    "from release to release, each parameter there and back": changing,
    "samconfig.toml": broken_settings,
    "the APIs' own descriptions": by_descriptions,
    "cfn-lint": engines.by_cfn_lint,
    "cloudformation-validate": engines.by_aws,
    "cdk-preflight": preflight.by_preflight,
}


def told_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The same of many resources, or under many parameters, is one line."""
    seen: dict[tuple[str, str], Finding] = {}
    for one in findings:
        seen.setdefault((one.rule, one.words), one)
    return iter(sorted(seen.values()))


UNREADABLE = (re.error, AttributeError, IndexError, KeyError, ResourceNotFoundError, TypeError, ValueError)


def as_far_as_it_can_be_read(findings: Findings) -> Findings:
    """A template that lacks what every one has stops a part, not the judge: the engines say what is wrong."""
    try:
        yield from findings
    except UNREADABLE as error:
        words = f"is not as every template is, and was read no further: {type(error).__name__} {error}"
        yield Finding(rule="unreadable", where="a template", words=words, source="see cfn-lint")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="judge", description=(__doc__ or "").strip())
    parser.add_argument("--release", action="store_true", help="make what stands here the last release (released.json)")
    options = parser.parse_args(arguments)
    of = templates()
    if options.release:
        transitions.write_released(of)
        print(f"{transitions.RELEASED.name} is written: the next release is judged against what stands here")
        return 0
    count = 0
    for name, part in PARTS.items():
        started = perf_counter()
        found = list(told_once(as_far_as_it_can_be_read(part(of))))
        count += len(found)
        print(f"{'ok' if not found else f'{len(found)} found':10} {name} ({perf_counter() - started:.1f} s)")
        for one in found:
            print(f"  {one}")
    print(f"{count} findings" if count else "0 findings; what no offline judge can see: docs/rehearsal.md")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
