"""What the newsroom works with: every effect of it, handed in."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from portal.desk.openid import Provider
from portal.desk.rendering import DeskPages
from portal.desk.sealed import Seal
from portal.ingest.announce import Announcer
from portal.ingest.report import Report
from portal.model.article import Entry
from portal.model.clock import Clock
from portal.model.feed import Feed
from portal.model.site import Site
from portal.storage.article_store import ArticleStore
from portal.storage.quarantine import Caught, Quarantine
from portal.storage.table import Table


class OwnNews(Protocol):
    """Takes in what a person writes, exactly as a file of it."""

    def read(self, feed: Feed, body: bytes, *, name: str) -> Report: ...

    def parsed(self, body: bytes, *, name: str) -> Entry: ...


class UploadBucket(Protocol):
    """Where what people send is kept."""

    def put(self, key: str, body: bytes, *, media_type: str) -> str: ...

    def read(self, key: str) -> bytes: ...


@dataclass(frozen=True, kw_only=True)
class Services:
    """`own_origins`: where a form of ours may come from. `open_seal`: the seal, under the secret that AWS keeps; raises
    ParameterError. `provider`: None where a person on this machine logs in by saying who they are. `try_feed`: asks for
    a look at a feed now; `replay`: reads what is in quarantine again, and says why it is refused, "" where it is not.
    """

    site: Site
    pages: DeskPages
    table: Table
    store: ArticleStore
    announcer: Announcer
    quarantine: Quarantine
    own_news: OwnNews
    uploads: UploadBucket
    open_seal: Callable[[], Seal]
    provider: Provider | None
    own_origins: Collection[str]
    try_feed: Callable[[Feed], None]
    replay: Callable[[Caught], str]
    clock: Clock
