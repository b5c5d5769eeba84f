"""How often each webmail is chosen; of the reader who chose nothing is known."""

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit


def count_choice(webmail: str) -> None:
    """One metric (EMF) a choice, with the webmail as its dimension."""
    metrics = EphemeralMetrics()
    metrics.add_dimension("webmail", webmail)
    metrics.add_metric("WebmailChosen", MetricUnit.Count, 1)
    metrics.flush_metrics()
