"""Ranges of files in a bucket for what a reader waits for: likewise without botocore, by the protocol of S3.

Sources: Amazon S3 API reference, GetObject, and Authenticating requests: using the Authorization header.
"""

import re
from collections.abc import Callable, Mapping
from http.client import HTTPException
from time import sleep
from urllib.parse import quote, urlsplit

from portal.aws.connection_pool import AwsAnswer, ConnectionPool
from portal.aws.reading_client import OF_READERS, Tries, agent_of, credentials_in, endpoint_of, repeated
from portal.aws.signature import WITHOUT_BODY, Credentials, Signer
from portal.model.clock import Clock, system_clock
from portal.model.errors import CallFailedError, MissingError, StorageError

S3 = "s3"
READ = frozenset({200, 206})
MISSING = frozenset({"NoSuchKey", "NoSuchBucket", "InvalidRange"})
"""Codes by which S3 says that a file, its bucket, or so many bytes of it are not there."""
DENIED = "AccessDenied"
"""Likewise, to whoever may not list the bucket. Source: Amazon S3 API reference, GetObject, Permissions."""
PASSING = frozenset({429, 500, 502, 503, 504})
_CODE = re.compile(rb"<Code>(\w+)</Code>")


class ReadingBucket:
    """The bucket `name`, for any number of threads."""

    def __init__(
        self,
        credentials: Credentials,
        environ: Mapping[str, str],
        name: str,
        *,
        tries: Tries = OF_READERS,
        clock: Clock = system_clock,
        wait: Callable[[float], None] = sleep,
    ) -> None:
        endpoint = urlsplit(endpoint_of(S3, environ))
        is_aws = endpoint.netloc == f"{S3}.{environ['AWS_REGION']}.amazonaws.com"
        self._name = name
        self._host = f"{name}.{endpoint.netloc}" if is_aws else endpoint.netloc
        self._folder = "/" if is_aws else f"/{name}/"
        self._signer = Signer(credentials=credentials, service=S3, region=environ["AWS_REGION"])
        self._agent = agent_of(environ)
        self._pool = ConnectionPool(endpoint.scheme, self._host, connecting=tries.connecting, reading=tries.reading)
        self._tries = tries
        self._clock = clock
        self._wait = wait

    def range(self, key: str, first: int, length: int) -> bytes:
        """As Bucket.range. One GetObject, two at most. Raises MissingError and StorageError."""
        try:
            return repeated(lambda: self._tried(key, first, length), self._tries, self._wait)
        except CallFailedError as error:
            raise StorageError(str(error)) from error

    def _tried(self, key: str, first: int, length: int) -> bytes:
        path, where = self._folder + quote(key, safe="/-_.~"), f"GetObject {self._name}/{key}"
        headers = {"host": self._host, "x-amz-content-sha256": WITHOUT_BODY}
        headers["range"] = f"bytes={first}-{first + length - 1}"
        signed = self._signer.signed("GET", path, headers, b"", at=self._clock())
        try:
            received = self._pool.send("GET", path, signed | {"user-agent": self._agent}, b"")
        except (OSError, HTTPException) as error:
            raise CallFailedError(f"{where}: {error!r}") from error
        return _content(received, where, length)


def _content(received: AwsAnswer, where: str, length: int) -> bytes:
    if received.status in READ:
        if len(received.body) > length or len(received.body) != int(received.headers.get("content-length", -1)):
            raise CallFailedError(f"{where}: {len(received.body)} bytes came, {length} were asked for")
        return received.body
    found = _CODE.search(received.body)
    code = found[1].decode() if found else ""
    words = f"{where}: {received.status} {code}".rstrip()
    if code in MISSING or code == DENIED:
        raise MissingError(words)
    raise (CallFailedError if received.status in PASSING else StorageError)(words)


def reading_bucket(name: str, environ: Mapping[str, str], *, tries: Tries = OF_READERS) -> ReadingBucket | None:
    """None where the environment does not say as whom to ask."""
    credentials = credentials_in(environ)
    return ReadingBucket(credentials, environ, name, tries=tries) if credentials else None
