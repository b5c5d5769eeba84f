"""Pictures as the local portal serves them: what the CDN would send."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.session import get_session
from moto import mock_aws

from local.events import Reply, http_event
from local.picture_origin import PictureOrigin
from portal.aws.bucket import Bucket
from portal.model.picture import Picture
from portal.pictures.picture_bucket import KEPT, PictureBucket
from portal.web.security_headers import SECURITY

PICTURE = Picture(hash="0a", width=320, height=200, widths=(320,))
PATH = PICTURE.largest


@pytest.fixture
def origin() -> Iterator[PictureOrigin]:
    with mock_aws():
        s3: Any = get_session().create_client("s3")
        s3.create_bucket(Bucket="pictures", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        PictureBucket(bucket=Bucket(s3, "pictures")).put({path: path.encode() for path in PICTURE.paths})
        yield PictureOrigin(s3, "pictures")


def ask(origin: PictureOrigin, path: str, method: str = "GET", **headers: str) -> tuple[Reply, dict[str, str]]:
    sent = [(name.replace("_", "-"), value) for name, value in headers.items()]
    reply = origin.answer(http_event(method, path, sent, b""), SECURITY)
    return reply, dict(reply.headers)


def test_a_picture_comes_with_its_kind_and_may_be_kept_for_a_year(origin: PictureOrigin) -> None:
    for path, kind in ((PATH, "image/jpeg"), (PICTURE.path(320, "webp"), "image/webp")):
        reply, headers = ask(origin, path)

        assert (reply.status, reply.body) == (200, path.encode())
        assert (headers["content-type"], headers["cache-control"]) == (kind, KEPT)
        assert headers.items() >= dict(SECURITY).items()


def test_who_has_it_is_not_sent_it_again(origin: PictureOrigin) -> None:
    etag = ask(origin, PATH)[1]["etag"]

    reply, headers = ask(origin, PATH, If_None_Match=etag)

    assert (reply.status, reply.body, headers["cache-control"]) == (304, b"", KEPT)


def test_a_head_says_how_long_it_is(origin: PictureOrigin) -> None:
    reply, headers = ask(origin, PATH, "HEAD")

    assert (reply.status, reply.body, headers["content-length"]) == (200, b"", str(len(PATH)))


@pytest.mark.parametrize(("method", "path"), [("GET", "/beeld/0b/320.jpg"), ("GET", "/beeld/"), ("POST", PATH)])
def test_what_is_not_there_is_refused_with_every_header(origin: PictureOrigin, method: str, path: str) -> None:
    reply, headers = ask(origin, path, method)

    assert (reply.status, reply.body) == (403, b"")
    assert headers.items() >= dict(SECURITY).items()
