"""Everything that can fail here, in one tree.

PortalError
├── SiteError       site.toml is not usable: file, line, key and remedy, one line a mistake
├── FeedError       one feed could not be taken in; always names its URL
│   ├── FetchError  nothing usable came back over HTTP
│   │   └── LoginError  nothing was asked: the login of the feed is not at hand
│   └── ParseError  what came back cannot be read as a document
├── PictureError    a picture cannot be made of what came; says why in one line
├── AwsError        AWS cannot be asked: no region, no credentials, an endpoint that is none
├── CallFailedError a call of AWS has no answer, or one that is none
├── CallRefusedError AWS says no to a call, by a code
├── ParameterError  a parameter could not be read
└── StorageError    table, bucket or CDN did not do what was asked
    ├── DeadlineError the deadline of a request passed before it did
    ├── MissingError  a file is not in its bucket, or is not the one that was put there
    ├── UnkeptError   a refused document could not be kept in quarantine
    └── NotYetError   the CDN forgets as much as it can at a time: what is due stays due, and nothing has failed

An expected refusal (a slug that is taken, an article that is not there) is a value, not an exception.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class PortalError(Exception):
    """The root: whatever this package raises on purpose."""


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One mistake in a site.toml: `key` as a reader would write it (`feeds[2].section`), `remedy` what to do; `line`,
    from 1, where it is known.
    """

    key: str
    remedy: str
    line: int | None = None


class SiteError(PortalError):
    """A site.toml that cannot be used; carries every mistake found in it, not only the first."""

    def __init__(self, file: str, mistakes: tuple[Mistake, ...]) -> None:
        self.file = file
        self.mistakes = mistakes
        super().__init__("\n".join(f"{self._place(one)}: {one.key}: {one.remedy}" for one in mistakes))

    def _place(self, mistake: Mistake) -> str:
        """As editors and compilers write it, so that a click leads there."""
        return f"{self.file}:{mistake.line}" if mistake.line else self.file


class FeedError(PortalError):
    """One feed could not be taken in. `url` names it, the message says why in one line."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(f"{url}: {reason}")


class FetchError(FeedError):
    """Nothing usable came back: no connection, a time limit, a size limit, or an error status.

    `retry_after` is the number of seconds that the server asked us to wait, or None; `remedy` what to do, where that is
    something else than to look at the address.
    """

    def __init__(
        self, url: str, reason: str, *, status: int | None = None, retry_after: int | None = None, remedy: str = ""
    ) -> None:
        self.status = status
        self.retry_after = retry_after
        self.remedy = remedy
        super().__init__(url, reason)


class LoginError(FetchError):
    """Nothing was asked of the server: the login of the feed is not at hand. `remedy`: what to do, or to type."""

    def __init__(self, url: str, reason: str, remedy: str) -> None:
        super().__init__(url, reason, remedy=remedy)


class ParseError(FeedError):
    """The bytes cannot be read as any document we know: a web page, an error reply, or damage beyond repair.

    `is_kept`: False where quarantine should have them, and could not be written.
    """

    is_kept = True


class FormatChangedError(ParseError):
    """A feed speaks another format than at its first good look. `is_new`: a person has not been told of it today."""

    is_new = False


class PictureError(PortalError):
    """What came is no picture that we can show. The message says why, and reads on behind an address: `is no JPEG`."""


class TooSmallError(PictureError):
    """It is an icon, a button or a tracking pixel."""


class AwsError(PortalError):
    """AWS cannot be asked at all, because of what this machine or function is told of it; the message says what."""


class CallFailedError(PortalError):
    """A call of AWS got no answer in time, or one that is not the service's."""


class CallRefusedError(PortalError):
    """AWS says no to a call: `code` (`ResourceNotFoundException`), and its whole `answer`."""

    def __init__(self, code: str, words: str, *, answer: Mapping[str, Any], request_id: str = "-") -> None:
        self.code = code
        self.answer = answer
        self.request_id = request_id
        super().__init__(words)


class ParameterError(PortalError):
    """A parameter could not be read: it is not there, not what was expected, or its service does not answer."""


class StorageError(PortalError):
    """Table, bucket or CDN failed: throttled, unreachable or refused. Ends the invocation; the retry does its work."""


class DeadlineError(StorageError):
    """The deadline of a request passed before table or bucket did what was asked; nobody waits for it any more."""


class NotYetError(StorageError):
    """The CDN forgets as much as it can at a time. What is due stays due and is asked for again; nothing has failed."""


class MissingError(StorageError):
    """A file is not in its bucket, or is not the one that was put there: asking again does not help, making it does."""


class UnkeptError(StorageError):
    """The bucket of quarantine did not take a refused document; the message says of which feed, and why it was refused.

    Of a feed this ends nothing, for its next look brings the document again; a file comes once, so its message does.
    """
