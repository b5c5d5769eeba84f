"""What is said of an answer that is no document: its status, whose challenge it is, and what to do."""

from datetime import datetime

from portal.http.response_reader import HttpAnswer
from portal.http.retry_after import retry_after
from portal.model.errors import FetchError

NO_CONTENT = frozenset({204, 205})
"""What some servers send for 304, as others send a 200 with nothing in it."""
_REMARKS = {
    **dict.fromkeys(NO_CONTENT, " (it has no document to give)"),
    304: " (though we did not say what we have)",
}


def refused_status(url: str, answer: HttpAnswer, now: datetime) -> FetchError:
    """Why the answer to `url` is no document."""
    challenged = answer.status == 403 and answer.fields.get("cf-mitigated") == "challenge"
    remark = " (Cloudflare asks for a browser: let the publisher admit us)" if challenged else ""
    reason = f"answered {answer.status} {printable_line(answer.reason)}".rstrip()
    return FetchError(
        url,
        reason + (remark or _REMARKS.get(answer.status, "")),
        status=answer.status,
        retry_after=retry_after(answer.fields.get("Retry-After"), now),
    )


def printable_line(value: object) -> str:
    line = " ".join(str(value).split())
    return "".join(character if character.isprintable() else "?" for character in line)[:200] or type(value).__name__
