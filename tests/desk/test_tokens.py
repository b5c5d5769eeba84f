"""ID tokens and answers of a provider that lies, or of one that somebody else answers for."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from certificates import unknown_certificate
from desk.openid import CALLBACK, CLIENT, SECRET, Liar, closed
from portal.desk import openid
from portal.desk.openid import AGAIN, LoginRefusedError, Pending, Provider, UnreachableError
from samples import NOW

PENDING = Pending(state="s", nonce="n-0123456789", verifier="v" * 64, onward="/redactie")
COMES_BACK = {"state": "s", "code": "c"}
METADATA, KEYS, TOKEN = "/.well-known/openid-configuration", "/jwks", "/token"


@pytest.fixture(scope="module")
def key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "een", "use": "sig"})


@pytest.fixture(scope="module")
def stranger() -> RSAKey:
    """Of nobody that the provider knows."""
    return RSAKey.generate_key(2048, {"kid": "een", "use": "sig"})


@pytest.fixture(autouse=True)
def is_in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openid, "SECONDS", 1.0)


@pytest.fixture
def liar(key: RSAKey) -> Iterator[Liar]:
    with Liar().running() as running:
        running.json(
            METADATA,
            {
                "issuer": running.issuer,
                "authorization_endpoint": f"{running.issuer}/auth",
                "token_endpoint": running.issuer + TOKEN,
                "jwks_uri": running.issuer + KEYS,
            },
        )
        running.json(KEYS, {"keys": [key.as_dict(private=False)]})
        yield running


class Ours:
    """Our side, with a clock that a test moves."""

    def __init__(self, liar: Liar) -> None:
        self.now = NOW
        self._liar = liar
        self.provider = Provider(
            liar.issuer, CLIENT, secret=lambda: SECRET, callback=CALLBACK, groups="groups", clock=self.clock
        )

    def clock(self) -> datetime:
        return self.now

    def claims(self, **changed: Any) -> dict[str, Any]:
        """What a right token says; None takes a claim away."""
        now = int(self.now.timestamp())
        right = {
            "iss": self._liar.issuer,
            "aud": CLIENT,
            "sub": "jo-1",
            "iat": now,
            "exp": now + 60,
            "nonce": PENDING.nonce,
            "name": "Jo Kaai",
        }
        return {name: value for name, value in (right | changed).items() if value is not None}

    def finish(self, token: object, pending: Pending = PENDING) -> str:
        """Who logs in when the provider answers with `token`."""
        self._liar.json(TOKEN, {"access_token": "a", "token_type": "Bearer", "id_token": token})
        return self.provider.finish(pending, COMES_BACK).name


@pytest.fixture
def ours(liar: Liar) -> Iterator[Ours]:
    one = Ours(liar)
    with closed(one.provider):
        yield one


def signed(claims: dict[str, Any], key: Key, **header: Any) -> str:
    algorithm = header.get("alg", "RS256")
    return jwt.encode({"alg": algorithm, "kid": "een"} | header, claims, key, algorithms=[algorithm])


def part(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def unsigned(header: dict[str, Any], claims: dict[str, Any], signature: str = "") -> str:
    return f"{part(json.dumps(header).encode())}.{part(json.dumps(claims).encode())}.{signature}"


def under_a_shared_secret(claims: dict[str, Any], secret: bytes) -> str:
    """HS256, as of whoever takes a public key, which everybody knows, for a secret."""
    said = unsigned({"alg": "HS256", "kid": "een"}, claims).rpartition(".")[0]
    return f"{said}.{part(hmac.new(secret, said.encode(), hashlib.sha256).digest())}"


def test_a_right_token_says_who_it_is(ours: Ours, key: RSAKey) -> None:
    assert ours.finish(signed(ours.claims(), key)) == "Jo Kaai"
    assert ours.finish(signed(ours.claims(aud=[CLIENT]), key)) == "Jo Kaai"
    assert ours.finish(signed(ours.claims(aud=[CLIENT, "ander"], azp=CLIENT), key)) == "Jo Kaai"
    assert ours.provider.verified(signed(ours.claims(nonce=None), key)).name == "Jo Kaai"


@pytest.mark.parametrize("curve", ["P-256", "Ed25519"])
def test_other_pairs_of_keys_are_as_good(ours: Ours, liar: Liar, curve: str) -> None:
    pair: Key
    if curve == "P-256":
        pair, algorithm = ECKey.generate_key("P-256", {"kid": "een"}), "ES256"
    else:
        pair, algorithm = OKPKey.generate_key("Ed25519", {"kid": "een"}), "Ed25519"
    liar.json(KEYS, {"keys": [pair.as_dict(private=False)]})

    assert ours.finish(signed(ours.claims(), pair, alg=algorithm)) == "Jo Kaai"


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "ander"},
        {"aud": ["ander"]},
        {"aud": []},
        {"aud": ""},
        {"aud": None},
        {"aud": {"portaal": True}},
        {"aud": [CLIENT, "ander"]},
        {"aud": [CLIENT, "ander"], "azp": "ander"},
        {"azp": "ander"},
        {"iss": "https://kwaad.example"},
        {"iss": None},
        {"iss": ""},
        {"sub": None},
        {"nonce": "n-9876543210"},
        {"nonce": None},
        {"nonce": ""},
        {"nonce": ["n-0123456789"]},
        {"exp": None},
        {"exp": int(NOW.timestamp()) - 61},
        {"exp": "morgen"},
        {"exp": True},
        {"iat": int(NOW.timestamp()) + 61},
        {"iat": None},
        {"iat": "nu"},
        {"nbf": int(NOW.timestamp()) + 61},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
    ids=str,
)
def test_a_token_that_says_something_else_is_refused(ours: Ours, key: RSAKey, changed: dict[str, Any]) -> None:
    with pytest.raises(LoginRefusedError):
        ours.finish(signed(ours.claims(**changed), key))


def test_a_token_that_nobody_signed_with_the_providers_key_is_refused(
    ours: Ours, key: RSAKey, stranger: RSAKey
) -> None:
    whole = signed(ours.claims(), key)
    head, _, rest = whole.partition(".")
    tokens: list[object] = [
        unsigned({"alg": "none"}, ours.claims()),
        unsigned({"alg": "None", "kid": "een"}, ours.claims()),
        unsigned({"alg": "RS256", "kid": "een"}, ours.claims()),
        under_a_shared_secret(ours.claims(), key.as_pem(private=False)),
        under_a_shared_secret(ours.claims(), json.dumps(key.as_dict(private=False)).encode()),
        under_a_shared_secret(ours.claims(), SECRET.encode()),
        signed(ours.claims(), stranger),
        signed(ours.claims(), stranger, jwk=stranger.as_dict(private=False)),
        signed(ours.claims(), stranger, jku="http://127.0.0.1:1/jwks"),
        signed(ours.claims(), stranger, kid="../../een"),
        unsigned({"alg": "RS256", "kid": "een"}, ours.claims(sub="ander"), rest.rpartition(".")[2]),
        whole[:-4],
        f"{head}.{head}.{head}",
        "x",
        "",
        "a.b.c",
        "a.b.c.d.e",
        "x" * 100_000,
        None,
        7,
        ["x"],
        {"a": "b"},
    ]

    for token in tokens:
        with pytest.raises(LoginRefusedError):
            ours.finish(token)


def test_a_token_of_a_login_is_no_token_for_an_access_token_of_another(ours: Ours, key: RSAKey) -> None:
    """Source: OpenID Connect Core 1.0 §3.1.3.8."""
    half = part(hashlib.sha256(b"a").digest()[:16])

    assert ours.finish(signed(ours.claims(at_hash=half), key)) == "Jo Kaai"


@pytest.mark.parametrize("auth_time", [None, "gisteren", int(NOW.timestamp()) - 61])
def test_who_was_to_prove_it_anew_did_so_just_now(ours: Ours, key: RSAKey, auth_time: object) -> None:
    again = Pending(state="s", nonce=PENDING.nonce, verifier="v" * 64, onward="/redactie", again=True)

    with pytest.raises(LoginRefusedError):
        ours.finish(signed(ours.claims(auth_time=auth_time), key), again)
    assert ours.finish(signed(ours.claims(auth_time=int(NOW.timestamp()) - 50), key), again) == "Jo Kaai"


def test_keys_are_looked_for_once_and_not_for_each_request(
    ours: Ours, liar: Liar, key: RSAKey, stranger: RSAKey
) -> None:
    ours.finish(signed(ours.claims(), key))
    ours.now += AGAIN

    for _ in range(5):
        with pytest.raises(LoginRefusedError):
            ours.finish(signed(ours.claims(), stranger, kid="twee"))

    assert liar.asked.count(KEYS) == 2
    assert liar.asked.count(METADATA) == 1
    assert ours.finish(signed(ours.claims(), key)) == "Jo Kaai"


def test_tokens_of_programs_make_no_storm_of_questions_while_the_provider_is_down(
    ours: Ours, liar: Liar, key: RSAKey
) -> None:
    """Nor do they cost who has a right token the keys that we have."""
    right = signed(ours.claims(nonce=None), key)
    assert ours.provider.verified(right).name == "Jo Kaai"
    liar.said[KEYS] = (503, {}, b"")
    ours.now += AGAIN

    for _ in range(5):
        with pytest.raises((LoginRefusedError, UnreachableError)):
            ours.provider.verified("a.b.c")

    assert ours.provider.verified(right).name == "Jo Kaai"
    assert liar.asked.count(KEYS) == 2


def test_keys_of_a_kind_that_nobody_knows_are_passed_over(ours: Ours, liar: Liar, key: RSAKey) -> None:
    strange = [{"kty": "AKP", "kid": "pq", "pub": "AAAA"}, {"kty": "EC", "crv": "P-1", "x": "A", "y": "A"}, {}, 7, None]
    liar.json(KEYS, {"keys": [*strange, key.as_dict(private=False)]})

    assert ours.finish(signed(ours.claims(), key)) == "Jo Kaai"


def test_keys_that_were_taken_back_are_forgotten_within_the_hour(
    ours: Ours, liar: Liar, key: RSAKey, stranger: RSAKey
) -> None:
    ours.finish(signed(ours.claims(), key))
    liar.json(KEYS, {"keys": [stranger.as_dict(private=False)]})
    ours.now += timedelta(hours=1, seconds=1)

    with pytest.raises(LoginRefusedError):
        ours.finish(signed(ours.claims(), key))


def lies_of(path: str) -> list[Callable[[Liar], None]]:
    """Each has the provider answer something else at `path`."""

    def says(status: int, body: bytes, **headers: str) -> Callable[[Liar], None]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        def lie(liar: Liar) -> None:
            liar.said[path] = (status, named, body)

        return lie

    return [
        says(200, b"<html>Welkom op het wifi van de trein</html>", content_type="text/html"),
        says(200, b""),
        says(200, b"null"),
        says(200, b"[]"),
        says(200, b'"x"'),
        says(200, b"7"),
        says(200, b"{}"),
        says(200, b'{"a": ', content_type="application/json"),
        says(200, b"\xff\xfe\x00"),
        says(200, b"[" * 100_000),
        says(200, b'{"keys": 7, "issuer": 7, "id_token": 7}'),
        says(200, b'{"keys": [7], "issuer": [], "id_token": {}}'),
        says(200, b'{"keys": [{"kty": "oct", "k": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}], "id_token": "x"}'),
        says(302, b"", location="http://127.0.0.1:1/"),
        says(307, b"", location="https://kwaad.example/"),
        says(204, b""),
        says(400, b"{}"),
        says(400, b'{"error": ["x"], "error_description": {}}', content_type="application/json"),
        says(404, b"weg"),
        says(500, b"stuk"),
        says(503, b'{"error": "temporarily_unavailable"}', content_type="application/json"),
        says(200, b"{}", content_encoding="gzip"),
        says(200, b"{}", content_length="2000000"),
    ]


@pytest.mark.sweep(24)
@pytest.mark.parametrize("path", [METADATA, KEYS, TOKEN])
@pytest.mark.parametrize("number", range(len(lies_of(""))))
def test_a_provider_that_answers_otherwise_lets_nobody_in(
    ours: Ours, liar: Liar, key: RSAKey, path: str, number: int
) -> None:
    liar.json(TOKEN, {"id_token": signed(ours.claims(), key)})
    lies_of(path)[number](liar)

    with pytest.raises((LoginRefusedError, UnreachableError)):
        ours.provider.finish(PENDING, COMES_BACK)


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://kwaad.example"},
        {"token_endpoint": "http://kwaad.example/token"},
        {"token_endpoint": "ftp://127.0.0.1/"},
        {"token_endpoint": ""},
        {"token_endpoint": 7},
        {"jwks_uri": "http://10.0.0.1/jwks"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "https://["},
    ],
    ids=str,
)
def test_metadata_that_lead_elsewhere_are_not_followed(
    ours: Ours, liar: Liar, key: RSAKey, changed: dict[str, object]
) -> None:
    told = json.loads(liar.said[METADATA][2]) | changed
    liar.json(METADATA, told)

    with pytest.raises((LoginRefusedError, UnreachableError)):
        ours.finish(signed(ours.claims(), key))


def test_a_provider_that_does_not_answer_is_not_waited_for(liar: Liar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openid, "SECONDS", 0.2)
    liar.hanging |= {METADATA}

    started = time.monotonic()
    with closed(Ours(liar).provider) as provider, pytest.raises(UnreachableError):
        provider.finish(PENDING, COMES_BACK)

    assert time.monotonic() - started < 5


def test_a_provider_that_is_not_there_is_said(ours: Ours) -> None:
    provider = Provider(
        "http://127.0.0.1:1", CLIENT, secret=lambda: SECRET, callback=CALLBACK, groups="groups", clock=ours.clock
    )

    with pytest.raises(UnreachableError):
        provider.begin(onward="/redactie")


def test_a_provider_whose_certificate_nobody_vouches_for_lets_nobody_in(ours: Ours, tmp_path: Path) -> None:
    with unknown_certificate(tmp_path) as port:
        provider = Provider(
            f"https://127.0.0.1:{port}", CLIENT, secret=str, callback=CALLBACK, groups="groups", clock=ours.clock
        )

        with closed(provider), pytest.raises(UnreachableError, match="CERTIFICATE_VERIFY_FAILED"):
            provider.begin(onward="/redactie")


def test_whom_to_trust_is_read_once_and_not_at_each_login(
    ours: Ours, liar: Liar, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours.provider.begin(onward="/redactie")
    monkeypatch.setattr("httpcore2.default_ssl_context", None)  # reads the authorities

    with closed(Ours(liar).provider) as another:
        another.begin(onward="/redactie")


def test_more_than_a_provider_has_to_say_is_not_read(ours: Ours, liar: Liar, key: RSAKey) -> None:
    """Of a name that fills a page, and a thousand groups, what one needs."""
    claims = ours.claims(name="J" * 5000, groups=[f"groep-{n}" for n in range(1000)])
    liar.json(TOKEN, {"id_token": signed(claims, key)})

    person = ours.provider.finish(PENDING, COMES_BACK)

    assert len(person.name) == 120
    assert len(person.groups) == 200


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"name": "Jo\u202e\u0000\n Kaai\u200b"}, "Jo Kaai"),
        ({"name": "\u202e\u2066", "preferred_username": "jo"}, "jo"),
        ({"name": "", "email": "Jo@Schelde.example", "email_verified": True}, "jo@schelde.example"),
        ({"name": None, "sub": "7"}, "7"),
        ({"name": ["Jo"], "sub": "\u200b"}, "['Jo']"),
        ({"name": None, "sub": "\u200b"}, "?"),
    ],
    ids=str,
)
def test_a_name_is_one_line_that_reads_as_it_is_written(
    ours: Ours, key: RSAKey, said: dict[str, Any], name: str
) -> None:
    """It stands in the history of articles, beside what others did."""
    assert ours.finish(signed(ours.claims(**said), key)) == name
