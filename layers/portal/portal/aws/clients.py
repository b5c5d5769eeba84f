"""Clients of AWS services, by botocore, from one session: what it reads to make the first client serves the others."""

import logging
import os
from functools import lru_cache
from threading import Lock
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError
from botocore.handlers import BUILTIN_HANDLERS, REGISTER_FIRST, REGISTER_LAST
from botocore.session import Session

from portal.aws.connections import end_at_deadlines
from portal.model.errors import AwsError

CALLS = Config(
    connect_timeout=2, read_timeout=5, retries={"mode": "standard", "max_attempts": 3}, max_pool_connections=32
)
"""Seconds; three tries more. For what nobody waits for."""
SHORT = Config(connect_timeout=0.5, read_timeout=1)
READING = SHORT.merge(Config(retries={"mode": "standard", "total_max_attempts": 2}))
"""Seconds, of one call for which a reader waits: so short that a second try fits before the deadline of the request
(portal.deadline), which is what bounds all calls together.

In mode «standard» `max_attempts` are tries after the first, `total_max_attempts` all of them. Source: botocore, Config.
"""
STORING = Config(
    connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2}, max_pool_connections=32
)
"""Seconds, of a file that is worth no more than eleven of them at the end of a function's time: two tries, a pause of
one at most between them, and in each one that botocore waits for «100 Continue» before it sends (RFC 9110 §10.1.1).
"""
RUNNING = Config(read_timeout=30, retries={"mode": "standard", "max_attempts": 1})
"""Likewise, of a function that is waited for as long as it may run."""

SERVICES = frozenset({"cloudfront", "codedeploy", "dynamodb", "lambda", "s3", "secretsmanager", "sns", "sqs", "ssm"})
"""Those whose clients are made here."""

_one_at_a_time = Lock()
"""A session may not make two clients at once. Source: boto3, Session, multithreading."""


def create_client(service: str, config: Config | None = None) -> Any:
    """The client of `service`, one of SERVICES; `config` overrides CALLS. The first takes 8 ms, each further one 3 ms.

    A call of it ends at the deadline of the thread that makes it, if there is one.
    Raises AwsError: what botocore says of a region, a profile or an endpoint that it cannot use.
    """
    try:
        # botocore itself looks at AWS_DEFAULT_REGION alone, every newer tool of AWS at AWS_REGION.
        region = os.environ.get("AWS_REGION") or None
        with _one_at_a_time:
            client = _session().create_client(
                service, region_name=region, config=CALLS.merge(config) if config else CALLS
            )
        end_at_deadlines(client)
    except (BotoCoreError, ValueError) as error:
        raise AwsError(f"AWS cannot be asked: {error} (set AWS_REGION, and AWS_PROFILE or credentials)") from error
    return client


@lru_cache(maxsize=1)
def _session() -> Session:
    """With the handlers that our clients meet, and with the credentials of the environment where they are there, as on
    Lambda: what botocore does beyond is for other services and places, and half of what the first client takes.
    """
    logging.getLogger("botocore").setLevel(logging.WARNING)  # where it found credentials is news to nobody
    session = Session(include_builtin_handlers=False)
    events = session.get_component("event_emitter")
    register = {REGISTER_FIRST: events.register_first, REGISTER_LAST: events.register_last}
    for event, handler, *order in BUILTIN_HANDLERS:
        if _is_met(event):
            add = register[order[0]] if order else events.register
            add(event, handler)
    key, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if key and secret and "AWS_CREDENTIAL_EXPIRATION" not in os.environ:
        session.set_credentials(key, secret, os.environ.get("AWS_SESSION_TOKEN"))
    return session


def _is_met(event: str) -> bool:
    """Whether a client of SERVICES emits `event`: `before-call.s3.PutObject` is of one service, `docs` of none."""
    stage, _, rest = event.partition(".")
    return stage != "docs" and (not rest or rest.partition(".")[0] in SERVICES | {"*"})
