"""What fits a schema and is refused all the same, by what it is about."""

from collections.abc import Callable

from judge.deployment import Deployment
from judge.finding import Findings
from judge.rules import alarms, api, cdn, functions, granting, keeping, whole

Rule = Callable[[Deployment], Findings]

RULES: tuple[Rule, ...] = (
    *(alarms.alarms, alarms.metric_filters, alarms.topics, alarms.rollouts),
    *(api.apis, api.routes, api.timeouts),
    *(cdn.distributions, cdn.cache_policies, cdn.firewalls, cdn.invalidations),
    *(functions.concurrency, functions.environments, functions.pollers, functions.schedules),
    *(granting.indexes, granting.notifications, granting.pollers, granting.routes, granting.schedules),
    *(keeping.dead_letters, keeping.protected, keeping.retained, keeping.secrets),
    *(whole.account, whole.stack_names, whole.templates),
)


GLOBAL_RULES = (alarms.alarms, alarms.topics, cdn.firewalls, whole.templates)
"""For what stands in us-east-1."""


def broken_rules(deployment: Deployment, rules: tuple[Rule, ...] = RULES) -> Findings:
    for rule in rules:
        yield from rule(deployment)
