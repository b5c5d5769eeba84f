"""What fits a schema and is refused all the same, by what it is about."""

from collections.abc import Callable

from judge.deployment import Deployment
from judge.finding import Findings
from judge.rules import (
    account_quotas,
    alarms,
    api,
    behaviours,
    buckets,
    cdn,
    dead_grants,
    function_permissions,
    functions,
    guarding,
    invoke_permissions,
    keeping,
    metrics,
    origins,
    queues,
    roles,
    routes,
    service_role_permissions,
    starting,
    template_syntax,
)

Rule = Callable[[Deployment], Findings]

RULES: tuple[Rule, ...] = (
    *(alarms.alarms, alarms.metric_filters, alarms.topics, alarms.rollouts),
    *(api.apis, api.routes, api.timeouts),
    *(cdn.distributions, cdn.cache_policies, cdn.firewalls, cdn.invalidations),
    *(functions.concurrency, functions.environments, functions.pollers, functions.schedules),
    *(
        invoke_permissions.indexes,
        invoke_permissions.notifications,
        invoke_permissions.pollers,
        invoke_permissions.routes,
        invoke_permissions.schedules,
    ),
    *(keeping.dead_letters, keeping.protected, keeping.resolved, keeping.retained, keeping.secrets, keeping.values),
    *(account_quotas.account, account_quotas.stack_names, account_quotas.templates),
    *(behaviours.functions, behaviours.headers, behaviours.lists, behaviours.paths, behaviours.policies),
    *(buckets.keys, buckets.lifecycles, buckets.logs, buckets.notifications, buckets.origins, buckets.policies),
    *(guarding.budgets, metrics.alarms, metrics.dashboards, metrics.filters, metrics.measures),
    *(origins.access, origins.apis, origins.host_headers, origins.hosts, origins.routes),
    *(
        function_permissions.code,
        function_permissions.trail,
        queues.redrives,
        queues.topics,
        dead_grants.calls,
        dead_grants.grants,
    ),
    *(roles.conditions, roles.principals, roles.trusted),
    *(routes.descriptions, routes.integrations, routes.logs, routes.parts, routes.paths, routes.stages),
    *(starting.groups, starting.reservations, starting.rollouts, starting.snapshots, starting.zones),
    *(
        service_role_permissions.functions,
        service_role_permissions.keys,
        service_role_permissions.letters,
        service_role_permissions.rollouts,
        service_role_permissions.told,
    ),
    *(
        template_syntax.defaults,
        template_syntax.exports,
        template_syntax.once,
        template_syntax.parameters,
        template_syntax.rules,
        template_syntax.unfilled,
    ),
)


GLOBAL_RULES: tuple[Rule, ...] = (
    *(alarms.alarms, alarms.topics, cdn.firewalls, account_quotas.templates),
    *(guarding.certificates, guarding.firewalls, metrics.alarms, metrics.measures, queues.topics),
    *(
        template_syntax.defaults,
        template_syntax.exports,
        template_syntax.once,
        template_syntax.parameters,
        template_syntax.rules,
        template_syntax.unfilled,
    ),
)
"""For what stands in us-east-1."""
CI_RULES: tuple[Rule, ...] = (
    dead_grants.grants,
    roles.conditions,
    roles.principals,
    template_syntax.defaults,
    template_syntax.unfilled,
)
"""For the roles by which GitHub deploys."""


def broken_rules(deployment: Deployment, rules: tuple[Rule, ...] = RULES) -> Findings:
    for rule in rules:
        yield from rule(deployment)
