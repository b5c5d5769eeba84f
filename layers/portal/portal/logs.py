"""Log lines as JSON, one way for every function that has no reader waiting."""

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.utils import copy_config_to_registered_loggers


def log_as_json() -> None:
    """What the package logs under `portal` comes out structured, with the service that the environment names.

    The HTTP functions do without: Lambda's own JSON logging is enough there, and importing Powertools costs cold start.
    """
    copy_config_to_registered_loggers(Logger(), include={"portal"})


def request_id(context: object) -> str:
    """The id that Lambda gave an invocation; "" where nobody invoked it, as on this machine."""
    return str(getattr(context, "aws_request_id", ""))
