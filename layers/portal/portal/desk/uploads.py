"""Pictures that people of the newsroom send: kept as they came, and made into pictures like any other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from portal.desk.guard import Visit
from portal.desk.services import UploadBucket
from portal.model.article import Image
from portal.model.errors import MissingError
from portal.model.picture import upload_key, upload_url

FIELD = "beeld"
WORDS = ("beeldtekst", "fotograaf", "beeldalt")
"""What stands under it, whose it is, and what one sees on it."""
SIGNS = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
)
"""How a picture begins that every browser shows. A phone sends others as one of these, where it is asked to."""


class NoPictureError(Exception):
    """What was sent is no picture that we can use; the message says so in Dutch."""


@dataclass(frozen=True, kw_only=True)
class Uploads:
    """What was sent, by what is in it."""

    bucket: UploadBucket

    def kept(self, visit: Visit) -> str:
        """The name of the picture that a form brings, or brought before (a hidden field); "" for none. One PutObject.

        Raises NoPictureError.
        """
        body = visit.files.get(FIELD)
        if body is None:
            named = visit.field(FIELD)
            return named if upload_key(named) else ""
        name = upload_url(sha256(body).hexdigest()[:32])
        self.bucket.put(upload_key(name), body, media_type=_media_type(body))
        return name

    def shown(self, digest: str) -> tuple[bytes, str] | None:
        """Bytes and media type of what was sent, for a look at it; None where it is not there."""
        try:
            body = self.bucket.read(upload_key(upload_url(digest)) or "-")
            return body, _media_type(body)
        except (MissingError, NoPictureError):
            return None


def image_of(name: str, fields: Mapping[str, str]) -> Image:
    """The image of an article that a form describes."""
    caption, credit, alt = (fields.get(one, "").strip() or None for one in WORDS)
    return Image(url=name, alt=alt, caption=caption, credit=credit)


def _media_type(body: bytes) -> str:
    """By its bytes. Raises NoPictureError."""
    for sign, media_type in SIGNS:
        if sign.match(body):
            return media_type
    raise NoPictureError("Dit is geen foto die we kunnen gebruiken. Stuur een JPEG, PNG of WebP.")
