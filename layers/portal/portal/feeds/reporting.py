"""What a fetch or a run of the schedule brought, to the log and to the metrics."""

import logging

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from portal.feeds.reports import Report, Run

logger = logging.getLogger("portal")


def tell_run(run: Run) -> None:
    """One log line and one set of metrics for each look at the feeds: alarms watch the metrics, the line has names."""
    fields = {"feeds": run.sent, "failing": run.failing, "quiet": run.quiet}
    logger.info("feeds dispatched", extra=fields)
    metrics = EphemeralMetrics()
    for name, feeds in (("FeedsSent", run.sent), ("FeedsFailing", run.failing), ("FeedsQuiet", run.quiet)):
        metrics.add_metric(name, MetricUnit.Count, len(feeds))
    metrics.flush_metrics()


def tell(report: Report, run: str = "") -> None:
    """One log line and one set of metrics (EMF) a feed. The feed is a property, not a dimension: a thousand feeds
    would be thousands of metrics to pay for, and Logs Insights finds the property as well.

    `run`: the dispatch that sent for it. Source: CloudWatch embedded metric format specification.
    """
    fields = {"feed": report.feed, "run": run, "stored": report.stored, "updated": report.updated}
    fields |= {"unchanged": report.unchanged, "failed": report.failed, "bytes": report.bytes}
    fields |= {"held": report.held, "killed": report.killed, "quarantined": report.quarantined}
    if report.error:
        logger.error("feed failed: %s", report.error, extra=fields)
    else:
        logger.info("feed taken in", extra=fields | {"not_modified": report.not_modified})
    metrics = EphemeralMetrics()
    metrics.add_metadata("feed", report.feed)
    for name, value in (
        ("EntriesStored", report.stored),
        ("EntriesUpdated", report.updated),
        ("EntriesUnchanged", report.unchanged),
        ("EntriesHeld", report.held),
        ("EntriesKilled", report.killed),
        ("EntriesFailed", report.failed),
        ("Quarantined", report.quarantined),
        ("FeedsFailed", int(report.error is not None)),
    ):
        metrics.add_metric(name, MetricUnit.Count, value)
    metrics.add_metric("FeedBytes", MetricUnit.Bytes, report.bytes)
    metrics.add_metric("FeedDuration", MetricUnit.Milliseconds, report.seconds * 1000)
    metrics.flush_metrics()
