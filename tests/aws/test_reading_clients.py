"""What readers' functions ask AWS with, against engines that others made and against botocore's answers."""

import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.retries import standard
from botocore.session import Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import faulty_service as faults
from engines import on_ministack
from faulty_service import FaultyService
from local.calls import caller
from local.engine import Engine
from local.environment import CREDENTIALS
from newsdesk import Desk
from portal.aws import clients, connection_pool, parameters_by_botocore
from portal.aws import reading_bucket as reading_bucket_module
from portal.aws.reading_bucket import ReadingBucket, reading_bucket
from portal.aws.reading_client import (
    DYNAMODB,
    OF_PARAMETERS,
    OF_PARAMETERS_FOR_READERS,
    OF_READERS,
    PASSING,
    SSM,
    ReadingClient,
    credentials_in,
    endpoint_of,
    reading_client,
)
from portal.model.errors import CallFailedError, CallRefusedError, MissingError, StorageError
from portal.storage import article_queries
from portal.storage.table import Table
from running import serving
from samples import article

KEY = {"pk": {"S": "ARTICLE#veerpont-vaart-weer"}, "sk": {"S": "ARTICLE"}}
NOWHERE = {"pk": {"S": "ARTICLE#niets"}, "sk": {"S": "ARTICLE"}}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine("dynamodb,s3,ssm")
    yield engine
    engine.stop()


@pytest.fixture(scope="module")
def service(engine: Engine) -> Iterator[FaultyService]:
    with FaultyService(engine.endpoint).running() as service:
        yield service


@pytest.fixture
def environ(service: FaultyService) -> Iterator[dict[str, str]]:
    yield CREDENTIALS | {"AWS_ENDPOINT_URL": service.url, "AWS_SDK_UA_APP_ID": "pages"}
    service.fault = service.of_bucket = service.of_parameters = faults.none


@pytest.fixture
def client(engine: Engine, session: Session, news_table: Any) -> Iterator[Any]:
    """botocore's, of the same table."""
    with on_ministack(engine, session, news_table) as client:
        Desk(Table(client, "news")).publish(article())
        yield client


@pytest.fixture
def ours(environ: dict[str, str]) -> ReadingClient:
    client: ReadingClient = made(reading_client(DYNAMODB, environ))
    return client


