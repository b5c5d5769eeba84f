"""Logging in by OpenID Connect: the code flow with PKCE, against any provider. Tokens are read by joserfc and Authlib.

Sources: OpenID Connect Core 1.0 §3.1, Discovery 1.0; RFC 7636 (PKCE), RFC 9207 (issuer), RFC 9700 (best practice).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from secrets import token_urlsafe
from ssl import SSLContext
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from portal.desk.session import Person, name_in_line
from portal.model.errors import PortalError
from portal.model.site import LOOPBACK

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]
"""By key pairs alone: `none`, and a secret that two share, sign nothing here. Source: RFC 8725 §3.1."""
SKEW = 60
"""Seconds by which two clocks may differ."""
KEPT = timedelta(hours=1)
AGAIN = timedelta(seconds=30)
"""Between two looks for keys: a token may name any key, and the provider must not hear of each."""
SECONDS = 3.0
LONGEST_NAME = 120
MOST_GROUPS = 200
_NO_ANSWER = (httpx2.HTTPError, httpx2.InvalidURL, ValueError, TypeError, AttributeError, RecursionError)
"""Of a provider that is not there, or says what no provider says."""


class LoginRefusedError(PortalError):
    """A login did not come about; the message says why, to whoever reads the log."""


class UnreachableError(PortalError):
    """The provider does not answer, or not as one."""


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A login that has begun: what its end is checked against. `onward`: the path to go on to; `again`: the person is
    logged in already, and has to prove it anew.
    """

    state: str
    nonce: str
    verifier: str
    onward: str
    again: bool = False


