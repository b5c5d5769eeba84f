"""Makes what is in the bucket agree with what can be read: an article has its pictures, and what is gone has none.

Looks at an article as it stands and never at what a message says of it, so everything may be done twice, in any order.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from portal.model.article import Article, HiddenArticle, Image, Origin, Why
from portal.model.clock import Clock
from portal.model.errors import FetchError, NotYetError, PictureError, StorageError, TooSmallError
from portal.model.picture import Picture
from portal.model.scheduled_action import Act, ScheduledAction
from portal.model.text import shortened
from portal.pictures.convert import Made
from portal.pictures.picture_bucket import PictureBucket
from portal.pictures.retries import is_given_up, pause_after
from portal.queue.messages import Message
from portal.storage import article_queries
from portal.storage.picture_attempts import PictureAttempt, PictureAttempts
from portal.storage.scheduled_actions import ScheduledActions
from portal.storage.table import Table

logger = logging.getLogger("portal")

MOST_IMAGES = 8
"""Of one article that are made, or cannot be had: a row of pictures, and no whole gallery."""
MOST_LOOKED_AT = 12
"""Likewise with icons: one takes nobody's place, but is asked for all the same."""
LONGEST_LOOK = timedelta(seconds=20)
"""Of an article with many images: what is there by then is shown, and the next look goes on. An image may take as long
again before the function has to end.
"""
BUSY = timedelta(seconds=60)
"""Lease on an image while it is fetched. The attempt is counted before the fetch, so that an image that crashes the
function runs out of attempts.
"""
SETTLED = timedelta(seconds=1)
"""Actions of one second share a sort key: a change within the second of an action would be deleted with it."""
MOST_WAIT = 5.0
LONGEST_ALT, LONGEST_CAPTION, LONGEST_CREDIT = 300, 500, 120
"""Characters: agencies send whole captions, and every list holds them."""

FetchImage = Callable[[str], bytes]
"""The bytes at an address, within limits. Raises FetchError."""
Make = Callable[[bytes], Made]
"""What can be shown of them. Raises PictureError."""
HoldName = Callable[[str, str], AbstractContextManager[bool]]
"""Holds a name for somebody; whether it could be had."""


@dataclass(frozen=True, kw_only=True)
class PictureOutcome:
    """What came of a look at an article: pictures `made` and `removed`; for which reasons an image could not be had."""

    slug: str
    made: int = 0
    removed: int = 0
    refused: tuple[str, ...] = ()