@pytest.fixture
def bucket(engine: Engine, session: Session, environ: dict[str, str]) -> Iterator[ReadingBucket]:
    s3: Any = session.create_client("s3", endpoint_url=engine.endpoint, config=Config(s3={"addressing_style": "path"}))
    s3.create_bucket(Bucket="segments", CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
    s3.put_object(Bucket="segments", Key="deel één/a+b~c.sqlite", Body=bytes(range(256)))
    yield made(reading_bucket("segments", environ | {"AWS_SDK_UA_APP_ID": "search"}))
    s3.delete_object(Bucket="segments", Key="deel één/a+b~c.sqlite")
    s3.delete_bucket(Bucket="segments")


def made(found: Any) -> Any:
    assert found
    return found


@pytest.mark.parametrize(
    ("operation", "method", "parameters"),
    [
        ("GetItem", "get_item", {"TableName": "news", "Key": KEY}),
        ("GetItem", "get_item", {"TableName": "news", "Key": NOWHERE}),
        ("BatchGetItem", "batch_get_item", {"RequestItems": {"news": {"Keys": [KEY, NOWHERE]}}}),
        ("Query", "query", {"TableName": "news", **article_queries.newest(limit=3).calls[0].parameters}),
    ],
)
def test_an_answer_is_what_botocore_makes_of_it(
    client: Any, ours: ReadingClient, operation: str, method: str, parameters: dict[str, Any]
) -> None:
    answer, of_botocore = dict(ours.call(operation, parameters)), getattr(client, method)(**parameters)

    assert answer.pop("ResponseMetadata")["RequestId"]
    del of_botocore["ResponseMetadata"]
    assert answer == of_botocore


def test_a_table_reads_by_it_as_by_botocore(client: Any, ours: ReadingClient) -> None:
    question = article_queries.article("veerpont-vaart-weer")

    assert Table(ours, "news").read(question) == Table(client, "news").read(question) == article()


@pytest.mark.usefixtures("client")
def test_what_the_service_says_against_a_call_has_its_code(ours: ReadingClient) -> None:
    with pytest.raises(CallRefusedError, match="ResourceNotFoundException") as refused:
        ours.call("GetItem", {"TableName": "elders", "Key": KEY})
    assert refused.value.code == "ResourceNotFoundException"
    with pytest.raises(StorageError, match="there is no table elders in this account and region"):
        Table(ours, "elders").read(article_queries.article("x"))


@pytest.mark.usefixtures("client")
def test_a_call_that_is_throttled_once_is_made_again(service: FaultyService, environ: dict[str, str]) -> None:
    pauses: list[float] = []
    ours = ReadingClient(DYNAMODB, made(credentials_in(environ)), environ, wait=pauses.append)
    service.fault = once(service, faults.throttle)

    assert ours.call("GetItem", {"TableName": "news", "Key": KEY})["Item"]
    assert len(pauses) == 1


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize("fault", [faults.throttle, faults.hang_up, faults.break_off, faults.be_a_proxy])
def test_what_lasts_is_a_failure(service: FaultyService, ours: ReadingClient, fault: faults.Fault) -> None:
    service.fault = fault

    with pytest.raises(CallRefusedError if fault is faults.throttle else CallFailedError):
        ours.call("GetItem", {"TableName": "news", "Key": KEY})
    service.fault = faults.none
    assert ours.call("GetItem", {"TableName": "news", "Key": KEY})["Item"]


@pytest.mark.usefixtures("client")
def test_a_kept_connection_that_was_closed_is_none_of_the_tries(service: FaultyService, ours: ReadingClient) -> None:
    ours.call("GetItem", {"TableName": "news", "Key": KEY})
    (kept,) = ours._pool._kept
    kept.sock.shutdown(2)
    service.fault = once(service, faults.hang_up)

    assert ours.call("GetItem", {"TableName": "news", "Key": KEY})["Item"]


@pytest.mark.usefixtures("client")
def test_one_connection_serves_many_calls_and_none_after_it_was_closed(ours: ReadingClient) -> None:
    for _ in range(3):
        ours.call("GetItem", {"TableName": "news", "Key": KEY})
    (kept,) = ours._pool._kept
    ours.close()

    assert kept.sock is None
    assert ours.call("GetItem", {"TableName": "news", "Key": KEY})["Item"]


def test_parameters_are_read_by_their_own_version_of_the_protocol(
    engine: Engine, session: Session, environ: Any
) -> None:
    store: Any = session.create_client("ssm", endpoint_url=engine.endpoint)
    store.put_parameter(Name="/proef/slot", Value="sesam", Type="String")

    answer = made(reading_client(SSM, environ)).call("GetParameters", {"Names": ["/proef/slot", "/proef/weg"]})

    assert [one["Value"] for one in answer["Parameters"]] == ["sesam"]
    assert answer["InvalidParameters"] == ["/proef/weg"]


def test_a_range_of_a_file_whatever_its_name(bucket: ReadingBucket) -> None:
    assert bucket.range("deel één/a+b~c.sqlite", 10, 5) == bytes([10, 11, 12, 13, 14])
    assert bucket.range("deel één/a+b~c.sqlite", 250, 50) == bytes(range(250, 256))


@pytest.mark.parametrize(("key", "first"), [("weg", 0), ("deel één/a+b~c.sqlite", 256)])
def test_what_is_not_there_is_missing(bucket: ReadingBucket, key: str, first: int) -> None:
    with pytest.raises(MissingError):
        bucket.range(key, first, 5)


def test_a_bucket_that_is_not_there_is_missing(environ: dict[str, str]) -> None:
    with pytest.raises(MissingError, match="NoSuchBucket"):
        made(reading_bucket("elders", environ | {"AWS_SDK_UA_APP_ID": "search"})).range("x", 0, 5)


@pytest.mark.parametrize("fault", [faults.throttle, faults.hang_up, faults.break_off, faults.be_a_proxy])
def test_a_bucket_that_fails_is_a_storage_error(
    service: FaultyService, bucket: ReadingBucket, fault: faults.Fault
) -> None:
    service.of_bucket = fault

    with pytest.raises(StorageError):
        bucket.range("deel één/a+b~c.sqlite", 10, 5)


def test_a_bucket_that_fails_once_is_asked_again(service: FaultyService, bucket: ReadingBucket) -> None:
    service.of_bucket = once(service, faults.throttle)

    assert bucket.range("deel één/a+b~c.sqlite", 10, 2) == bytes([10, 11])


def once(service: FaultyService, fault: faults.Fault) -> faults.Fault:
    """`fault`, then none any more."""

    def answer(*given: Any) -> None:
        service.fault = service.of_bucket = faults.none
        fault(*given)

    return answer


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"},
        CREDENTIALS | {"AWS_CREDENTIAL_EXPIRATION": "2026-11-28T12:00:00Z"},
        {"AWS_REGION": "eu-central-1", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/"},
    ],
)
def test_where_the_environment_does_not_say_as_whom_botocore_is_asked(environ: dict[str, str]) -> None:
    """A snapshot of Lambda's gets its credentials from an address, and others when they end."""
    assert reading_client(DYNAMODB, environ) is None
    assert reading_bucket("segments", environ) is None


