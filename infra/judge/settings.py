"""samconfig.toml, by which a stage is deployed: what SAM or CloudFormation would refuse, and what two stages share.

Source: AWS SAM CLI reference, sam deploy; AWS SAM developer guide, configuration file.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from deploy.samconfig import overridden, stages, told
from judge.deployment import Templates
from judge.finding import Findings, unless
from judge.regions import REGIONS

SOURCE = "SAM CLI reference, sam deploy"
NUMBER = re.compile(r"-?[0-9]+([.][0-9]+)?")
CAPABILITIES = {"CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"}
"""Roles without names of their own, and a transform: without these CloudFormation makes no change set."""


def broken_settings(of: Templates, config: Mapping[str, Any] | None = None) -> Findings:
    found = {name: one for name, one in config.items() if isinstance(one, dict)} if config else stages()
    stacks = Counter(_stack(stage) for stage in found.values())
    for name, stage in found.items():
        deploy, stack = told(stage, "deploy"), _stack(stage)
        checks = {
            f"the stack's name, «{stack}», is none that the template takes": _is_name(of, stack),
            f"two stages are deployed to the stack {stack}": stacks[stack] == 1,
            f"artefacts lie under {deploy.get('s3_prefix')}, where {stack}'s own role may not put them": deploy.get(
                "s3_prefix"
            )
            == stack,
            "an artefact that somebody else has put there would be deployed": bool(deploy.get("force_upload")),
            f"{deploy.get('region')} is no region that the template takes: {', '.join(REGIONS)}": deploy.get(
                "region", REGIONS[0]
            )
            in REGIONS,
            "no bucket to upload to": bool(deploy.get("resolve_s3") or deploy.get("s3_bucket")),
            f"a deployment needs {' and '.join(sorted(CAPABILITIES))}": {*_words(deploy.get("capabilities", ()))}
            >= CAPABILITIES,
            "a deployment that changes nothing would fail": deploy.get("fail_on_empty_changeset") is False,
            "a build that is cached ships the code before a change of a template": not told(stage, "build").get(
                "cached"
            ),
        }
        checks |= dict.fromkeys(_refused(of, deploy.get("parameter_overrides", ())), False)
        yield from unless("settings", f"samconfig.toml/{name}", SOURCE, checks)


def _words(list_or_text: str | Sequence[str]) -> Sequence[str]:
    """`--guided` writes a list as one text."""
    return list_or_text.split() if isinstance(list_or_text, str) else list_or_text


def _stack(stage: Mapping[str, Any]) -> str:
    return str(told(stage, "deploy").get("stack_name", ""))


def _is_name(of: Templates, name: str) -> bool:
    pattern = of.site["Resources"]["StackNameCheck"]["Properties"]["AllowedPattern"]
    return re.fullmatch(pattern, name) is not None


def _refused(of: Templates, overrides: Any) -> Iterator[str]:
    """A sentence for each parameter that the template does not take."""
    for name, value in overridden(overrides).items():
        declared = of.site["Parameters"].get(name)
        if declared is None:
            yield f"{name} is no parameter"
        elif reason := _mismatch(declared, value):
            yield f"{name} is {value}, {reason}"


def _mismatch(declared: Mapping[str, Any], value: str) -> str:
    """Why CloudFormation refuses `value`; empty where it does not. It compares a Number as a text, too."""
    allowed = [str(one) for one in declared.get("AllowedValues", [value])]
    if value not in allowed:
        return f"and may be {', '.join(allowed)}"
    if declared["Type"] == "Number" and not NUMBER.fullmatch(value):
        return "which is no number"
    if declared["Type"] == "Number" and float(value) < declared.get("MinValue", float("-inf")):
        return f"which is less than {declared['MinValue']}"
    if not re.fullmatch(declared.get("AllowedPattern", ".*"), value):
        return f"which does not match {declared['AllowedPattern']}"
    return ""
