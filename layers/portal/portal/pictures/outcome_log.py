"""What came of a look at the picture of an article, to the log: no alarm reads a number of it."""

import logging

from portal.pictures.worker import PictureOutcome

logger = logging.getLogger("portal")


def log_outcome(outcome: PictureOutcome) -> None:
    """One log line; silent where everything was as it should be."""
    if not (outcome.made or outcome.removed or outcome.refused):
        return
    fields = {"slug": outcome.slug, "made": outcome.made, "removed": outcome.removed, "refused": outcome.refused}
    logger.info("picture looked after", extra=fields)
