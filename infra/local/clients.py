"""AWS clients that speak to an engine on this machine."""

from typing import Any

import boto3
from botocore.config import Config

from local.environment import CREDENTIALS


def client(service: str, endpoint: str, *, config: Config | None = None) -> Any:
    """One of boto3's for the engine at `endpoint`."""
    return boto3.client(
        service,  # type: ignore[call-overload]  # the stubs want a literal
        endpoint_url=endpoint,
        region_name=CREDENTIALS["AWS_REGION"],
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        config=config,
    )
