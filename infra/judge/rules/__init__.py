"""What fits a schema and is refused all the same, by what it is about."""

from collections.abc import Callable

from judge.deployment import Deployment
from judge.finding import Findings
from judge.rules import (
    alarms,
    api,
    behaviours,
    buckets,
    cdn,
    functions,
    granting,
    guarding,
    keeping,
    metrics,
    needing,
    origins,
    queues,
    reaching,
    roles,
    routes,
    starting,
    using,
    whole,
    written,
)

Rule = Callable[[Deployment], Findings]

RULES: tuple[Rule, ...] = (
    *(alarms.alarms, alarms.metric_filters, alarms.topics, alarms.rollouts),
    *(api.apis, api.routes, api.timeouts),
    *(cdn.distributions, cdn.cache_policies, cdn.firewalls, cdn.invalidations),
    *(functions.concurrency, functions.environments, functions.pollers, functions.schedules),
    *(granting.indexes, granting.notifications, granting.pollers, granting.routes, granting.schedules),
    *(keeping.dead_letters, keeping.protected, keeping.resolved, keeping.retained, keeping.secrets, keeping.values),
    *(whole.account, whole.stack_names, whole.templates),
    *(behaviours.functions, behaviours.headers, behaviours.lists, behaviours.paths, behaviours.policies),
    *(buckets.keys, buckets.lifecycles, buckets.logs, buckets.notifications, buckets.origins, buckets.policies),
    *(guarding.budgets, metrics.alarms, metrics.dashboards, metrics.filters, metrics.measures),
    *(origins.access, origins.apis, origins.host_headers, origins.hosts, origins.routes),
    *(needing.code, queues.redrives, queues.topics, reaching.calls, reaching.grants),
    *(roles.conditions, roles.principals, roles.trusted),
    *(routes.descriptions, routes.integrations, routes.logs, routes.paths, routes.stages),
    *(starting.groups, starting.reservations, starting.rollouts, starting.snapshots, starting.zones),
    *(using.functions, using.keys, using.letters, using.rollouts, using.told),
    *(written.defaults, written.exports, written.once, written.parameters, written.rules, written.unfilled),
)


GLOBAL_RULES: tuple[Rule, ...] = (
    *(alarms.alarms, alarms.topics, cdn.firewalls, whole.templates),
    *(guarding.certificates, guarding.firewalls, metrics.alarms, metrics.measures, queues.topics),
    *(written.defaults, written.exports, written.once, written.parameters, written.rules, written.unfilled),
)
"""For what stands in us-east-1."""
CI_RULES: tuple[Rule, ...] = (reaching.grants, roles.conditions, roles.principals, written.defaults, written.unfilled)
"""For the roles by which GitHub deploys."""


def broken_rules(deployment: Deployment, rules: tuple[Rule, ...] = RULES) -> Findings:
    for rule in rules:
        yield from rule(deployment)
