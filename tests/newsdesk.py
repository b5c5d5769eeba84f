"""What happens to articles, one call each, for tests: events of lifecycle, committed in storage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.lifecycle.authority import NEWSDESK, SCHEDULE, Authority
from portal.lifecycle.event import (
    Corrected,
    EmbargoEnded,
    Event,
    Hold,
    Killed,
    LicenceExpired,
    Received,
    Renamed,
    Restored,
    Withdrawn,
)
from portal.lifecycle.outcome import Outcome, Transition
from portal.lifecycle.revision_texts import HELD, held_slug
from portal.lifecycle.state import Absent, Hidden, KnownEntry, Published, State
from portal.lifecycle.transition import transition
from portal.model.article import Article, HiddenArticle, Origin, Why
from portal.model.corrections import Edit
from portal.model.version import Version
from portal.storage import entries
from portal.storage.article_store import ArticleStore
from portal.storage.table import Table
from samples import NOW


@dataclass(frozen=True)
class Refusal:
    """Why an editor's wish was not carried out; nothing was changed."""

    reason: str


class Desk:
    """`store`: another ArticleStore than the table's own, which a test may disturb."""

    def __init__(self, table: Table, store: ArticleStore | None = None) -> None:
        self.table = table
        self.store = store or ArticleStore(table)

    def known(self, origins: Sequence[Origin]) -> dict[Origin, KnownEntry]:
        return entries.known(self.table, origins)

    def publish(
        self, article: Article, *, taken: frozenset[str] = frozenset(), hold: Hold | None = None
    ) -> Article | None:
        store = ArticleStore(self.table, taken=taken) if taken else self.store
        event = Received(text=article, version=Version(), hold=hold)
        made = transition(Absent(), event, by_feed(article.origin), NOW)
        committed = store.commit(Absent(), made)
        return text_of(committed.after) if committed else None

    def revise(
        self,
        known: KnownEntry,
        article: Article,
        now: datetime,
        *,
        version: Version | None = None,
        hold: Hold | None = None,
    ) -> Article | HiddenArticle | None:
        state = self.store.load(known)
        event = Received(text=article, version=version or known.version, hold=hold)
        committed = self.store.commit(state, transition(state, event, by_feed(known.origin), now))
        return standing(committed.after) if committed else None

    def kill(self, known: KnownEntry, version: Version, now: datetime) -> bool:
        state = self.store.load(known)
        event = Killed(version=version, origin=known.origin)
        return self.store.commit(state, transition(state, event, by_feed(known.origin), now)) is not None

    def withdraw(self, slug: str, now: datetime, *, why: Why = Why.EDITOR) -> HiddenArticle | Refusal:
        is_expired = why is Why.EXPIRED
        event, authority = (LicenceExpired(), SCHEDULE) if is_expired else (Withdrawn(), NEWSDESK)
        made = self._change(slug, event, now, authority)
        return made if isinstance(made, Refusal) else standing(made.after)  # type: ignore[return-value]  # it is hidden

    def restore(self, slug: str, now: datetime) -> Article | Refusal:
        return self._edit(slug, Restored(), now)

    def rename(self, slug: str, new: str) -> Article | Refusal:
        return self._edit(slug, Renamed(slug=new), NOW)

    def correct(self, slug: str, edit: Edit, now: datetime, *, called: str = "") -> Article | Refusal:
        return self._edit(slug, Corrected(edit=edit, called=called), now)

    def release(self, slug: str, now: datetime) -> Article | None:
        made = self._change(slug, EmbargoEnded(), now, SCHEDULE)
        is_shown = isinstance(made, Transition) and made.outcome is Outcome.DONE
        return standing(made.after) if is_shown else None  # type: ignore[return-value,union-attr]  # it is an article

    def _edit(self, slug: str, event: Event, now: datetime) -> Article | Refusal:
        made = self._change(slug, event, now, NEWSDESK)
        return made if isinstance(made, Refusal) else standing(made.after)  # type: ignore[return-value]  # it is public

    def _change(self, slug: str, event: Event, now: datetime, authority: Authority) -> Transition | Refusal:
        made = self.store.change(held_or(self.table, slug), event, authority, lambda: now)
        return Refusal(made.sentence) if made.outcome is Outcome.REFUSED else made


def by_feed(origin: Origin) -> Authority:
    ids = frozenset({origin.feed})
    return Authority(name=origin.feed, feed_ids=ids, group_ids=ids)


def standing(state: State) -> Article | HiddenArticle:
    assert isinstance(state, Published | Hidden), state
    return state.article if isinstance(state, Published) else state.hidden


def text_of(state: State) -> Article | None:
    assert isinstance(state, Published | Hidden), state
    return state.article if isinstance(state, Published) else state.text


def held_or(table: Table, slug: str) -> str:
    """Where a text waits that nobody has read yet, and whose headline will give it `slug`; else `slug` itself."""
    items = table._client.scan(TableName=table.name)["Items"]
    found = {item["pk"]["S"]: item for item in items if item["sk"]["S"] == "ARTICLE"}
    if f"ARTICLE#{slug}" in found:
        return slug
    texts = [item for item in items if item["sk"]["S"].startswith("REVISION#")]
    for item in texts:
        origin = Origin(feed=item["feed"]["S"], entry=item["entry"]["S"])
        if item["position"]["S"].partition("_")[2] == slug and f"ARTICLE#{held_slug(origin)}" in found:
            return held_slug(origin)
    held = [key.removeprefix("ARTICLE#") for key in found if key.startswith(f"ARTICLE#{HELD}")]
    return held[0] if len(held) == 1 and not texts else slug  # one that is erased says no headline
