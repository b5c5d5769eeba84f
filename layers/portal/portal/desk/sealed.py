"""Values that a browser keeps for us and can neither read nor change: encrypted cookies and the tokens of forms."""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwe import JWERegistry
from joserfc.jwk import OctKey
from joserfc.jwt import JWTClaimsRegistry

_HEADER = {"alg": "dir", "enc": "A256GCM"}
_ALGORITHMS = list(_HEADER.values())
SHORTEST_SECRET = 32


class Seal:
    """Seals values under keys made of `secret`, each purpose under one of its own: what was sealed for one purpose
    opens for no other. Source: RFC 5869 (HKDF), RFC 7516 (JWE, direct encryption with AES-GCM).
    """

    def __init__(self, secret: str) -> None:
        if len(secret) < SHORTEST_SECRET:
            raise ValueError(f"the secret has fewer than {SHORTEST_SECRET} characters")
        self._secret = secret.encode()

    def sealed(self, value: Mapping[str, Any], *, purpose: str, now: datetime, lasts: timedelta) -> str:
        """`value`, which is JSON, for so long."""
        times = {"iat": int(now.timestamp()), "exp": int((now + lasts).timestamp())}
        key = OctKey.import_key(self._key(purpose))
        return jwt.encode(_HEADER, {**value, **times}, key, registry=JWERegistry(algorithms=_ALGORITHMS))

    def opened(self, text: str, *, purpose: str, now: datetime) -> Mapping[str, Any] | None:
        """What was sealed for `purpose`; None where it is not whole, not ours, or over."""
        key = OctKey.import_key(self._key(purpose))
        try:
            token = jwt.decode(text, key, registry=JWERegistry(algorithms=_ALGORITHMS))
            JWTClaimsRegistry(now=lambda: int(now.timestamp()), exp={"essential": True}).validate(token.claims)
        except (JoseError, ValueError):
            return None
        return token.claims

    def form_token(self, session: str) -> str:
        """For one form of the session with this id."""
        name = token_urlsafe(12)
        return f"{name}.{self._mark(name, session)}"

    def form_name(self, token: str, session: str) -> str:
        """The name of the form that `token` was given to in this session; "" for any other text."""
        name, _, mark = token.partition(".")
        return name if name and hmac.compare_digest(mark.encode(), self._mark(name, session).encode()) else ""

    def _mark(self, name: str, session: str) -> str:
        return hmac.new(self._key("form"), f"{session}\0{name}".encode(), sha256).hexdigest()

    def _key(self, purpose: str) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(self._secret)
