"""The environment variables of a local function: the ones that are set when it is deployed, and where AWS is."""

import os
from secrets import token_urlsafe

CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_REGION": "eu-central-1",
}
"""What AWS clients want to have before they speak to an engine on loopback, which does not look at it."""


PICTURES_BUCKET = "pictures"
SEARCH_BUCKET = "regioportaal-search"
QUARANTINE_BUCKET = "quarantine"
ACCESS_LOGS = "access-logs"


def function_environment(
    *, endpoint: str, table: str, queue: str, site: str, origin: str, picture_queue: str = "", logins: str = ""
) -> dict[str, str]:
    """For every function. `origin`: the address at which the portal is served here; `logins`: the file of them."""
    return CREDENTIALS | {
        "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
        "AWS_ENDPOINT_URL_SQS": endpoint,
        "AWS_ENDPOINT_URL_S3": endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "TABLE_NAME": table,
        "QUEUE_URL": queue,
        "PICTURE_QUEUE_URL": picture_queue,
        "PICTURES_BUCKET": PICTURES_BUCKET,
        "SEARCH_BUCKET": SEARCH_BUCKET,
        "QUARANTINE_BUCKET": QUARANTINE_BUCKET,
        "ACCESS_LOGS": ACCESS_LOGS,
        "SITE": site,
        "LOGINS_FILE": logins,
        "PORTAL_LOCAL_ORIGIN": origin,
        # Of this run, unless somebody gives one: an edit of the code logs nobody out.
        "PORTAL_LOCAL_KEY": os.environ.get("PORTAL_LOCAL_KEY") or token_urlsafe(48),
        "POWERTOOLS_METRICS_NAMESPACE": "Regioportaal",
        "POWERTOOLS_SERVICE_NAME": "portal",
        "POWERTOOLS_METRICS_DISABLED": "true",  # nobody collects metrics here, and they would fill the terminal
    }
