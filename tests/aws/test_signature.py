"""Our signatures against the example that AWS prints, and against botocore's of the same requests."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import given
from hypothesis import strategies as st

from portal.aws.signature import WITHOUT_BODY, Credentials, Signer

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
AT = datetime(2015, 8, 30, 12, 36, 0, tzinfo=UTC)
PLAIN = st.characters(codec="ascii", exclude_categories=["C"])


def signer(service: str = "dynamodb", region: str = "eu-central-1", token: str = "") -> Signer:
    return Signer(credentials=Credentials(key_id=KEY, secret=SECRET, token=token), service=service, region=region)


def test_the_example_that_aws_prints() -> None:
    """Source: AWS General Reference, Signature Version 4: the request ListUsers of IAM."""
    headers = {"host": "iam.amazonaws.com", "content-type": "application/x-www-form-urlencoded; charset=utf-8"}

    signed = signer("iam", "us-east-1").signed(
        "GET", "/", headers, b"", at=AT, query="Action=ListUsers&Version=2010-05-08"
    )

    assert signed["authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    )


@given(
    body=st.binary(max_size=300),
    target=st.text(PLAIN, max_size=40),
    token=st.sampled_from(["", "IQoJb3JpZ2luX2VjEXAMPLE=="]),
    region=st.sampled_from(["eu-central-1", "eu-west-3"]),
    service=st.sampled_from(["dynamodb", "ssm"]),
)
def test_botocore_signs_the_same_request_alike(body: bytes, target: str, token: str, region: str, service: str) -> None:
    host = f"{service}.{region}.amazonaws.com"
    headers = {"host": host, "content-type": "application/x-amz-json-1.0", "x-amz-target": target}

    request = AWSRequest(method="POST", url=f"https://{host}/", headers=headers, data=body)
    by_botocore(auth.SigV4Auth(BotocoreCredentials(KEY, SECRET, token or None), service, region), request)

    ours = signer(service, region, token).signed("POST", "/", headers, body, at=AT)

    assert ours["authorization"] == request.headers["authorization"]


@given(
    key=st.text(
        st.characters(codec="utf-8", exclude_characters="\\", exclude_categories=["C"]), min_size=1, max_size=40
    ),
    first=st.integers(0, 10**9),
)
def test_so_it_does_a_range_of_a_file(key: str, first: int) -> None:
    host, path = "index.s3.eu-central-1.amazonaws.com", "/" + quote(key, safe="/-_.~")
    headers = {"host": host, "range": f"bytes={first}-{first + 99}", "x-amz-content-sha256": WITHOUT_BODY}
    request = AWSRequest(method="GET", url=f"https://{host}{path}", headers=headers)
    by_botocore(auth.S3SigV4Auth(BotocoreCredentials(KEY, SECRET), "s3", "eu-central-1"), request)

    ours = signer("s3").signed("GET", path, headers, b"", at=AT)

    assert ours["authorization"] == request.headers["authorization"]


def by_botocore(of_botocore: Any, request: AWSRequest) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auth, "get_current_datetime", lambda *_, **__: AT.replace(tzinfo=None))
        of_botocore.add_auth(request)


def test_no_secret_stands_in_the_words_of_an_error() -> None:
    assert SECRET not in repr(signer(token="geheim"))
    assert "geheim" not in repr(signer(token="geheim"))