class Pictures:
    """Does what is due to the pictures of articles. Effects come in as arguments."""

    def __init__(
        self,
        table: Table,
        shelf: PictureBucket,
        *,
        fetch: FetchImage,
        make: Make,
        lock: HoldName,
        tell: Callable[[PictureOutcome], None],
        clock: Clock,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._table = table
        self._album = PictureAttempts(table)
        self._dues = ScheduledActions(table)
        self._shelf = shelf
        self._fetch = fetch
        self._make = make
        self._lock = lock
        self._tell = tell
        self._clock = clock
        self._wait = wait

    def do(self, message: Message) -> None:
        """What a message asks for; one that asks for something else is done with. Raises StorageError."""
        if message.due and message.due.act is Act.PICTURE:
            self.look(message.due)

    def look(self, due: ScheduledAction) -> None:
        """Raises StorageError; then it is due again, and looking again ends as if it had not failed."""
        early = (due.at + SETTLED - self._clock()).total_seconds()
        if early > MOST_WAIT:
            return
        if early > 0:
            self._wait(early)
        try:
            self._settle(due)
        except NotYetError as error:
            logger.info("the picture of %s is looked at again in a minute: %s", due.slug, error)
            return
        self._dues.done(due)

    def _settle(self, due: ScheduledAction) -> None:
        match article_queries.standing(self._table, due.slug):
            case Article() as article:
                self._tell(self._shown(article, due))
            case HiddenArticle() as withdrawn:
                self._tell(PictureOutcome(slug=withdrawn.slug, removed=self._cleared(withdrawn, due)))

    def _shown(self, article: Article, due: ScheduledAction) -> PictureOutcome:
        """Gives `article` the pictures that it should have, if it has others or none. What cannot be had yet is due
        again; so is everything, when somebody changed the article meanwhile.
        """
        known = self._album.of(article.origin)
        before = sum(tried.is_stored for tried in known.values())
        pictures, again = self._made_of(article, known)
        if pictures != article.pictures and not self._album.show(article, pictures):
            self._dues.put(replace(due, slug=article.slug, at=self._clock()))
            return PictureOutcome(slug=article.slug)
        if again:
            self._dues.put(replace(due, slug=article.slug, at=again))
        made = sum(tried.is_stored for tried in known.values()) - before
        removed = self._tidied(article, known, shown={picture.hash for picture in pictures}, at=due.at)
        wanted = {one.url for one in article.images}
        refused = tuple(one.reason for one in known.values() if one.reason and one.url in wanted)
        return PictureOutcome(slug=article.slug, made=made, removed=removed, refused=refused)

    def _tidied(self, article: Article, known: Mapping[str, PictureAttempt], *, shown: set[str], at: datetime) -> int:
        """Puts away what `article` has come to show no more; how many pictures went out. `shown`: hashes."""
        wanted, removed = {one.url for one in article.images[:MOST_LOOKED_AT]}, 0
        for tried in known.values():
            is_shown = tried.picture is not None and tried.picture.hash in shown
            if is_shown and tried.url not in wanted:
                self._album.forget(article.origin, tried)  # the same picture has another address by now
            elif not is_shown and (tried.picture or tried.url not in wanted):
                removed += self._put_away(article.origin, tried, at)
        return removed

    def _made_of(
        self, article: Article, known: dict[str, PictureAttempt]
    ) -> tuple[tuple[Picture, ...], datetime | None]:
        """The pictures of which there is something by now, each once, and when to look again, None for never."""
        pictures: dict[str, Picture] = {}
        waiting: list[PictureAttempt] = []
        until, left = self._clock() + LONGEST_LOOK, MOST_IMAGES
        for image in article.images[:MOST_LOOKED_AT]:
            if not left:
                break
            tried = known.get(image.url, PictureAttempt(url=image.url))
            tried = known[image.url] = self._tried(article, image, tried, until=until)
            if tried.is_stored and tried.picture:
                pictures.setdefault(tried.picture.hash, _worded(tried.picture, image))
            elif not is_given_up(tried.tries):
                waiting.append(tried)
            left -= not tried.is_too_small
        now = self._clock()
        moments = (max(one.again or now, now) for one in waiting if not (pictures and one.is_too_small))
        return tuple(pictures.values()), min(moments, default=None)

    def _tried(self, article: Article, image: Image, tried: PictureAttempt, *, until: datetime) -> PictureAttempt:
        """What becomes of `image`, if it is time to ask for it, and not too late: after `until`."""
        now = self._clock()
        if tried.is_stored or is_given_up(tried.tries) or (tried.again and tried.again > now) or now > until:
            return tried
        mine, claimed = replace(tried, tries=tried.tries + 1, again=now + BUSY), tried.picture
        self._album.note(article.origin, mine)
        try:
            made = self._make(self._fetch(image.url))
            if claimed and claimed.hash != made.picture.hash:
                self._put_away(article.origin, mine, now)  # a try before this one was given other bytes
            claimed = made.picture
            return self._stored(article.origin, mine, made)
        except (FetchError, PictureError) as error:
            return self._refused(article, mine, error)
        except StorageError:
            # That was no fault of the image; what may be in the bucket by now stays known.
            self._album.note(article.origin, replace(tried, picture=claimed))
            raise

    def _refused(self, article: Article, tried: PictureAttempt, error: FetchError | PictureError) -> PictureAttempt:
        reason = error.reason if isinstance(error, FetchError) else str(error)
        logger.warning("no picture for %s: %s %s", article.path, tried.url, reason, extra={"slug": article.slug})
        pause, is_small = pause_after(tried.tries), isinstance(error, TooSmallError)
        again = self._clock() + pause if pause else None
        refused = replace(tried, again=again, reason=reason, is_too_small=is_small)
        self._album.note(article.origin, refused)
        return refused

    def _stored(self, origin: Origin, tried: PictureAttempt, made: Made) -> PictureAttempt:
        """Claimed, put into the bucket, and noted, in this order; nobody takes the same one away meanwhile."""
        stored = PictureAttempt(url=tried.url, picture=made.picture, is_stored=True)
        with self._holding(made.picture, origin):
            self._album.claim(origin, replace(tried, picture=made.picture))
            self._shelf.put(made.forms)
            self._album.note(origin, stored)
        return stored

    def _cleared(self, withdrawn: HiddenArticle, due: ScheduledAction) -> int:
        """Forgets every image of an entry whose article can no longer be read; how many pictures went out.

        A licence that ends has no haste: a thousand of them are six thousand files, half a cent each.
        """
        origin, at = withdrawn.origin, None if withdrawn.why is Why.EXPIRED else due.at
        return sum(self._put_away(origin, tried, at) for tried in self._album.of(origin).values())

    def _put_away(self, origin: Origin, tried: PictureAttempt, at: datetime | None) -> int:
        """Out of bucket and CDN, unless another article shows it too; 1 for a picture that is gone by now."""
        gone = False
        if tried.picture:
            with self._holding(tried.picture, origin):
                gone = self._album.let_go(tried.picture, origin)
                if gone:
                    self._shelf.remove(tried.picture, at)
        self._album.forget(origin, tried)
        return int(gone)

    @contextmanager
    def _holding(self, picture: Picture, origin: Origin) -> Iterator[None]:
        """Of two articles with the same picture one puts it there while the other takes it away: not at once."""
        with self._lock(f"picture:{picture.hash}", f"{origin.feed}#{origin.entry}") as ours:
            if not ours:
                raise StorageError(f"picture {picture.hash}: is held by another article")
            yield


def _worded(picture: Picture, image: Image) -> Picture:
    """With what the agency says of it, as much as a list can carry."""
    alt, caption = (
        shortened(image.alt or image.caption or "", LONGEST_ALT),
        shortened(image.caption or "", LONGEST_CAPTION),
    )
    return replace(picture, alt=alt, caption=caption, credit=shortened(image.credit or "", LONGEST_CREDIT))
