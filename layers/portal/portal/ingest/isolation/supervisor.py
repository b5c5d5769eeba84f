"""Parses in a process of its own, which is started at the first document, used for many, and replaced when it died.

One process for all threads: a function has one share of a processor anyway. Whatever a document does to the process is
a ParseError that names it, so that the document is kept and reported; a process that does not come up is none.
"""

import json
import logging
from threading import Lock

from portal.ingest.isolation.channel import Kind
from portal.ingest.isolation.codec import decode_document
from portal.ingest.isolation.limits import ParseLimits
from portal.ingest.isolation.process import EndedError, NoParserError, Process, too_much_memory
from portal.model.article import Document
from portal.model.errors import ParseError

logger = logging.getLogger("portal")


class IsolatedParser:
    """What feeds.parsing.document does, in a process of its own and under `limits`. For any number of threads."""

    def __init__(self, limits: ParseLimits | None = None) -> None:
        self.limits = limits or ParseLimits()
        self._turn = Lock()
        self._process: Process | None = None

    @property
    def pid(self) -> int | None:
        """Of the process that parsed last, None where it is gone."""
        return self._process.pid if self._process else None

    def parse(
        self,
        body: bytes,
        *,
        url: str | None = None,
        content_type: str | None = None,
        format: str | None = None,  # noqa: A002  # as of parse()
        found_at: str | None = None,
    ) -> Document:
        """As parse(): raises ParseError, also for what takes too much time or memory, or ends the process that reads.

        Raises NoParserError where nothing looked at it. The first document waits for the process to start; time that
        one waits for others is no time of its own.
        """
        name = url or "-"
        if not self._turn.acquire(timeout=self.limits.turn):
            raise NoParserError(f"{name}: others were parsed for {self.limits.turn:g} s, and it had no turn")
        try:
            request = {"url": url, "content_type": content_type, "format": format, "found_at": found_at}
            return self._parsed(name, json.dumps(request).encode(), body)
        finally:
            self._turn.release()

    def close(self) -> None:
        """Ends the process, if there is one. The next document starts another."""
        process, self._process = self._process, None
        if process:
            process.end()

    def _parsed(self, name: str, request: bytes, body: bytes) -> Document:
        if self._process is None or self._process.is_gone:
            self.close()
            self._process = Process(self.limits)
        is_over = True
        try:
            kind, payload, is_over = self._process.ask(request, body)
            return _read(name, kind, payload, self.limits)
        except EndedError as error:
            is_over = True
            raise ParseError(name, str(error)) from error
        finally:
            if is_over:
                self.close()


def parse_isolated(
    body: bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    format: str | None = None,  # noqa: A002  # as of parse()
    found_at: str | None = None,
) -> Document:
    """As IsolatedParser.parse, by the one process that this one has for it."""
    return _OURS.parse(body, url=url, content_type=content_type, format=format, found_at=found_at)


def _read(name: str, kind: Kind, payload: bytes, limits: ParseLimits) -> Document:
    """Raises ParseError for a document that was refused, and EndedError for an answer that is none."""
    match kind:
        case Kind.DOCUMENT:
            try:
                return decode_document(payload)
            except ValueError as error:
                raise EndedError(f"made the process that read it answer nonsense ({str(error)[:100]})") from error
        case Kind.REFUSED:
            raise ParseError(name, payload.decode("utf-8", "replace"))
        case Kind.NO_MEMORY:
            raise ParseError(name, too_much_memory(limits))
        case Kind.FAULT:
            trace = payload.decode("utf-8", "replace")
            logger.error("%s: the parser has a mistake\n%s", name, trace)
            raise ParseError(name, f"cannot be read: the parser has a mistake ({trace.splitlines()[-1][:100]})")
    raise EndedError(f"made the process that read it answer nonsense ({kind.name})")


_OURS = IsolatedParser()
