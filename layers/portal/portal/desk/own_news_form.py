"""News of our own, from the fields of a form to an article. It goes in as a file of the newsroom's feed would, so that
the same text means the same wherever it comes from.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import yaml

from portal.desk.moments import moment_in
from portal.desk.services import Services
from portal.feeds.parsing.identity import entry_hash
from portal.ingest.entry_to_article import NotAcceptedError, section_of, to_article
from portal.lifecycle.state import Hidden, Published, State, slug_of
from portal.model.article import Article, Origin
from portal.model.clock import local
from portal.model.errors import FeedError
from portal.model.feed import OWN, Feed
from portal.model.site import Site
from portal.storage.audit import Audited, note
from portal.storage.entries import known_entry
from portal.storage.own_texts import OwnText, put_text

WRITTEN = {
    "kop": "headline",
    "rubriek": "section",
    "auteur": "author",
    "tekst": "text",
    "dag": "day",
    "tijd": "time",
    "id": "id",
}
"""By the field of the form, the attribute of OwnText."""
FIELDS = tuple(WRITTEN)
LONGEST_HEADLINE = 200


class NotWrittenError(Exception):
    """Why a text does not become an article, in Dutch; nothing of it is on the site."""


class Writing:
    """Our own texts. `feed`: whose they are."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.feed = feed_of(services.site)

    def article(self, fields: Mapping[str, str], now: datetime) -> Article:
        """As it will be. Raises NotWrittenError."""
        self._check(fields)
        try:
            entry = self._services.own_news.parsed(as_file(fields), name=fields["id"])
            section = section_of(entry, self.feed, self._services.site, is_own_text=True)
            return to_article(replace(entry, embargoed_until=None), feed=self.feed, section=section, now=now)
        except (FeedError, NotAcceptedError) as error:
            reason = error.reason if isinstance(error, FeedError) else str(error)
            raise NotWrittenError(f"Dit kon niet worden gelezen: {reason}.") from error

    def put(self, fields: Mapping[str, str], *, by: str, now: datetime) -> Published | Hidden:
        """On the site, or kept until its embargo ends; again with the same `id` it is another text of it. The text as
        it was written is kept first: whatever fails then, it is not lost. Raises NotWrittenError.
        """
        self._check(fields)
        put_text(self._services.table, _as_written(fields, by=by, now=now))
        return self._taken_in(as_file(fields), fields["id"], fields["id"], by=by, now=now)

    def put_file(self, body: bytes, name: str, *, by: str, now: datetime) -> Published | Hidden:
        """Likewise a file of Markdown. Raises NotWrittenError."""
        try:
            entry = self._services.own_news.parsed(body, name=name)
        except FeedError as error:
            raise NotWrittenError(f"{name}: {error.reason}") from error
        return self._taken_in(body, name, entry.id, by=by, now=now)

    def _taken_in(self, body: bytes, name: str, id_: str, *, by: str, now: datetime) -> Published | Hidden:
        report = self._services.own_news.read(self.feed, body, name=name)
        if report.error or report.refused:
            reason = report.error or ", ".join(reason for _, reason in report.refused)
            raise NotWrittenError(f"Dit werd niet opgenomen: {reason}.")
        state = self._state(id_)
        if not isinstance(state, Published | Hidden):
            raise NotWrittenError("Dit werd niet opgenomen.")
        headline = state.article.headline if isinstance(state, Published) else state.text.headline if state.text else ""
        note(self._services.table, Audited(at=now, by=by, what=f"wrote «{headline}»", about=slug_of(state)))
        return state

    def _check(self, fields: Mapping[str, str]) -> None:
        if not fields["kop"] or not fields["tekst"]:
            raise NotWrittenError("Een bericht heeft een kop en een tekst.")
        if len(fields["kop"]) > LONGEST_HEADLINE:
            raise NotWrittenError(f"De kop is te lang: ten hoogste {LONGEST_HEADLINE} tekens.")
        if self._services.site.section(fields["rubriek"]) is None:
            raise NotWrittenError("Kies een rubriek.")
        if (fields["dag"] or fields["tijd"]) and moment_in(fields["dag"], fields["tijd"]) is None:
            raise NotWrittenError("Geef een dag en een tijd voor het embargo, of laat beide leeg.")

    def _state(self, id_: str) -> State | None:
        origin = Origin(feed=self.feed.id, entry=entry_hash(self.feed.id, id_))
        known = known_entry(self._services.table, origin)
        return self._services.store.load(known) if known else None


def fields_of(text: OwnText) -> dict[str, str]:
    """A text as a form shows it."""
    return {field: str(getattr(text, name)) for field, name in WRITTEN.items()}


def _as_written(fields: Mapping[str, str], *, by: str, now: datetime) -> OwnText:
    said = {name: fields[field] for field, name in WRITTEN.items()}
    return OwnText(by=by, at=now, **said)


def feed_of(site: Site) -> Feed:
    """Whose texts these are, also where site.toml does not name it."""
    return site.feed(OWN) or Feed(id=OWN, url=f"drop:{OWN}", section="", format="markdown")


def as_file(fields: Mapping[str, str]) -> bytes:
    """What a person wrote as a file of Markdown with a head (feeds.formats.markdown)."""
    head = {"id": fields["id"], "title": fields["kop"], "section": fields["rubriek"]}
    if fields["auteur"]:
        head["author"] = fields["auteur"]
    if until := moment_in(fields["dag"], fields["tijd"]):
        head["embargo"] = local(until).isoformat(timespec="minutes")
    said = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{said}---\n{fields['tekst']}\n".encode()
