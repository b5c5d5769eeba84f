"""SnapStart: a function that starts from a snapshot of itself, taken when a release is published.

Before the snapshot one page is made, so that all that a first request waits for (templates, the SDK's client, the
values of the lock) is in it. After a restore everything is forgotten that was true only then: the clock that counts
seconds stood still meanwhile. Source: AWS, Lambda SnapStart runtime hooks for Python.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from portal.web.origin_verify import OriginLock
from portal.web.self_request import request_as_cdn

logger = logging.getLogger("portal")

LambdaHandler = Callable[[Any, Any], object]
Forget = Callable[[], None]


def prepare_for_snapshot(
    environ: Mapping[str, str],
    handler: LambdaHandler,
    *,
    lock: OriginLock | None,
    forget: Iterable[Forget],
) -> None:
    """Registers the hooks where the function will be a snapshot; elsewhere it does nothing.

    `forget`: what drops whatever was kept, and closes connections that will be dead by then.
    """
    if environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") != "snap-start":
        return
    from snapshot_restore_py import (  # noqa: PLC0415  only the Lambda runtime has it
        register_after_restore,
        register_before_snapshot,
    )

    register_before_snapshot(_prime, handler, lock)
    for one in (*forget, *([lock.forget] if lock else [])):
        register_after_restore(one)


def _prime(handler: LambdaHandler, lock: OriginLock | None) -> None:
    """Never fails: a snapshot that starts cold is better than a release that cannot be published."""
    try:
        handler(request_as_cdn("/", lock.key() if lock else ""), None)
    except Exception:
        logger.warning("the snapshot is taken without a page made before it", exc_info=True)
