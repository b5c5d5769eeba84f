"""What others say of the templates: cfn-lint and AWS's own cloudformation-validate, in every region that is offered."""

import json
from collections.abc import Iterable, Iterator

from cfnlint.api import lint
from cloudformation_validate import (
    CelEngine,
    Diagnostic,
    PseudoParameterOverrides,
    Severity,
    TemplateContent,
    ValidateConfig,
)

from deploy.beside import HOME_OF_BUDGETS
from judge.deployment import Templates
from judge.finding import Finding, Findings
from judge.regions import REGIONS
from local.template import Template

FALSE_ALARMS = {
    ("F3014", "Distribution"): "both branches of ViewerCertificate's condition are legal; gone where a domain is given",
}
"""By rule of cloudformation-validate and logical id: what is not so, and why."""


def placed(of: Templates) -> Iterator[tuple[str, Template, tuple[str, ...]]]:
    """Each template with its name and the regions that it is deployed in."""
    yield from ((path.rpartition("/")[2], template, REGIONS) for path, template in of.nested.items())
    yield "template.yaml", of.site, REGIONS
    yield "watching.yaml", of.watching, REGIONS
    yield "delivery.yaml", of.delivery, REGIONS
    yield "oidc.yaml", of.ci, REGIONS
    yield "budget.yaml", of.budget, (HOME_OF_BUDGETS,)
    yield "us-east-1.yaml", of.us_east_1, (HOME_OF_BUDGETS,)


def by_cfn_lint(of: Templates) -> Findings:
    """Errors and warnings. Source: aws-cloudformation/cfn-lint."""
    for name, template, regions in placed(of):
        for match in lint(json.dumps(template), regions=list(regions)):
            if match.rule.severity != "informational":
                logical = "/".join(map(str, (match.path or [])[1:2]))
                yield Finding(rule=match.rule.id, where=f"{name}/{logical}", words=match.message, source="cfn-lint")


def by_aws(of: Templates) -> Findings:
    """Fatal findings and errors. Source: AWS, cloudformation-validate."""
    engine = CelEngine()
    for name, template, regions in placed(of):
        for region in regions:
            config = ValidateConfig(pseudo_parameter_overrides=PseudoParameterOverrides(region=region))
            found = engine.validate_template(TemplateContent(json.dumps(template), name), config).diagnostics
            for rule, logical, said in serious(found):
                if (rule, logical) not in FALSE_ALARMS:
                    words, where = f"{said} ({region})", f"{name}/{logical}"
                    yield Finding(rule=rule, where=where, words=words, source="cloudformation-validate")


def serious(diagnostics: Iterable[Diagnostic]) -> Iterator[tuple[str, str, str]]:
    """Of those that are fatal or errors, the rule, the logical id and the words."""
    for one in diagnostics:
        if one.severity in (Severity.FATAL, Severity.ERROR):
            yield one.rule_id, one.entity.logical_id if one.entity else "", one.message
