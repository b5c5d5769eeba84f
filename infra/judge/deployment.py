"""What is deployed together: a site's stack with those nested in it, and the stacks beside it; by which parameters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product

from deploy.beside import BUDGET, DELIVERY, HOME_OF_BUDGETS, WATCHING, handed_on
from judge.stack import Resource, Stack
from local.template import ROOT, TEMPLATE, Template, expand, load

LONGEST_NAME = "regioportaal-abcdefgh-prd"
"""As long as StackNameCheck allows; a rule holds the two together."""
NESTED_IN_SITE = ("infra/storage.yaml", "infra/edge.yaml")
GLOBAL = ROOT / "infra" / "us-east-1.yaml"
CI = ROOT / "infra" / "ci" / "oidc.yaml"
BOUNDARY = "arn:aws:iam::123456789012:policy/ci-Boundary"
CHOICES: Mapping[str, tuple[str, ...]] = {
    "Stage": ("dev", "prod"),
    "AlarmEmail": ("", "nacht@example.nl"),
    "DomainName": ("", "www.example.nl"),
    "WebAclArn": ("", "arn:aws:wafv2:us-east-1:123456789012:global/webacl/x/0123"),
    "SnapStart": ("off", "on"),
    "Desk": ("off", "cognito"),
    "RestoredTable": ("", "{name}-back"),
    "RestoredPictures": ("", "{name}-storage-old-pictures"),
    "RoleBoundary": ("", BOUNDARY),
}
"""The parameters of the site that decide which resources there are, or how they are; each of their values. `cognito`
makes all that `openid` does, which is looked at among the values that parameters offer.
"""
FOLLOWING = {"DomainName": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/0123"}}
"""What has to be given with a parameter that is not empty."""
BESIDE_CHOICES: Mapping[str, tuple[str, ...]] = {"Dashboard": ("off", "on")}
GLOBAL_CHOICES: Mapping[str, tuple[str, ...]] = {
    "DomainName": ("", "www.example.nl"),
    "HostedZoneId": ("", "Z0123456789"),
    "Firewall": ("off", "on"),
    "Managed": ("count", "block"),
    "DistributionId": ("", "E123456789ABCD"),
    "AlarmEmail": ("", "nacht@example.nl"),
}


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """`site` with what is nested in it, and `beside`."""

    site: Stack
    beside: tuple[Stack, ...]
    transforms: tuple[str, ...] = ()

    @property
    def stacks(self) -> tuple[Stack, ...]:
        return (*self.site.all(), *self.beside)

    def every_resource(self) -> Iterator[Resource]:
        for stack in self.stacks:
            yield from stack.resources.values()

    def of_kind(self, kind: str) -> Iterator[Resource]:
        return iter(self._by_kind.get(kind, ()))

    def with_arn(self, arn: object) -> Resource | None:
        return self._by_arn.get(arn) if isinstance(arn, str) else None

    def function_of(self, mapping: Resource) -> Resource | None:
        """The function that an event source mapping calls, by its alias."""
        return self.with_arn(str(mapping.properties["FunctionName"]).removesuffix(":live"))

    @cached_property
    def _by_kind(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for one in self.every_resource():
            found.setdefault(one.kind, []).append(one)
        return found

    @cached_property
    def _by_arn(self) -> dict[str, Resource]:
        return {one.arn: one for one in reversed(list(self.every_resource())) if one.arn}


@dataclass(frozen=True, kw_only=True)
class Templates:
    """Every template that is deployed, expanded where it is SAM; `nested`: those that the site nests, by their path."""

    site: Template
    nested: Mapping[str, Template]
    watching: Template
    delivery: Template
    budget: Template
    us_east_1: Template
    ci: Template
    transforms: tuple[str, ...] = field(default_factory=lambda: _transforms(load(TEMPLATE)))


def _transforms(template: Template) -> tuple[str, ...]:
    """Those of a template as it is written: an expanded one has none left."""
    written = template.get("Transform", [])
    return tuple(written) if isinstance(written, list) else (str(written),)


@lru_cache(maxsize=1)
def templates() -> Templates:
    return Templates(
        site=expand(),
        nested={path: load(ROOT / path) for path in NESTED_IN_SITE},
        watching=load(WATCHING),
        delivery=load(DELIVERY),
        budget=load(BUDGET),
        us_east_1=load(GLOBAL),
        ci=load(CI),
    )


def combinations(choices: Mapping[str, tuple[str, ...]], declared: Mapping[str, object]) -> Iterator[dict[str, str]]:
    """Each combination of values of the parameters that are declared."""
    known = [name for name in choices if name in declared]
    for values in product(*(choices[name] for name in known)):
        given = dict(zip(known, values, strict=True))
        for name, more in FOLLOWING.items():
            if given.get(name) and name in declared:
                given |= more
        yield given


def alone(choices: Mapping[str, tuple[str, ...]], declared: Mapping[str, object]) -> Iterator[dict[str, str]]:
    """Of the combinations: the first values, the last ones, each parameter alone, each left out."""
    for given in combinations(choices, declared):
        changed = sum(given[name] != choices[name][0] for name in choices if name in given)
        if changed in (0, 1) or changed >= sum(name in given for name in choices) - 1:
            yield given


def deployment(of: Templates, name: str, region: str, given: Mapping[str, str]) -> Deployment:
    """A site called `name`, and all that can stand beside it; each of them is told what the site knows."""
    filled = {key: value.format(name=name) for key, value in given.items()}
    site = Stack(name, of.site, filled, region, of.nested)
    physical = {logical: one.name for logical, one in site.resources.items()}
    queues = {logical: site.resolved({"Ref": logical}) for logical in site.of_kind("AWS::SQS::Queue")}
    known = {**physical, **queues, **site.outputs, **handed_on(site.outputs), "Portal": name}
    beside = [
        Stack(f"{name}-watching", of.watching, known, region),
        Stack(f"{name}-delivery", of.delivery, known, region),
    ]
    if known.get("AlarmEmail"):  # without somebody to warn it is not deployed (deploy.beside)
        budget = known | ({"MonthlyBudget": "25"} if known.get("MonthlyBudget") == "0" else {})
        beside.append(Stack(f"{name}-budget", of.budget, budget, HOME_OF_BUDGETS))
    return Deployment(site=site, beside=tuple(beside), transforms=of.transforms)


def global_stack(of: Templates, name: str, given: Mapping[str, str]) -> Stack:
    """What stands in us-east-1."""
    return Stack(name, of.us_east_1, given, "us-east-1")


def every_combination(of: Templates) -> Iterator[dict[str, str]]:
    """Each combination of the parameters that change resources."""
    for given in combinations(CHOICES, of.site["Parameters"]):
        for more in combinations(BESIDE_CHOICES, of.watching["Parameters"]):
            yield {**given, **more}


def deployers(ci: Template, name: str, region: str = "eu-central-1") -> Stack:
    """The stack of roles by which GitHub deploys the site `name`."""
    given = {"PortalStack": name, "Repository": "krant/portaal", "Environment": "prod", "ProviderArn": ""}
    return Stack(f"ci-{name}", ci, given, region)


def each_stack(of: Templates) -> Iterator[Stack]:
    """Every stack as its parameters make it: none, all, each alone, each left out."""
    for given in alone(CHOICES, of.site["Parameters"]):
        yield from deployment(of, LONGEST_NAME, "eu-central-1", {**given, "Dashboard": "on"}).stacks
    for given in alone(GLOBAL_CHOICES, of.us_east_1["Parameters"]):
        yield global_stack(of, "regioportaal-global", given)
    yield deployers(of.ci, LONGEST_NAME)
