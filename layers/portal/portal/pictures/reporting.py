"""What came of a look at the picture of an article, to the log and to the metrics."""

import logging

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from portal.pictures.worker import Outcome

logger = logging.getLogger("portal")


def tell(outcome: Outcome) -> None:
    """One log line and one set of metrics; silent where everything was as it should be."""
    if not (outcome.made or outcome.removed or outcome.refused):
        return
    fields = {"slug": outcome.slug, "made": outcome.made, "removed": outcome.removed, "refused": outcome.refused}
    logger.info("picture looked after", extra=fields)
    metrics = EphemeralMetrics()
    for name, value in (
        ("PicturesMade", outcome.made),
        ("PicturesRemoved", outcome.removed),
        ("PicturesRefused", len(outcome.refused)),
    ):
        metrics.add_metric(name, MetricUnit.Count, value)
    metrics.flush_metrics()
