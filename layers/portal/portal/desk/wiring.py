"""The newsroom with the real effects in it, for its front door."""

from dataclasses import replace
from time import monotonic
from urllib.parse import urlsplit

from portal.aws.bucket import Bucket
from portal.aws.secrets import read_secret
from portal.desk.login import HOME, LOCAL_DESK
from portal.desk.openid import Provider
from portal.desk.rendering import DeskPages
from portal.desk.sealed import Seal
from portal.desk.services import Services
from portal.ingest.isolation.supervisor import parse_isolated
from portal.ingest.replay import read_again
from portal.ingest.report import Report
from portal.ingest.wiring import create_announcer, create_ingest, create_worker, quarantine_of, store_of
from portal.model.article import Entry
from portal.model.clock import system_clock
from portal.model.desk import GROUP, Desk
from portal.model.errors import ParameterError
from portal.model.feed import Feed
from portal.model.site import LOOPBACK, Site
from portal.queue.messages import Poll, Queue
from portal.settings import Settings
from portal.storage.table import Table
from portal.web.context import Context

KEPT_SECONDS = 300.0
COGNITO_GROUPS = "cognito:groups"
"""The claim in which Cognito names a person's groups. Source: AWS, Understanding the ID token."""


def create_services(settings: Settings, context: Context) -> Services:
    """Raises SiteError. On this machine, and without a provider on it, people log in by saying who they are."""
    table = Table(settings.dynamodb(), settings.table_name)
    site, is_local = _site_of(settings)
    secrets = Secrets("" if is_local else settings.desk_secret, local_key=settings.local_key if is_local else "")
    quarantine = quarantine_of(settings, table)
    return Services(
        site=site,
        pages=DeskPages(site, context.environment, context.assets),
        table=table,
        store=store_of(table, site),
        announcer=create_announcer(settings),
        quarantine=quarantine,
        own_news=OwnNewsWorker(settings),
        uploads=Bucket(settings.s3(), settings.pictures_bucket, may_list=False),
        open_seal=secrets.seal,
        # Where it is deployed, a site.toml without an issuer is a door that opens for nobody, and not for everybody.
        provider=None if is_local and not site.desk.issuer else _provider(settings, site, secrets),
        own_origins=settings.own_origins,
        try_feed=lambda feed: Queue(settings.sqs(), settings.queue_url).send([Poll(feed=feed.id, lock=True)]),
        replay=lambda caught: read_again(caught, quarantine, site, create_ingest(settings, table)),
        clock=system_clock,
    )


def _site_of(settings: Settings) -> tuple[Site, bool]:
    """The site, and whether it is on this machine alone; then a provider elsewhere is not asked."""
    site = _with_login_of_stack(settings)
    host = urlsplit(settings.local_origin or "").hostname
    if host not in LOOPBACK or settings.origin_lock:
        return site, False
    if urlsplit(site.desk.issuer).hostname in LOOPBACK:
        return site, True
    return replace(site, desk=LOCAL_DESK), True


def _with_login_of_stack(settings: Settings) -> Site:
    """Where the stack has made a login of its own, people are in its groups, by the names of their roles."""
    site = settings.site
    if not settings.desk_issuer:
        return site
    members = tuple((role, named | {f"{GROUP}{role}"}) for role, named in site.desk.members or LOCAL_DESK.members)
    desk = Desk(issuer=settings.desk_issuer, client_id=settings.desk_client_id, groups=COGNITO_GROUPS, members=members)
    return replace(site, desk=desk)


def _provider(settings: Settings, site: Site, secrets: "Secrets") -> Provider:
    origin = settings.local_origin or site.origin
    return Provider(
        site.desk.issuer,
        site.desk.client_id,
        secret=secrets.client_secret,
        callback=f"{origin}{HOME}/terug",
        groups=site.desk.groups,
        clock=system_clock,
    )


class Secrets:
    """What the secret `name` holds: the key of sessions, which AWS made, and what the provider gave us. Without a name
    it is `local_key`, and there is no secret of a provider.
    """

    def __init__(self, name: str, *, local_key: str = "") -> None:
        self._name = name
        self._local_key = local_key
        self._read_at = -KEPT_SECONDS
        self._fields: dict[str, str] = {}

    def seal(self) -> Seal:
        """Raises ParameterError."""
        try:
            return Seal(self._known()["session_key"])
        except (KeyError, ValueError) as error:
            raise ParameterError(f"{self._name}: has no session_key that is long enough") from error

    def client_secret(self) -> str:
        """ "" for a client without one. Raises ParameterError."""
        return self._known().get("client_secret", "")

    def _known(self) -> dict[str, str]:
        if not self._name:
            return {"session_key": self._local_key}
        if monotonic() - self._read_at >= KEPT_SECONDS:
            self._fields = read_secret(self._name)
            self._read_at = monotonic()
        return self._fields


class OwnNewsWorker:
    """Takes in what a person writes, exactly as a file of it (ingest.worker)."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def read(self, feed: Feed, body: bytes, *, name: str) -> Report:
        return create_worker(self._settings, tell=lambda _report, _run: None).read(feed, body, name=name)

    def parsed(self, body: bytes, *, name: str) -> Entry:
        """Raises ParseError."""
        (entry, *_) = parse_isolated(body, url=name, format="markdown").entries
        return entry
