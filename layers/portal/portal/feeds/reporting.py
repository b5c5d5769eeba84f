"""What a fetch brought, to the log and to the metrics."""

import logging

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from portal.feeds.ingest import Report

logger = logging.getLogger("portal")


def tell(report: Report) -> None:
    """One log line and one set of metrics (EMF) a feed. The feed is a property, not a dimension: a thousand feeds
    would be thousands of metrics to pay for, and Logs Insights finds the property as well.

    Source: CloudWatch embedded metric format specification.
    """
    fields = {"feed": report.feed, "stored": report.stored, "updated": report.updated}
    fields |= {"unchanged": report.unchanged, "failed": report.failed, "bytes": report.bytes}
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
        ("EntriesFailed", report.failed),
        ("FeedsFailed", int(report.error is not None)),
    ):
        metrics.add_metric(name, MetricUnit.Count, value)
    metrics.add_metric("FeedBytes", MetricUnit.Bytes, report.bytes)
    metrics.add_metric("FeedDuration", MetricUnit.Milliseconds, report.seconds * 1000)
    metrics.flush_metrics()
