"""What a fetch or a run of the schedule brought, to the log and to the metrics.

A metric of ours is paid for in the hours in which it is sent ($0.30 a month), so there is one where an alarm reads it,
and it is sent only when there is something to say. Everything else is a field of the log line, for Logs Insights.
Source: Amazon CloudWatch pricing («prorated by the hour»); CloudWatch embedded metric format specification.
"""

import logging

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from portal.ingest.report import Report, Run

logger = logging.getLogger("portal")


def emit_run_metrics(run: Run) -> None:
    """One log line, which has names, and the metrics of a run that succeeded.

    FeedsInTrouble is sent also when it is nought: where no run says it, none succeeds, and ScheduleSilentAlarm rings.
    """
    fields = {"feeds": run.sent, "failing": run.failing, "quiet": run.quiet, "late": run.late}
    logger.info("feeds dispatched", extra=fields)
    metrics = EphemeralMetrics()
    metrics.add_metric("FeedsInTrouble", MetricUnit.Count, len({*run.failing, *run.quiet}))
    if run.late:
        metrics.add_metric("WorkLate", MetricUnit.Count, len(run.late))
    metrics.flush_metrics()


def emit_metrics(report: Report, run: str = "") -> None:
    """One log line a feed, and a metric where something was stored or refused. `run`: the dispatch that sent for it."""
    fields = {"feed": report.feed, "run": run, "stored": report.stored, "updated": report.updated}
    fields |= {"unchanged": report.unchanged, "failed": report.failed, "bytes": report.bytes}
    fields |= {"held": report.held, "killed": report.killed, "quarantined": report.quarantined, "left": report.left}
    fields |= {"noticed": report.noticed, "waiting": report.waiting, "reasons": dict(report.reasons)}
    fields |= {"unkept": report.unkept} if report.unkept else {}
    fields |= {"is_agenda": True} if report.is_agenda else {}
    fields |= {"restless": report.restless} if report.restless else {}
    fields |= {"seconds": round(report.seconds, 3)}
    if report.error:
        logger.error("feed failed: %s", report.error, extra=fields)
    else:
        logger.info("feed taken in", extra=fields | {"not_modified": report.not_modified})
    counts = {"EntriesStored": report.stored, "PersonNeeded": _for_a_person(report)}
    if not any(counts.values()):
        return
    metrics = EphemeralMetrics()
    for name, count in counts.items():
        if count:
            metrics.add_metric(name, MetricUnit.Count, count)
    metrics.flush_metrics()


def _for_a_person(report: Report) -> int:
    return report.quarantined + report.unkept + report.waiting + report.new_restless