class Provider:
    """The OpenID provider `issuer`, which knows us as `client_id`. `secret` gives what it knows us by, "" for a client
    without one; `callback` is where it sends people back to. `groups`: the claim with a person's groups.
    """

    def __init__(
        self,
        issuer: str,
        client_id: str,
        *,
        secret: Callable[[], str],
        callback: str,
        groups: str,
        clock: Callable[[], datetime],
        http: httpx2.Client | None = None,
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._secret = secret
        self._callback = callback
        self._groups = groups
        self._clock = clock
        self._http = http or httpx2.Client(verify=_tls_context(), timeout=SECONDS, follow_redirects=False)
        self._metadata: tuple[datetime, Mapping[str, Any]] | None = None
        self._keys: tuple[datetime, KeySet] | None = None
        self._looked_at = datetime.min.replace(tzinfo=UTC)

    def begin(self, *, onward: str, again: bool = False) -> tuple[str, Pending]:
        """Where to send the person, and what to remember until they come back."""
        pending = Pending(
            state=token_urlsafe(24), nonce=token_urlsafe(24), verifier=token_urlsafe(48), onward=onward, again=again
        )
        asked = {"prompt": "login", "max_age": "0"} if again else {}
        with self._client() as client:
            url, _ = client.create_authorization_url(
                self._endpoint("authorization_endpoint"),
                state=pending.state,
                nonce=pending.nonce,
                code_verifier=pending.verifier,
                **asked,
            )
        return url, pending

    def finish(self, pending: Pending, query: Mapping[str, str]) -> Person:
        """Who came back with `query`. One request to the provider, a second for keys that are not known yet.

        Raises LoginRefusedError and UnreachableError.
        """
        self._check(pending, query)
        token = self._token(pending, query["code"])
        claims = self._claims(str(token.get("id_token", "")), str(token.get("access_token", "")), pending)
        return _person(claims, self._groups)

    def verified(self, token: str) -> Person:
        """Who sends `token`, an ID token of the provider for us, with a request of a program. Raises as `finish`."""
        return _person(self._claims(token, "", None), self._groups)

    def _check(self, pending: Pending, query: Mapping[str, str]) -> None:
        if query.get("state") != pending.state:
            raise LoginRefusedError("the state is not that of this browser's login")
        if query.get("iss", self._issuer) != self._issuer:
            raise LoginRefusedError("the answer is another provider's")
        if "error" in query or not query.get("code"):
            raise LoginRefusedError(f"the provider refused: {query.get('error', 'no code')[:80]}")

    def _token(self, pending: Pending, code: str) -> Mapping[str, Any]:
        try:
            with self._client() as client:
                found: Mapping[str, Any] = client.fetch_token(
                    self._endpoint("token_endpoint"),
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=pending.verifier,
                )
        except AuthlibBaseError as error:
            raise LoginRefusedError(f"the code was not taken: {error.error}") from error
        except _NO_ANSWER as error:
            raise UnreachableError(f"{self._issuer}: {error!r}") from error
        return found

    def _claims(self, token: str, access_token: str, pending: Pending | None) -> CodeIDToken:
        try:
            signed = self._signed(token)
            claims = CodeIDToken(
                signed.claims,
                signed.header,
                options={
                    "iss": {"essential": True, "value": self._issuer},
                    "aud": {"essential": True, "value": self._client_id},
                },
                params={
                    "nonce": pending.nonce if pending else None,
                    "client_id": self._client_id,
                    "access_token": access_token,
                    "max_age": pending.again if pending else None,
                },
            )
            now = int(self._clock().timestamp())
            claims.validate(now=now, leeway=SKEW)
        except (JoseError, AuthlibBaseError, ValueError) as error:
            raise LoginRefusedError(f"the ID token does not hold: {error}") from error
        if pending and pending.again and now - claims["auth_time"] > SKEW:
            raise LoginRefusedError("the person was not asked again")
        return claims

    def _signed(self, token: str) -> jwt.Token:
        """One that names a key that we do not know is looked at again with the provider's present ones; while the
        provider does not say which these are, those that we know stay.
        """
        try:
            return jwt.decode(token, self._key_set(), algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            if self._clock() - self._looked_at < AGAIN:
                raise
            return jwt.decode(token, self._present_keys(), algorithms=ALGORITHMS)

    def _key_set(self) -> KeySet:
        if self._keys is None or self._clock() - self._keys[0] > KEPT:
            return self._present_keys()
        return self._keys[1]

    def _present_keys(self) -> KeySet:
        self._looked_at = self._clock()
        found = self._json(self._endpoint("jwks_uri")).get("keys")
        known = [key for one in (found if isinstance(found, list) else ()) if (key := _key(one))]
        self._keys = self._clock(), KeySet(known)
        return self._keys[1]

    def _endpoint(self, name: str) -> str:
        """Over TLS, or on this machine. Raises UnreachableError.

        Also where site.toml does not say who we are: then a token for anybody would be one for us.
        """
        if not self._issuer or not self._client_id:
            raise UnreachableError("site.toml needs issuer and client_id under [desk]; until then nobody can log in")
        if self._metadata is None or self._clock() - self._metadata[0] > KEPT:
            found = self._json(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self._issuer:
                raise UnreachableError(
                    f"{self._issuer}: calls itself {found.get('issuer')!r}; [desk] issuer must be that"
                )
            self._metadata = self._clock(), found
        url = str(self._metadata[1].get(name, ""))
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise UnreachableError(f"{self._issuer}: its {name} is not one over https: {url!r}")
        return url

    def _json(self, url: str) -> Mapping[str, Any]:
        try:
            answer = self._http.get(url).raise_for_status().json()
        except _NO_ANSWER as error:
            raise UnreachableError(f"{url}: {error!r}") from error
        if not isinstance(answer, dict):
            raise UnreachableError(f"{url}: is no JSON object")
        return answer

    def _client(self) -> OAuth2Client:
        secret = self._secret()
        return OAuth2Client(
            self._client_id,
            secret or None,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            scope="openid email profile",
            redirect_uri=self._callback,
            code_challenge_method="S256",
            verify=_tls_context(),
            timeout=SECONDS,
            follow_redirects=False,
        )


@cache
def _tls_context() -> SSLContext:
    """One for all connections: to read the authorities that it trusts takes longer than all else of a login here. What
    it is made of does not change, and OpenSSL lets threads share it.
    """
    return httpx2.create_ssl_context()


def _key(published: object) -> Key | None:
    """None for a key of a kind that nobody here knows. Source: RFC 7517 §5."""
    try:
        return KeySet.import_key_set({"keys": [published]}).keys[0]  # type: ignore[list-item]  # it may be anything
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _person(claims: Mapping[str, Any], groups: str) -> Person:
    """An address counts where the provider has checked it: in some anybody may write any into their account."""
    named = claims.get(groups, [])
    named = [named] if isinstance(named, str) else named if isinstance(named, list) else []
    verified = claims.get("email_verified")
    is_checked = verified is True or verified == "true"  # AWS Cognito and Apple have it as a string
    address = str(claims.get("email", "")).strip().lower() if is_checked else ""
    said = (claims.get("name"), claims.get("preferred_username"), address, claims["sub"])
    name = next((name for one in said if (name := name_in_line(str(one or ""), LONGEST_NAME))), "?")
    return Person(
        subject=str(claims["sub"]),
        name=name,
        address=address,
        groups=tuple(str(one) for one in named[:MOST_GROUPS]),
    )
