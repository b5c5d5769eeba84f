"""A client of DynamoDB and Systems Manager for what a reader waits for. It starts without botocore, whose import is
40 % of a cold start of `pages`. It speaks the JSON protocol of both, and its calls end with the deadline of a request.

Sources: AWS, DynamoDB low-level API (target, content type, `x-amz-crc32`); Systems Manager API reference, Making
requests; AWS SDKs and Tools Reference Guide, Service-specific endpoints, and Retry behavior.
"""

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http.client import HTTPException
from random import uniform
from time import sleep
from typing import Any, TypeVar
from urllib.parse import urlsplit

from portal.aws.connection_pool import AwsAnswer, ConnectionPool
from portal.aws.signature import Credentials, Signer
from portal.aws.until_deadline import until_deadline
from portal.model.clock import Clock, system_clock
from portal.model.errors import CallFailedError, CallRefusedError

A = TypeVar("A")

PASSING = frozenset(
    {
        *("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled"),
        *("TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException"),
        *(
            "RequestLimitExceeded",
            "BandwidthLimitExceeded",
            "LimitExceededException",
            "SlowDown",
            "PriorRequestNotComplete",
        ),
        *("EC2ThrottledException", "RequestTimeout", "RequestTimeoutException"),
    }
)
"""What AWS says of a refusal that passes. Source: botocore, retries, standard (throttling and transient codes)."""


@dataclass(frozen=True, kw_only=True)
class Tries:
    """How often a call is tried at `most`; between tries is a random pause of up to `pause` seconds, of up to twice as
    many the next time. `connecting` and `reading`, of each try: as ConnectionPool has them.
    """

    most: int
    pause: float
    connecting: float
    reading: float

    def longer(self, times: float) -> "Tries":
        """With all time-outs so many times as long."""
        return replace(self, connecting=times * self.connecting, reading=times * self.reading)


OF_READERS = Tries(most=2, pause=0.1, connecting=0.5, reading=1.0)
"""So few and short that they fit before the deadline of a request; as READING in aws/clients.py."""
OF_PARAMETERS = Tries(most=4, pause=0.5, connecting=2, reading=3)
"""An account has 40 calls a second of Systems Manager: what is throttled is tried longer."""
OF_PARAMETERS_FOR_READERS = replace(OF_PARAMETERS, connecting=0.5, reading=1.0)


@dataclass(frozen=True, kw_only=True)
class JsonProtocol:
    """How a service is called: its name in addresses and signatures, how targets begin, and the version of its JSON."""

    service: str
    target: str
    version: str

    @property
    def media_type(self) -> str:
        return f"application/x-amz-json-{self.version}"


DYNAMODB = JsonProtocol(service="dynamodb", target="DynamoDB_20120810", version="1.0")
SSM = JsonProtocol(service="ssm", target="AmazonSSM", version="1.1")


def repeated(act: Callable[[], A], tries: Tries, wait: Callable[[float], None]) -> A:
    """What `act` comes to, tried again where what failed it may pass; a pause is no longer than the deadline leaves it.

    Raises what the last try raised: CallFailedError, or a CallRefusedError for a reason that passes; any other at once.
    """
    for number in range(tries.most - 1):
        try:
            return act()
        except CallFailedError:
            pass
        except CallRefusedError as error:
            if error.code not in PASSING:
                raise
        seconds = until_deadline(uniform(0, tries.pause * 2**number))  # noqa: S311  nobody guards a secret with it
        wait(seconds or 0)
    return act()


def credentials_in(environ: Mapping[str, str]) -> Credentials | None:
    """Those that Lambda puts there for the life of a function; None where they end before it, or are elsewhere, as with
    SnapStart: then botocore knows where to look. Source: Lambda developer guide, Defined runtime environment variables.
    """
    key, secret = environ.get("AWS_ACCESS_KEY_ID"), environ.get("AWS_SECRET_ACCESS_KEY")
    if not (key and secret and environ.get("AWS_REGION")) or "AWS_CREDENTIAL_EXPIRATION" in environ:
        return None
    return Credentials(key_id=key, secret=secret, token=environ.get("AWS_SESSION_TOKEN", ""))


