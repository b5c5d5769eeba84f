"""A new release, tried before a reader meets it: does it make the front, a feed, and the newest article?

A canary alone would not see it: a tenth of the readers of a small site are hardly one in five minutes. Source: AWS
CodeDeploy, AppSpec hooks for an AWS Lambda deployment; PutLifecycleEventHookExecutionStatus.
"""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from portal.model.section import ALL
from portal.web.self_request import request_as_cdn

logger = logging.getLogger("portal")

Ask = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Hands an event of the HTTP API to the release; its answer. Raises ReleaseError for one that it does not survive."""


class ReleaseError(Exception):
    """A release that crashes, times out or cannot be called."""


def trouble_with(ask: Ask, *, key: Callable[[], str]) -> str:
    """Why readers should not meet the release, in a sentence; "" when all is well. Without news there is no article.

    Whatever goes wrong is an answer: a hook that says nothing is waited for, for an hour.
    """
    try:
        opened = key()
        return _page(ask, "/", opened) or _newest(ask, opened)
    except Exception as error:  # noqa: BLE001  see above
        return f"{type(error).__name__}: {error}"


def _newest(ask: Ask, key: str) -> str:
    path = f"/feeds/{ALL}.json"
    answer = ask(request_as_cdn(path, key))
    if answer.get("statusCode") != 200:
        return f"{path} answers {answer.get('statusCode')}"
    items = json.loads(answer["body"])["items"]
    return _page(ask, urlsplit(items[0]["url"]).path, key) if items else ""


def _page(ask: Ask, path: str, key: str) -> str:
    answer = ask(request_as_cdn(path, key))
    if answer.get("statusCode") != 200:
        return f"{path} answers {answer.get('statusCode')}"
    return "" if "</html>" in answer.get("body", "") else f"{path} is no whole page"


class Release:
    """A version of a function, by its ARN, called as the API calls it."""

    def __init__(self, client: Any, arn: str) -> None:
        self._client = client
        self._arn = arn

    def ask(self, event: Mapping[str, Any]) -> Mapping[str, Any]:
        """One Invoke. Raises ReleaseError."""
        try:
            answer = self._client.invoke(FunctionName=self._arn, Payload=json.dumps(event).encode())
        except (BotoCoreError, ClientError) as error:
            raise ReleaseError(f"cannot be called: {error}") from error
        body = answer["Payload"].read()
        if "FunctionError" in answer:
            raise ReleaseError(f"{answer['FunctionError']}: {body.decode('utf-8', 'replace')[:500]}")
        result: dict[str, Any] = json.loads(body)
        return result


class Rollout:
    """CodeDeploy, which waits for a word."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def tell(self, event: Mapping[str, str], trouble: str) -> None:
        """Lets the release of `event` go on, or not. One call; what it raises fails the rollout too."""
        if trouble:
            logger.error("the release is held back: %s", trouble)
        self._client.put_lifecycle_event_hook_execution_status(
            deploymentId=event["DeploymentId"],
            lifecycleEventHookExecutionId=event["LifecycleEventHookExecutionId"],
            status="Failed" if trouble else "Succeeded",
        )
