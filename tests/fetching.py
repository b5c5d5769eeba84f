"""Fetches from a server of the tests, with limits that a test can wait for."""

import pytest

from portal.http.fetch import fetch
from portal.http.limits import FetchLimits
from portal.http.response import Fetched, Response, Validators
from portal.model.errors import FetchError

BODY = b"<rss><channel><title>Nieuws</title></channel></rss>"
QUICK = FetchLimits(total=1.0, connect=0.5, read=0.5)


def get(url: str, *, validators: Validators | None = None, limits: FetchLimits = QUICK, local: bool = True) -> Response:
    return fetch(
        url,
        user_agent="Regioportaal/0.1 (+redactie@krant.example)",
        validators=validators or Validators(),
        limits=limits,
        allow_loopback=local,
    )


def body_at(url: str, *, validators: Validators | None = None) -> bytes:
    answer = get(url, validators=validators)
    assert isinstance(answer, Fetched)
    return answer.body


def refusal(url: str, *, limits: FetchLimits = QUICK, local: bool = True) -> FetchError:
    with pytest.raises(FetchError) as caught:
        get(url, limits=limits, local=local)
    assert caught.value.url == url
    assert "\n" not in str(caught.value)
    return caught.value
