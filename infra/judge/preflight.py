"""What the rules of cdk-preflight say: constraints that no schema has, seen by their authors to fail a deployment.

They are Rego, which cloudformation-validate runs. The package is made for the CDK: it lies in an environment of its
own, and its rules alone are read. Source: badmintoncryer/cdk-preflight, docs/rules.md.
"""

import json
import tarfile
from functools import lru_cache
from typing import Any

from cloudformation_validate import (
    EngineConfig,
    ExternalRuleSource,
    PseudoParameterOverrides,
    RegoEngine,
    TemplateContent,
    ValidateConfig,
)

from judge.deployment import Templates, each_stack
from judge.engines import serious
from judge.finding import Finding, Findings
from judge.names import ACCOUNT
from judge.stack import NO_VALUE, Stack
from local.template import ROOT, Template

WHEEL = ".venv-preflight/lib/python3*/site-packages/cdk_preflight/_jsii/cdk-preflight@*.jsii.tgz"
RULES = "package/lib/rules.generated.js"
SOURCE = "cdk-preflight"


def by_preflight(of: Templates) -> Findings:
    """Errors in each stack as its parameters make it: none, all, each alone, each left out. May raise OSError."""
    stacks = list(each_stack(of))
    kinds = frozenset(one.kind for stack in stacks for one in stack.resources.values())
    seen: set[str] = set()
    for stack in stacks:
        template = json.dumps(decided(stack))
        if (key := f"{stack.region} {template} {_known(stack)}") not in seen:
            seen.add(key)
            yield from _found(_engine(stack.region, kinds), stack, template)


def decided(stack: Stack) -> Template:
    """The template of `stack` with its conditions decided, for an engine that leaves them open within a property."""
    resources = {
        name: {
            key: _chosen(stack, value) for key, value in stack.template["Resources"][name].items() if key != "Condition"
        }
        for name in stack.resources
    }
    return {"Parameters": stack.template.get("Parameters", {}), "Resources": resources} | {
        part: stack.template[part] for part in ("Mappings", "Transform") if part in stack.template
    }


def _chosen(stack: Stack, value: Any) -> Any:
    match value:
        case {"Fn::If": [name, yes, no]}:
            return _chosen(stack, yes if stack.conditions[name] else no)
        case {"Ref": "AWS::NoValue"}:
            return NO_VALUE
        case dict():
            chosen = {key: _chosen(stack, inner) for key, inner in value.items()}
            return {key: inner for key, inner in chosen.items() if inner is not NO_VALUE}
        case list():
            return [inner for inner in (_chosen(stack, one) for one in value) if inner is not NO_VALUE]
    return value


def _found(engine: RegoEngine, stack: Stack, template: str) -> Findings:
    config = ValidateConfig(
        disable_builtin_rules=True,  # engines.py asks them
        parameter_overrides=_known(stack),
        pseudo_parameter_overrides=PseudoParameterOverrides(
            region=stack.region, account_id=ACCOUNT, stack_name=stack.name
        ),
    )
    found = engine.validate_template(TemplateContent(template, stack.name), config).diagnostics
    for rule, logical, words in serious(found):
        yield Finding(rule=rule, where=f"{stack.name}/{logical}", words=words, source=SOURCE)


def _known(stack: Stack) -> dict[str, str]:
    """Parameters that have a value before anything is made."""
    return {name: value for name, value in stack.parameters.items() if isinstance(value, str) and "<" not in value}


@lru_cache(maxsize=2)
def _engine(region: str, kinds: frozenset[str]) -> RegoEngine:
    """With the rules for `kinds`, but for those that cloudformation-validate has taken over."""
    rules, shared = _rules()
    where = f'package cdk_preflight\n\nimport rego.v1\n\ndeploy_region := "{region}"\ndeploy_account := "{ACCOUNT}"\n'
    sources = [ExternalRuleSource(name=one["name"], content=one["rego"]) for one in shared]
    wanted = (one for one in rules if one["upstream"] != "retired" and kinds & set(one["resourceTypes"]))
    sources += [ExternalRuleSource(name=one["id"], content=one["rego"]) for one in wanted]
    return RegoEngine(EngineConfig(custom_rules=[*sources, ExternalRuleSource(name="_env", content=where)]))


@lru_cache(maxsize=1)
def _rules() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rules and what they share, from the package's JavaScript, where each is a JSON array."""
    wheel = next(iter(ROOT.glob(WHEEL)), None)
    if wheel is None:
        raise FileNotFoundError(f"{WHEEL} is not there: `make .venv-preflight/ready` installs the rules")
    with tarfile.open(wheel) as package:
        text = package.extractfile(RULES).read().decode()  # type: ignore[union-attr]  # KeyError where it is not there
    return _array(text, "BUNDLED_RULES"), _array(text, "BUNDLED_LIBS")


def _array(text: str, name: str) -> list[dict[str, Any]]:
    start = f"exports.{name} = "
    array: list[dict[str, Any]] = json.JSONDecoder().raw_decode(text, text.index(f"{start}[") + len(start))[0]
    return array
