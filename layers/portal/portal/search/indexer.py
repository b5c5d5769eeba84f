"""Keeps the index: what changed becomes a segment within a minute, what it said before is dead where it stands, small
segments become large ones, and an index whose files or manifest are gone is made anew.
"""

import logging
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from portal.aws.bucket import Bucket
from portal.model.clock import Clock
from portal.model.errors import MissingError
from portal.search.files import SegmentFiles, document, lost
from portal.search.merge_policy import OPEN_UNTIL, open_part, to_be_merged, to_be_rewritten
from portal.search.related import RelatedFinder
from portal.search.segment_file import IndexedArticle
from portal.storage import article_queries, related_articles
from portal.storage.search_manifest import FIRST_TIME, Change, Manifest, Part, SearchState
from portal.storage.table import Table

AT_A_TIME = 2000
"""Changes that become one segment."""
REMADE_AT_A_TIME = 10_000
"""Articles that become one segment where the index is made anew: some ten seconds of a whole processor."""
RELATED_AT_A_TIME = 100
"""Articles for which what is near them is looked for in one step: some seconds."""
LEFT_FOR = timedelta(minutes=10)
"""A file that no manifest names may be named in a moment, or be read by a function that does not know yet."""

logger = logging.getLogger("portal")


@dataclass(frozen=True, kw_only=True)
class IndexRun:
    """Of one run. `changes`: handled; `documents`: in the index now; `merged`: articles in segments made of others."""

    changes: int
    documents: int
    merged: int = 0


@dataclass(frozen=True, kw_only=True)
class _Step:
    """What a part of a run did, in the words of IndexRun."""

    changes: int = 0
    merged: int = 0


