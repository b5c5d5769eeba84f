"""Mozilla HTTP Observatory's score of a response.

Source: mdn/mdn-http-observatory 1.6.3, src/grader/charts.js and src/analyzer/tests (MPL-2.0; the rules, in words of
ours). Begins at 100; what is wrong is taken off; what is better than asked is added, but only where 90 are left without
that. What needs more than a response to judge (the preload list, the redirect from http to https) counts as 0, which is
the most for a site that is not on the list.
"""

from collections.abc import Iterable, Mapping

HALF_A_YEAR = 15_768_000
STRICT_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
LAX_REFERRERS = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}
ISOLATING = {
    "cross-origin-resource-policy": {"same-origin", "same-site"},
    "cross-origin-opener-policy": {"same-origin", "same-origin-allow-popups"},
    "cross-origin-embedder-policy": {"require-corp", "credentialless"},
}
FOR_A_BONUS = 90


def score(headers: Mapping[str, str], cookies: Iterable[str] = ()) -> int:
    """Of a response's headers, by lower-case name; `cookies`: each Set-Cookie."""
    marks = [
        _policy(directives(headers.get("content-security-policy", ""))),
        _cookies(list(cookies)),
        _transport(headers.get("strict-transport-security", "")),
        _referrer(headers.get("referrer-policy", "")),
        0 if headers.get("x-content-type-options", "").lower() == "nosniff" else -5,
        _framing(headers),
        _sharing(headers),
        *(_isolation(headers.get(name), better) for name, better in ISOLATING.items()),
    ]
    plain = 100 + sum(mark for mark in marks if mark < 0)
    return max(0, plain + (sum(mark for mark in marks if mark > 0) if plain >= FOR_A_BONUS else 0))


def directives(policy: str) -> dict[str, list[str]]:
    """A Content-Security-Policy by name; of a name that stands twice, the first counts (CSP 3, §2.2.1)."""
    found: dict[str, list[str]] = {}
    for part in policy.split(";"):
        name, *sources = part.split() or [""]
        if name:
            found.setdefault(name.lower(), sources)
    return found


def sources_of(policy: Mapping[str, list[str]], name: str) -> list[str]:
    """What `name` allows: of itself, else by `default-src`, else anything."""
    return policy.get(name, policy.get("default-src", ["*"]))


def _policy(policy: Mapping[str, list[str]]) -> int:
    if not policy:
        return -25
    script, style, objects = (sources_of(policy, name) for name in ("script-src", "style-src", "object-src"))
    wide = {"*", "http:", "https:", "data:", "blob:"}
    if "'unsafe-inline'" in script or wide & {*script, *objects}:
        return -20
    if "'unsafe-eval'" in [*script, *style]:
        return -10
    if "'unsafe-inline'" in style or wide & set(style):
        return 0
    closed = {"'none'", "'self'"}
    is_closed = policy.get("default-src") == ["'none'"] and set(policy.get("form-action", ["*"])) <= closed
    return 10 if is_closed else 5


def _cookies(cookies: list[str]) -> int:
    attributes = [{part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]} for cookie in cookies]
    if any("secure" not in of_one for of_one in attributes):
        return -20
    return 5 if attributes and all({"httponly", "samesite"} <= of_one for of_one in attributes) else 0


def _transport(value: str) -> int:
    parts = dict(part.strip().lower().partition("=")[::2] for part in value.split(";"))
    age = parts.get("max-age", "").strip('"')
    if not age.isdecimal():
        return -20
    return 0 if int(age) >= HALF_A_YEAR else -10


def _referrer(value: str) -> int:
    last = value.rsplit(",", maxsplit=1)[-1].strip().lower()
    return 5 if last in STRICT_REFERRERS else -5 if last in LAX_REFERRERS or last else 0


def _framing(headers: Mapping[str, str]) -> int:
    ancestors = directives(headers.get("content-security-policy", "")).get("frame-ancestors")
    if ancestors is not None or headers.get("x-frame-options", "").upper() in {"DENY", "SAMEORIGIN"}:
        return 5
    return -20


def _sharing(headers: Mapping[str, str]) -> int:
    is_open = headers.get("access-control-allow-origin", "").strip() not in {"", "*"}
    return -50 if is_open and headers.get("access-control-allow-credentials", "").lower() == "true" else 0


def _isolation(value: str | None, better: set[str]) -> int:
    if value is None or value in {"unsafe-none", "cross-origin"}:
        return 0
    return 10 if value in better else -5
