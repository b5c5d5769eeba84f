"""Front door: the rollout. Tries a new release of pages before readers meet it, and tells CodeDeploy."""

import os
from typing import Any

from portal.aws.parameters import read_parameters
from portal.settings import Settings
from portal.web.origin_verify import origin_lock
from portal.web.smoke import Release, Rollout, trouble_with

settings = Settings.from_environ(os.environ)
lock = origin_lock(settings.origin_lock, read_parameters)
release = Release(settings.lambda_(), os.environ["RELEASE"])
rollout = Rollout(settings.codedeploy())


def handler(event: dict[str, Any], _context: object) -> None:
    rollout.tell(event, trouble_with(release.ask, key=lock.key if lock else str))
