"""What a function knows of its surroundings: the environment, read once, as a typed value."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from portal.aws.reading_bucket import reading_bucket
from portal.aws.reading_client import DYNAMODB, OF_READERS, reading_client
from portal.model.kill_timing import REQUEST_SECONDS
from portal.model.site import Site
from portal.model.site_folder import SiteFolder
from portal.model.site_toml.reading import load_site

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_sqs import SQSClient

    from portal.aws.bucket import Bucket
    from portal.aws.reading_bucket import ReadingBucket
    from portal.aws.reading_client import ReadingClient

CallLimits = Literal["CALLS", "READING", "STORING", "RUNNING"]
"""Of the time and the tries of a call: values of portal.aws.clients."""
_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`local_origin`: the address at which the portal is served on this machine, None where it is deployed.

    `origin_lock`: the name of the parameter with what the CDN sends along; without one the origin lock is off.
    `news_topic` and `distribution`: who is told of a kill; `feed_logins`: how the names of the parameters with the
    logins of feeds begin; `logins_file`: where logins are instead, on this machine. `search_bucket`: where the
    segments of the search's index are; `quarantine_bucket`: where the bytes of refused documents are;
    `access_logs`: where the CDN leaves its access logs. `desk_secret`: the name of the secret with what the newsroom's
    sessions are sealed with; `local_key`: that itself, on this machine;
    `desk_issuer` and `desk_client_id`: where its people log in, and as whom the provider knows us, where the stack made
    that provider; else site.toml says it.
    """

    table_name: str
    queue_url: str
    picture_queue_url: str
    site_file: Path
    local_origin: str | None
    server_timing: bool
    origin_lock: str = ""
    news_topic: str = ""
    distribution: str = ""
    pictures_bucket: str = ""
    feed_logins: str = ""
    logins_file: Path | None = None
    search_bucket: str = ""
    quarantine_bucket: str = ""
    access_logs: str = ""
    desk_secret: str = ""
    local_key: str = ""
    desk_issuer: str = ""
    desk_client_id: str = ""

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Reads no more than it needs: whatever else stands in the environment does not matter."""
        return cls(
            table_name=environ.get("TABLE_NAME", ""),
            queue_url=environ.get("QUEUE_URL", ""),
            picture_queue_url=environ.get("PICTURE_QUEUE_URL", ""),
            site_file=Path(environ.get("SITE") or bundled("site") / "site.toml"),
            local_origin=environ.get("PORTAL_LOCAL_ORIGIN") or None,
            server_timing=environ.get("SERVER_TIMING") == "1",
            origin_lock=environ.get("ORIGIN_LOCK", ""),
            news_topic=environ.get("NEWS_TOPIC", ""),
            distribution=environ.get("DISTRIBUTION", ""),
            pictures_bucket=environ.get("PICTURES_BUCKET", ""),
            feed_logins=environ.get("FEED_LOGINS", ""),
            logins_file=Path(environ["LOGINS_FILE"]) if environ.get("LOGINS_FILE") else None,
            search_bucket=environ.get("SEARCH_BUCKET", ""),
            quarantine_bucket=environ.get("QUARANTINE_BUCKET", ""),
            access_logs=environ.get("ACCESS_LOGS", ""),
            desk_secret=environ.get("DESK_SECRET", ""),
            local_key=environ.get("PORTAL_LOCAL_KEY", ""),
            desk_issuer=environ.get("DESK_ISSUER", ""),
            desk_client_id=environ.get("DESK_CLIENT_ID", ""),
        )

    @cached_property
    def site(self) -> Site:
        """Raises SiteError: a function whose site.toml has a mistake does not start."""
        return load_site(self.site_file, local=self.local_origin is not None)

    @property
    def site_dir(self) -> SiteFolder:
        """What the publisher edits: the folder of site.toml."""
        return SiteFolder(self.site_file.parent, bundled("site"))

    @property
    def user_agent(self) -> str:
        """Who asks the servers of agencies, and whom to write to when it is too much."""
        return f"Regioportaal/0.1 (+{self.site.origin}; {self.site.contact})"

    @cached_property
    def own_origins(self) -> frozenset[str]:
        """Where a form of ours may come from."""
        return frozenset(filter(None, (self.site.origin, self.local_origin)))

    def dynamodb(self) -> "DynamoDBClient":
        """botocore's client: nothing of what boto3 adds is used, and importing it costs a cold start 15 ms."""
        return cast("DynamoDBClient", _client("dynamodb"))

    def dynamodb_for_readers(self) -> "DynamoDBClient | ReadingClient":
        """For what somebody waits for: one that starts at once, where the environment says as whom it asks."""
        own = reading_client(DYNAMODB, os.environ, tries=OF_READERS.longer(self._patience))
        return own or cast("DynamoDBClient", _client("dynamodb", self._reading))

    def index_for_readers(self) -> "ReadingBucket | Bucket":
        """The bucket of the search's index, likewise; who reads it may not list it (SearchRole in template.yaml)."""
        if found := reading_bucket(self.search_bucket, os.environ, tries=OF_READERS.longer(self._patience)):
            return found
        from portal.aws.bucket import Bucket  # noqa: PLC0415  with botocore, whose import readers do without

        return Bucket(_client("s3", self._reading), self.search_bucket, may_list=False)

    @property
    def _reading(self) -> "CallLimits":
        """Not on this machine, whose engine has the processors in common with everything else that runs."""
        return "CALLS" if self.local_origin else "READING"

    @property
    def request_seconds(self) -> float:
        """Within which a request of a reader has its answer; likewise."""
        return self._patience * REQUEST_SECONDS

    @property
    def _patience(self) -> float:
        return 10.0 if self.local_origin else 1.0

    def sqs(self) -> "SQSClient":
        return cast("SQSClient", _client("sqs"))

    def sqs_in_passing(self) -> "SQSClient":
        """Likewise, for what is worth no more than three seconds at the end of a function's time."""
        return cast("SQSClient", _client("sqs", self._reading))

    def sns(self) -> Any:
        return _client("sns")

    def cloudfront(self) -> Any:
        return _client("cloudfront")

    def s3(self) -> Any:
        return _client("s3")

    def s3_in_passing(self) -> Any:
        """Likewise, for what is worth no more than eleven seconds at the end of a function's time."""
        return _client("s3", "CALLS" if self.local_origin else "STORING")

    def codedeploy(self) -> Any:
        return _client("codedeploy")

    def lambda_(self) -> Any:
        """One that waits for a function as long as that may run."""
        return _client("lambda", "RUNNING")


def _client(service: str, limits: "CallLimits" = "CALLS") -> Any:
    """botocore's, whose import a function of readers does without."""
    from portal.aws import clients  # noqa: PLC0415  see above

    return clients.create_client(service, getattr(clients, limits))


def bundled(folder: str) -> Path:
    """`templates`, `site`: beside the package in a built function, in their own places in the checkout."""
    beside = _PACKAGE.parent / folder
    if beside.is_dir():
        return beside
    checkout = _PACKAGE.parents[2]
    return checkout / "layers" / folder if folder == "site" else checkout / folder
