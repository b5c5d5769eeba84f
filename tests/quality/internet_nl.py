"""What Internet.nl, the Dutch yardstick, asks of the headers of a response.

Source: internetstandards/Internet.nl, checks/tasks/http_headers.py and securitytxt.py (Apache-2.0; the rules, in words
of ours).
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from quality.observatory import directives, sources_of

YEAR = 31_536_000
CLOSED = {"'none'", "'self'"}
UNSAFE = {"'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "http:", "*"}
REFERRERS = {
    "no-referrer", "no-referrer-when-downgrade", "origin", "origin-when-cross-origin", "same-origin", "strict-origin",
    "strict-origin-when-cross-origin", "unsafe-url",
}  # fmt: skip
SECURITY_TXT_FIELDS = {
    "contact", "expires", "encryption", "acknowledgments", "preferred-languages", "canonical", "policy", "hiring",
    "csaf",
}  # fmt: skip


def faults(headers: Mapping[str, str]) -> list[str]:
    """Of a response's headers, by lower-case name; nothing when all rules pass."""
    policy = directives(headers.get("content-security-policy", ""))
    age = re.search(r"max-age=\"?(\d+)", headers.get("strict-transport-security", ""))
    asked = {
        "no Content-Security-Policy": bool(policy),
        "unsafe sources": not UNSAFE & {source for sources in policy.values() for source in sources},
        "data: where script can come from": all(
            "data:" not in sources_of(policy, name) for name in ("script-src", "object-src", "default-src")
        ),
        "default-src is open": set(policy.get("default-src", ["*"])) <= CLOSED,
        "base-uri is open": set(policy.get("base-uri", ["*"])) <= CLOSED,
        "form-action is open": set(policy.get("form-action", ["*"])) <= CLOSED,
        "frames may come from anywhere": set(
            policy.get("frame-src", policy.get("child-src", sources_of(policy, "frame-src")))
        )
        <= CLOSED,
        "may be framed by anyone": set(policy.get("frame-ancestors", ["*"])) <= CLOSED,
        "HSTS for less than a year": bool(age) and int(age[1] if age else 0) >= YEAR,
        "X-Frame-Options": headers.get("x-frame-options", "").upper() in {"DENY", "SAMEORIGIN"},
        "X-Content-Type-Options": headers.get("x-content-type-options", "").lower() == "nosniff",
        "Referrer-Policy": {one.strip() for one in headers.get("referrer-policy", "").split(",")} <= REFERRERS,
    }
    return [fault for fault, is_right in asked.items() if not is_right]


def security_txt_faults(text: str, *, url: str, now: datetime) -> list[str]:
    """What is wrong with a security.txt that was fetched from `url`. Source: RFC 9116 §2.5."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    fields = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name, []).append(value)
    expires = values.get("expires", [])
    asked = {
        "a line that is no field": all(re.fullmatch(r"[A-Za-z-]+: \S.*", line) for line in lines),
        "an unknown field": set(values) <= SECURITY_TXT_FIELDS,
        "no Contact, or one that is no address": bool(values.get("contact"))
        and all(re.match(r"(mailto:\S+@\S+|https://\S+|tel:\+?\d+)$", one) for one in values.get("contact", [])),
        "not one Expires": len(expires) == 1,
        "out of date, or good for more than a year": len(expires) == 1
        and now < datetime.fromisoformat(expires[0]) <= now + timedelta(days=366),
        "more than one Preferred-Languages": len(values.get("preferred-languages", [])) <= 1,
        "Canonical is another address": "canonical" not in values or url in values["canonical"],
        "no line end at its end": text.endswith("\n"),
    }
    return [fault for fault, is_right in asked.items() if not is_right]
