"""HTTP connections of botocore's that end with the deadline of the request they serve; its tries add up, too.

Source: botocore, Config (`read_timeout`).
"""

from typing import Any

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)

from portal.aws.until_deadline import ResponseUntilDeadline, until_deadline


def end_at_deadlines(client: Any) -> None:
    """Lets the calls of `client`, botocore's, end at the deadline of the thread that makes them. For each client once.

    botocore has no way in for connections of one's own but this table of its session's.
    """
    client._endpoint.http_session._pool_classes_by_scheme.update(http=_Pool, https=_TlsPool)


class _Connection(AWSHTTPConnection):
    response_class = ResponseUntilDeadline  # type: ignore[assignment]  # any HTTPResponse will do

    def connect(self) -> None:
        """Connecting has a time-out of its own, with the TLS handshake."""
        self.timeout = until_deadline(self.timeout)
        super().connect()


class _TlsConnection(AWSHTTPSConnection):
    response_class = ResponseUntilDeadline  # type: ignore[assignment]  # likewise

    def connect(self) -> None:
        self.timeout = until_deadline(self.timeout)
        super().connect()


class _Pool(AWSHTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(AWSHTTPSConnectionPool):
    ConnectionCls = _TlsConnection
