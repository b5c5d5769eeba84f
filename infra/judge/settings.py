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
from judge.parameters import mismatch
from judge.regions import REGIONS
from local.template import ROOT, Template

SOURCE = "SAM CLI reference, sam deploy"
NAMED = {
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
}
"""By kind, the property that gives it a name of our own."""


def broken_settings(of: Templates, config: Mapping[str, Any] | None = None) -> Findings:
    found = {name: one for name, one in config.items() if isinstance(one, dict)} if config else stages()
    needed = capabilities(of.site, *of.nested.values()) | {"CAPABILITY_AUTO_EXPAND"}
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
            f"a deployment needs {' and '.join(sorted(needed))}": _capable(deploy) >= needed,
            "a deployment that changes nothing would fail": deploy.get("fail_on_empty_changeset") is False,
            "a build that is cached ships the code before a change of a template": not told(stage, "build").get(
                "cached"
            ),
        }
        checks |= dict.fromkeys(_refused(of, deploy.get("parameter_overrides", ())), False)
        yield from unless("settings", f"samconfig.toml/{name}", SOURCE, checks)
    yield from documented(of, (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8"))


def capabilities(*templates: Template) -> set[str]:
    """Without these CloudFormation makes no change set. Source: CloudFormation API reference, CreateChangeSet."""
    made = [one for template in templates for one in template["Resources"].values()]
    named = any(NAMED.get(one["Type"], "") in one.get("Properties", {}) for one in made)
    has_iam = any(one["Type"].startswith("AWS::IAM::") for one in made)
    return {"CAPABILITY_NAMED_IAM"} if named else {"CAPABILITY_IAM"} if has_iam else set()


def documented(of: Templates, page: str) -> Findings:
    """The command in `page` by which the roles for GitHub are deployed has what their template needs."""
    needed = capabilities(of.ci)
    command = page.partition("infra/ci/oidc.yaml")[2].partition("\n\n")[0]
    checks = {f"its command for infra/ci/oidc.yaml lacks {' and '.join(needed)}": needed <= {*command.split()}}
    yield from unless("settings", "docs/deploying.md", SOURCE, checks)


def _capable(deploy: Mapping[str, Any]) -> set[str]:
    """Whoever may make roles by name may make others as well."""
    given = set(_words(deploy.get("capabilities", ())))
    return given | ({"CAPABILITY_IAM"} if "CAPABILITY_NAMED_IAM" in given else set())


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
        elif reason := mismatch(declared, value):
            yield f"{name} is {value}, {reason}"
