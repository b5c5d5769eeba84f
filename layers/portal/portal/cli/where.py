"""Which portal a command acts on: the one that runs here, or a deployed one by the name of its table."""

import argparse
import json
import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from portal.aws.bucket import Bucket
from portal.ingest.logins import prefix_of
from portal.model.errors import AwsError, PortalError
from portal.model.feed import Feed
from portal.model.site import Site
from portal.settings import Settings, bundled
from portal.storage.table import Table

LOCAL = Path(__file__).resolve().parents[4] / ".local"
LOGINS = LOCAL / "logins.toml"
"""Names and passwords of feeds, for what runs here."""
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


class UsageError(PortalError):
    """It cannot be done as it was asked for."""


class NoPortalError(PortalError):
    """There is nothing to act on."""


def add_where(parser: argparse.ArgumentParser, *, stack: bool = True) -> None:
    """`stack`: False where the command has an argument of that name itself."""
    parser.add_argument(
        "--table", metavar="NAME", type=named, help="a deployed portal's table, instead of the local portal"
    )
    if stack:
        parser.add_argument(
            "--stack",
            metavar="NAME",
            type=named,
            help="a deployed portal, by its stack; beside --table: the stack whose logins of feeds are used",
        )


def add_bucket(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--bucket", metavar="NAME", type=named, help="beside --table: the bucket of its pictures (PicturesBucket)"
    )


def pictures_of(settings: Settings, options: argparse.Namespace) -> Bucket | None:
    """The bucket of pictures; None where nobody said which it is."""
    name = options.bucket or settings.pictures_bucket
    return Bucket(settings.s3(), name) if name else None


def named(text: str) -> str:
    """The name that an option was given. A script whose variable is empty means no other portal than it says."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name is empty")
    return text


def settings_of(options: argparse.Namespace) -> Settings:
    """Raises NoPortalError, SiteError, and AwsError for a stack that cannot be looked at."""
    if getattr(options, "stack", None) and not options.table:
        return _of_stack(options.stack)
    if options.table:
        stack = getattr(options, "stack", None)
        logins = prefix_of(stack) if stack else ""
        bucket = os.environ.get("QUARANTINE_BUCKET", "")
        return Settings.from_environ(
            {"TABLE_NAME": options.table, "FEED_LOGINS": logins, "SITE": site_file(), "QUARANTINE_BUCKET": bucket}
        )
    return _local_settings(os.environ)


def _of_stack(name: str) -> Settings:
    try:
        (found,) = aws_client("cloudformation").describe_stacks(StackName=name)["Stacks"]
    except (BotoCoreError, ClientError, ValueError) as error:
        raise AwsError(f"stack {name}: {stack_trouble(error, aws_client)}") from error
    return deployed(name, {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", ())})


def is_absent(error: Exception) -> bool:
    """Whether `error` says that there is no such stack: CloudFormation has no error code of its own for it."""
    return "does not exist" in str(error)


def stack_trouble(error: Exception, client: Callable[[str], Any]) -> str:
    """`error` of a question to CloudFormation, in words; a stack that is absent is often one of another region."""
    if is_absent(error):
        region = client("cloudformation").meta.region_name
        return f"there is none in {region}; AWS_REGION says in which region to look, AWS_PROFILE in which account"
    return str(error)


def deployed(stack: str, outputs: Mapping[str, str]) -> Settings:
    """Settings of the portal that `stack` is, by what CloudFormation says came of it."""
    return Settings.from_environ(
        {
            "TABLE_NAME": outputs.get("TableName", ""),
            "DISTRIBUTION": outputs.get("DistributionId", ""),
            "NEWS_TOPIC": outputs.get("NewsTopicArn", ""),
            "PICTURES_BUCKET": outputs.get("PicturesBucket", ""),
            "FEED_LOGINS": prefix_of(stack),
            "QUARANTINE_BUCKET": outputs.get("QuarantineBucket", ""),
            "SITE": site_file(),
        }
    )


def of_checkout() -> Settings:
    """Settings of no portal: of a site.toml and its feeds, as they can be tried from here."""
    return Settings.from_environ({"LOGINS_FILE": str(LOGINS), "SITE": site_file()})


def site_file() -> str:
    """The site.toml of a deployed portal: SITE, else the one that is deployed from here."""
    return os.environ.get("SITE") or str(bundled("site") / "site.toml")


def feed_named(site: Site, feed_id: str, *, option: str = "") -> Feed:
    """The feed that an operator named, with `option` where it was one. Raises UsageError."""
    if found := site.feed(feed_id):
        return found
    known = ", ".join(feed.id for feed in site.feeds) or "none"
    raise UsageError(f"{option} {feed_id}: not in site.toml; it has: {known}".lstrip())


def table_of(options: argparse.Namespace) -> Table:
    settings = settings_of(options)
    return Table(settings.dynamodb(), settings.table_name)


def aws_client(service: str) -> Any:
    """Any service of AWS, with the operator's credentials. Raises AwsError for surroundings that allow none."""
    import boto3  # noqa: PLC0415  its import takes longer than all else of a command

    try:
        region = os.environ.get("AWS_REGION") or None  # botocore looks at AWS_DEFAULT_REGION alone
        return boto3.client(service, region_name=region)  # type: ignore[call-overload]  # the stubs want a literal
    except (BotoCoreError, ValueError) as error:
        raise AwsError(f"AWS cannot be asked: {error} (set AWS_REGION, and AWS_PROFILE or credentials)") from error


def _local_settings(environ: Mapping[str, str]) -> Settings:
    port = environ.get("PORT") or "8000"
    try:
        state = json.loads((LOCAL / f"portal-{port}.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        message = f"no portal runs here on port {port}; start it with `make run`, or name a table with --table"
        raise NoPortalError(message) from None
    if not _answers(state["endpoint"]):
        raise NoPortalError(f"the portal on port {port} has ended without saying so; start it again with `make run`")
    asked = str(Path(environ["SITE"]).resolve()) if environ.get("SITE") else ""
    if asked and asked != state["asked_site"]:
        running = state["asked_site"] or "the demo newsroom"
        raise NoPortalError(f"the portal on port {port} runs {running}, not SITE={environ['SITE']}")
    os.environ.update(CREDENTIALS | past_proxies(os.environ))
    os.environ["AWS_ENDPOINT_URL_DYNAMODB"] = os.environ["AWS_ENDPOINT_URL_S3"] = state["endpoint"]
    return Settings.from_environ(
        {
            "TABLE_NAME": state["table"],
            "PICTURES_BUCKET": state.get("pictures", ""),
            "SITE": state["site"],
            "PORTAL_LOCAL_ORIGIN": f"http://127.0.0.1:{port}",
            "LOGINS_FILE": str(LOGINS),
            "QUARANTINE_BUCKET": state.get("quarantine", ""),
        }
    )


def past_proxies(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that keep clients off a proxy on the way to this machine, where it leads nowhere.

    In both spellings: who knows both reads the lower one first (urllib, curl).
    """
    said = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    named = said if said.strip() == "*" else ",".join(filter(None, (said, "127.0.0.1", "localhost")))
    return {"no_proxy": named, "NO_PROXY": named}


def _answers(endpoint: str) -> bool:
    parts = urlsplit(endpoint)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 80), timeout=2).close()
    except OSError:
        return False
    return True