class Indexer:
    """One run at a time changes the index (SearchState.held). All the same everything may be done twice: the manifest
    is changed on condition, and last.
    """

    def __init__(self, table: Table, bucket: Bucket, *, clock: Clock) -> None:
        self._table = table
        self._files = SegmentFiles(table, bucket)
        self._related = RelatedFinder(table, bucket, clock=clock)
        self._clock = clock
        self._state = SearchState(table)
        self._handled: set[str] = set()
        self._open_texts: dict[str, IndexedArticle] = {}
        self._open_version = 0

    def run(self, *, seconds: float) -> IndexRun:
        """Takes in changes until there are none, makes large segments where it is time for it, and what an index that
        is made anew still lacks, for `seconds`. While another run is at it, nothing.

        Raises StorageError. With nothing to do: two Querys, and a HeadObject in every other run; nothing is written.
        Once an hour the bucket is compared with the manifest, and tidied.
        """
        started = self._clock()
        manifest, held_until = self._state.look()
        nothing = IndexRun(changes=0, documents=manifest.documents)
        if held_until > started:
            return nothing
        missing = self._missing(manifest, started)
        if not (missing or self._is_due(manifest, started)):
            return nothing
        with self._state.held(started) as ours:
            return self._work(missing, started + timedelta(seconds=seconds)) if ours else nothing

    def _missing(self, manifest: Manifest, now: datetime) -> frozenset[str]:
        """The segments whose files are gone, or others. Every other run looks at one in turn, one an hour at all."""
        if now.minute and (now.minute % 2 or all(map(self._files.is_right, _in_turn(manifest.asked, now)))):
            return frozenset()
        files = self._files.all()
        if not now.minute:
            named = manifest.names
            self._files.remove([file for name, file in files.items() if name not in named], before=now - LEFT_FOR)
        return lost(manifest.asked, files)

    def _is_due(self, manifest: Manifest, now: datetime) -> bool:
        """Whether there are changes, or segments to be merged or rewritten, or articles that are in no index yet."""
        if self._state.changes(1) or to_be_merged(manifest.parts) or not manifest.is_whole:
            return True
        if to_be_rewritten(manifest.parts, now) or manifest.unrelated_before or manifest.left_before(now - LEFT_FOR):
            return True
        return not manifest.version and bool(self._table.read(article_queries.newest(limit=1)).teasers)

    def _work(self, missing: frozenset[str], end: datetime) -> IndexRun:
        handled = merged = 0
        self._handled.clear()
        manifest = self._state.manifest()
        if missing or not manifest.version:
            self._drop(manifest, missing)
        while self._clock() < end:
            manifest = self._state.manifest()
            self._files.forget(manifest.asked)
            step = self._step_or_drop(manifest)
            if step is None:
                break
            handled, merged = handled + step.changes, merged + step.merged
        return IndexRun(changes=handled, documents=manifest.documents, merged=merged)

    def _step_or_drop(self, manifest: Manifest) -> _Step | None:
        """As `_step`; a segment that proves to be missing is dropped. One that is as it was written has to be read."""
        try:
            return self._step(manifest)
        except MissingError:
            missing = lost(manifest.asked, self._files.all())
            if not missing:
                raise
            self._drop(manifest, missing)
            return _Step()

    def _drop(self, manifest: Manifest, missing: frozenset[str]) -> None:
        """Goes on without segments that are missing, or begins an index; what it lacks is made anew."""
        if missing:
            logger.error("segments of the index are gone, it is made anew: %s", ", ".join(sorted(missing)))
        now = self._clock()
        self._saved(manifest.without(missing, now) if manifest.version else manifest.anew(now))

    def _step(self, manifest: Manifest) -> _Step | None:
        """The most urgent thing that is to be done; None where there is none, or somebody came in between."""
        old = to_be_rewritten(manifest.parts, self._clock())
        if old and old.is_urgent:  # before further changes: there may be some all the time
            return self._merge(manifest, (old,))
        if changes := self._state.changes(AT_A_TIME):
            return self._take(manifest, changes)
        if old:
            return self._merge(manifest, (old,))
        if left := manifest.left_before(self._clock() - LEFT_FOR):
            return self._delete(manifest, left)
        if wanted := to_be_merged(manifest.parts):
            return self._merge(manifest, wanted)
        return self._catch_up(manifest)

    def _catch_up(self, manifest: Manifest) -> _Step | None:
        """What an index that was made anew still lacks: articles first."""
        if not manifest.is_whole:
            return self._reach_back(manifest)
        return self._relate(manifest) if manifest.unrelated_before else None

    def _take(self, manifest: Manifest, changes: Sequence[Change]) -> _Step | None:
        """The segment that is open, made anew with what changed; where a closed one knows it, it is dead there."""
        slugs = {change.slug for change in changes}
        opened = tuple(filter(None, (open_part(manifest.parts),)))
        before = self._files.articles_of(*opened)
        self._handled |= slugs
        fresh = slugs | (self._handled & before.keys())  # of what was just written an eventual read may know nothing
        found = article_queries.bodies(self._table, sorted(fresh), consistent=True)
        texts = {slug: document(one) for slug, one in found.items()} | self._texts_of(before.keys() - fresh, manifest)
        readable = sorted((found[slug] for slug in slugs & found.keys()), key=lambda one: one.position, reverse=True)
        closed = [part for part in manifest.asked if part not in opened]
        new = {change.slug for change in changes if change.state == FIRST_TIME}
        after = {part.name: self._buried(part, _may_be_in(part, manifest, slugs, new), texts.keys()) for part in closed}
        buried = {part.name: after[part.name] for part in closed if after[part.name] != part}
        if slugs & (texts.keys() | before.keys()) or buried:
            made = self._files.made(sorted(texts.values(), key=lambda one: (one.published, one.slug)))
            left = opened if slugs & before.keys() else ()
            after_it = manifest.with_parts(made, opened).with_changed(buried).with_left(left, self._clock())
            after_it = after_it.with_unrelated(one.position for one in readable[RELATED_AT_A_TIME:])
            if not self._saved(after_it):
                return None
            self._open_texts = texts if len(texts) < OPEN_UNTIL else {}
            self._open_version = after_it.version + 1
            self._related.find(after_it, {one.slug: (one, ()) for one in readable[:RELATED_AT_A_TIME]}, follows=True)
        self._state.done(changes)
        return _Step(changes=len(changes))

    def _texts_of(self, slugs: AbstractSet[str], manifest: Manifest) -> dict[str, IndexedArticle]:
        """What articles of the open segment say that have not changed since it was made. This function remembers it, as
        long as nobody else has saved a manifest: who did may have handled a change of them.
        """
        remembered = self._open_texts if self._open_version == manifest.version else {}
        known = {slug: remembered[slug] for slug in slugs if slug in remembered}
        read = article_queries.bodies(self._table, sorted(slugs - known.keys()))
        return known | {slug: document(one) for slug, one in read.items()}

    def _saved(self, manifest: Manifest) -> bool:
        if not self._state.save(manifest):
            return False
        self._open_version += self._open_version == manifest.version
        return True

    def _buried(self, part: Part, slugs: AbstractSet[str], readable: AbstractSet[str]) -> Part:
        """`part` with those of `slugs` dead that it knows. What can be read no more has to leave its file at once."""
        numbers = self._files.numbers_of(part, slugs)
        is_urgent = not numbers.keys() <= readable
        return part.with_dead(numbers.values(), self._clock(), is_urgent=is_urgent)

    def _merge(self, manifest: Manifest, wanted: Sequence[Part]) -> _Step | None:
        """One segment of one or several, without what is dead in them."""
        made = self._files.made_of(self._files.articles_of(*wanted))
        kept = tuple(part for part in manifest.parts if part not in wanted)
        left = [part for part in wanted if part.dead]
        if not self._saved(replace(manifest, parts=(*made, *kept)).with_left(left, self._clock())):
            return None
        return _Step(merged=sum(part.documents for part in made))

    def _delete(self, manifest: Manifest, names: Sequence[str]) -> _Step | None:
        """Files whose words nobody may find any more. First they go: a run that ends in between deletes them again."""
        self._files.delete(names)
        kept = tuple(one for one in manifest.left if one[0] not in names)
        return _Step() if self._saved(replace(manifest, left=kept)) else None

    def _reach_back(self, manifest: Manifest) -> _Step | None:
        """Takes in the newest articles that are still missing.

        The list comes from an index of the table, which may be a moment late: what it does not know yet has a mark, and
        comes with the changes. The marks are read after it, or an article could be in both.
        """
        listing = article_queries.newest_before(self._table, manifest.missing_before, most=REMADE_AT_A_TIME)
        coming = self._state.changes(AT_A_TIME)
        if len(coming) == AT_A_TIME:
            return _Step()
        known = self._files.articles_of(*manifest.parts).keys() | {change.slug for change in coming}
        new = {one.slug: int(one.published_at.timestamp()) for one in listing.teasers if one.slug not in known}
        return self._extend(manifest, new, missing_before=listing.older or "")

    def _extend(self, manifest: Manifest, new: dict[str, int], *, missing_before: str) -> _Step | None:
        """With `new` and what is in the open segment in one; what it lacks now lies before `missing_before`."""
        opened = tuple(filter(None, (open_part(manifest.parts),))) if new else ()
        made = self._files.made_of(new | self._files.articles_of(*opened)) if new else []
        former = manifest.former if missing_before else ()
        extended = replace(manifest.with_parts(made, opened), missing_before=missing_before, former=former)
        if not self._saved(extended):
            return None
        reached = missing_before or "the first"
        logger.info("the index is made anew: %d articles, back to %s", extended.documents, reached)
        return _Step()

    def _relate(self, manifest: Manifest) -> _Step | None:
        """Finds what is near the newest articles that may lack it."""
        before = manifest.unrelated_before
        listing = article_queries.newest_before(self._table, before, most=RELATED_AT_A_TIME)
        found = related_articles.articles_and_related(self._table, [one.slug for one in listing.teasers])
        self._related.find(manifest, found)
        return _Step() if self._saved(manifest.related_until(listing.older)) else None


def _may_be_in(part: Part, manifest: Manifest, slugs: AbstractSet[str], new: AbstractSet[str]) -> AbstractSet[str]:
    """Those of `slugs` that `part` may know. What is new stands in the newest at most, where a run ended between saving
    the manifest and marking changes as handled.
    """
    return slugs if part in manifest.parts[-1:] else slugs - new


def _in_turn(parts: Sequence[Part], now: datetime) -> Sequence[Part]:
    """One of `parts`, every two minutes another; none of none."""
    turn = int(now.timestamp()) // 120
    return parts[turn % len(parts) :][:1] if parts else ()