@pytest.mark.parametrize("service", ["dynamodb", "ssm", "s3"])
@pytest.mark.parametrize(
    "environ",
    [{}, {"AWS_ENDPOINT_URL": "http://a"}, {"AWS_ENDPOINT_URL": "http://a", "AWS_ENDPOINT_URL_SSM": "http://b"}],
)
def test_a_service_is_where_botocore_finds_it(
    session: Session, monkeypatch: pytest.MonkeyPatch, service: str, environ: dict[str, str]
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    client: Any = session.create_client(service, region_name="eu-west-3")

    assert endpoint_of(service, {"AWS_REGION": "eu-west-3"} | environ) == client.meta.endpoint_url


def test_it_says_which_function_asks(ours: ReadingClient) -> None:
    assert caller(ours._agent) == "pages"


def test_tls_trusts_whom_botocore_trusts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)
    connection_pool._trusted.cache_clear()

    assert any("Amazon" in str(one["subject"]) for one in connection_pool._trusted().get_ca_certs())


def test_tries_and_time_outs_are_those_of_botocores_clients() -> None:
    """Which answer where the environment holds no credentials: neither way may be the more patient one unnoticed."""
    short, reading, calls = (
        vars(one)["_user_provided_options"] for one in (clients.SHORT, clients.READING, clients.CALLS)
    )

    for ours in (OF_READERS, OF_PARAMETERS_FOR_READERS):
        assert (ours.connecting, ours.reading) == (short["connect_timeout"], short["read_timeout"])
    assert OF_READERS.most == tries_of(reading)
    assert OF_PARAMETERS.most == OF_PARAMETERS_FOR_READERS.most == tries_of(calls)
    asked = vars(parameters_by_botocore.CALLS)["_user_provided_options"]
    assert (OF_PARAMETERS.connecting, OF_PARAMETERS.reading) == (asked["connect_timeout"], asked["read_timeout"])


def tries_of(options: dict[str, Any]) -> int:
    """In either spelling: once a client was made of it, a Config has the other one."""
    retries = options["retries"]
    return int(retries.get("total_max_attempts") or retries["max_attempts"] + 1)


def test_what_passes_is_what_botocore_takes_to_pass() -> None:
    throttled: Any = standard.ThrottledRetryableChecker
    transient: Any = standard.TransientRetryableChecker

    assert {*throttled._THROTTLED_ERROR_CODES, *transient._TRANSIENT_ERROR_CODES} == PASSING
    assert set(transient._TRANSIENT_STATUS_CODES) | {429} == reading_bucket_module.PASSING


def test_parameters_that_are_throttled_twice_are_read_at_the_third_try(service: FaultyService, environ: Any) -> None:
    pauses: list[float] = []
    ours = ReadingClient(SSM, made(credentials_in(environ)), environ, tries=OF_PARAMETERS, wait=pauses.append)
    service.of_parameters = times(2, faults.throttle)

    assert ours.call("GetParameters", {"Names": ["/proef/weg"]})["InvalidParameters"] == ["/proef/weg"]
    assert len(pauses) == 2


def times(many: int, fault: faults.Fault) -> faults.Fault:
    left = [fault] * many

    def answer(*given: Any) -> None:
        (left.pop() if left else faults.none)(*given)

    return answer


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The host of a server over TLS that answers every call and hangs up behind each."""
    certificate = self_signed(tmp_path)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    connection_pool._trusted.cache_clear()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")
            self.close_connection = True  # without a word of it in the head

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with serving(server, threading.Event()):
        yield f"localhost:{server.server_port}"
    connection_pool._trusted.cache_clear()


def self_signed(folder: Path) -> Path:
    """A certificate of localhost and its key, in one file."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    made_out = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + made_out.public_bytes(pem))
    return path


def test_over_tls_too_a_connection_that_was_closed_meanwhile_fails_no_call(tls: str) -> None:
    pool = connection_pool.ConnectionPool("https", tls, connecting=5, reading=5)
    kept = [pool._new() for _ in range(4)]
    for one in kept:
        pool._sent(one, "POST", "/", {}, b"{}")
    assert len(pool._kept) == 4
    time.sleep(0.1)

    assert [pool.send("POST", "/", {}, b"{}").status for _ in range(6)] == [200] * 6
    pool.close()


def test_over_tls_a_stranger_is_refused(tls: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_CA_BUNDLE")
    connection_pool._trusted.cache_clear()

    with pytest.raises(ssl.SSLCertVerificationError):
        connection_pool.ConnectionPool("https", tls, connecting=5, reading=5).send("POST", "/", {}, b"{}")