def endpoint_of(service: str, environ: Mapping[str, str]) -> str:
    """Where a service is: an address that the environment says, else its own in the region."""
    if environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() != "true":
        named = environ.get(f"AWS_ENDPOINT_URL_{service.upper()}") or environ.get("AWS_ENDPOINT_URL")
        if named:
            return named
    return f"https://{service}.{environ['AWS_REGION']}.amazonaws.com"


def agent_of(environ: Mapping[str, str]) -> str:
    """Which function asks, as every SDK says it. Source: AWS SDKs and Tools Reference Guide, Application ID."""
    function = environ.get("AWS_SDK_UA_APP_ID")
    return f"regioportaal app/{function}" if function else "regioportaal"


class ReadingClient:
    """Calls of one service, from any number of threads."""

    def __init__(
        self,
        protocol: JsonProtocol,
        credentials: Credentials,
        environ: Mapping[str, str],
        *,
        tries: Tries = OF_READERS,
        clock: Clock = system_clock,
        wait: Callable[[float], None] = sleep,
    ) -> None:
        endpoint = urlsplit(endpoint_of(protocol.service, environ))
        self._protocol = protocol
        self._host = endpoint.netloc
        self._path = endpoint.path or "/"
        self._signer = Signer(credentials=credentials, service=protocol.service, region=environ["AWS_REGION"])
        self._agent = agent_of(environ)
        self._pool = ConnectionPool(
            endpoint.scheme, endpoint.netloc, connecting=tries.connecting, reading=tries.reading
        )
        self._tries = tries
        self._clock = clock
        self._wait = wait

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer to an operation (`GetItem`), with its request's id as botocore has it. Raises CallRefusedError for
        what the service says against it, CallFailedError where there is no answer, or one that is none.
        """
        body = json.dumps(parameters).encode()
        return repeated(lambda: self._tried(operation, body), self._tries, self._wait)

    def close(self) -> None:
        """Its connections; the next call opens others."""
        self._pool.close()

    def _tried(self, operation: str, body: bytes) -> Mapping[str, Any]:
        headers = self._headers(operation, body, self._clock())
        try:
            received = self._pool.send("POST", self._path, headers, body)
        except (OSError, HTTPException) as error:
            raise CallFailedError(f"{self._protocol.service} at {self._host}: {error!r}") from error
        return self._read(operation, received)

    def _headers(self, operation: str, body: bytes, at: datetime) -> dict[str, str]:
        headers = {
            "host": self._host,
            "content-type": self._protocol.media_type,
            "x-amz-target": f"{self._protocol.target}.{operation}",
        }
        signed = self._signer.signed("POST", self._path, headers, body, at=at)
        return signed | {"user-agent": self._agent, "accept-encoding": "identity"}

    def _read(self, operation: str, received: AwsAnswer) -> Mapping[str, Any]:
        kind, checksum = received.headers.get("content-type", ""), received.headers.get("x-amz-crc32")
        if checksum is not None and checksum != str(zlib.crc32(received.body)):
            raise CallFailedError(f"{operation}: the answer came in parts: its checksum is another")
        is_answer = kind.startswith("application/x-amz-json")
        said = _object(received.body) if is_answer or received.status != 200 else None
        id_ = received.headers.get("x-amzn-requestid", "-")
        if received.status == 200 and said is not None:
            return said | {"ResponseMetadata": {"RequestId": id_, "HTTPStatusCode": 200}}
        if received.status == 200:
            raise CallFailedError(f"{operation}: the answer is none of {self._protocol.service}'s: {kind or 'no type'}")
        code = str((said or {}).get("__type", "")).rpartition("#")[2].partition(":")[0]
        if not code or received.status >= 500:
            raise CallFailedError(f"{operation}: {received.status} {code}".rstrip())
        words = str((said or {}).get("message") or (said or {}).get("Message") or "")
        raise CallRefusedError(code, f"{operation}: {code}: {words}", answer=said or {}, request_id=id_)


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def reading_client(
    protocol: JsonProtocol, environ: Mapping[str, str], *, tries: Tries = OF_READERS
) -> ReadingClient | None:
    """The client of a service; None where the environment does not say as whom it asks."""
    credentials = credentials_in(environ)
    return ReadingClient(protocol, credentials, environ, tries=tries) if credentials else None
