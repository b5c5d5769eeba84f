"""What can happen to an article, as values. Who made it happen is the Authority beside it."""

from dataclasses import dataclass
from datetime import datetime

from portal.lifecycle.state import State
from portal.model.article import Article, Image, Origin, Subject, Why
from portal.model.clock import from_iso, to_iso
from portal.model.corrections import Edit
from portal.model.version import Version


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Why a text is not to be seen, and until when."""

    why: Why
    until: datetime | None = None

    def __str__(self) -> str:
        return f"{self.why}@{to_iso(self.until)}" if self.until else str(self.why)

    @classmethod
    def from_text(cls, text: str) -> "Hold | None":
        """The inverse of `str`, None of ""."""
        why, _, until = text.partition("@")
        return cls(why=Why(why), until=from_iso(until) if until else None) if why else None


@dataclass(frozen=True, kw_only=True)
class Received:
    """A feed brought a text. `hold`: why nobody may see it yet, as its feed says; `imposed`: as we do.

    `counts_versions`: a later version of the same words is worth remembering, as of a wire it is. `is_fresh`: dated
    within the last day; `is_dated`: by its feed. `expires_at`: when its licence ends.
    """

    text: Article
    version: Version
    hold: Hold | None = None
    imposed: Hold | None = None
    counts_versions: bool = False
    is_fresh: bool = True
    is_dated: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Killed:
    """An agency takes back every revision up to `version`. `origin`: the entry that is meant, where it never came.
    `is_deletion`: of the web, as of a moment: a text of later has outlived it. Source: RFC 6721 §3.
    """

    version: Version
    origin: Origin
    is_deletion: bool = False


@dataclass(frozen=True, kw_only=True)
class SeenInOtherFeed:
    """The entry `text.origin` is the story of an article that is known. `listings`: lists of its own feed.

    `goes_first`: its feed stands before the article's in site.toml. `expires_at`: when the licence of its feed ends.
    """

    text: Article
    version: Version
    listings: tuple[str, ...]
    hold: Hold | None = None
    goes_first: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class LeftAlone:
    """The article that is shown instead of this copy has changed, or the copy has. `owner`: how it stands now.
    `expires_at`: when the licence of the copy's own feed ends.
    """

    owner: State | None
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class EmbargoEnded:
    """The moment has come."""


@dataclass(frozen=True, kw_only=True)
class LicenceExpired:
    """Its text may be kept no longer."""


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """An editor takes it off the site."""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """An editor puts back what is hidden, or takes the agency's revision that waits."""


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """An editor changes words. `called`: what readers are told that it is, such as `Correctie`."""

    edit: Edit
    called: str = ""


@dataclass(frozen=True, kw_only=True)
class EmbargoSet:
    """An editor says until when nobody may read it; None: from now on everybody may."""

    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Pinned:
    """An editor has it lead the front until then; None: no longer."""

    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class SubjectsSet:
    """An editor says what it is about, in place of what its feed says."""

    subjects: tuple[Subject, ...]


@dataclass(frozen=True, kw_only=True)
class ImagesSet:
    """An editor chooses its images, in place of those that came with it; none takes its picture out."""

    images: tuple[Image, ...]


@dataclass(frozen=True, kw_only=True)
class Renamed:
    """An editor gives it another address."""

    slug: str


Event = (
    Received
    | Killed
    | SeenInOtherFeed
    | LeftAlone
    | EmbargoEnded
    | LicenceExpired
    | Withdrawn
    | Restored
    | Corrected
    | EmbargoSet
    | Pinned
    | SubjectsSet
    | ImagesSet
    | Renamed
)
