"""Pages as a reader gets them: text of elements, every run of white space one space."""

from collections.abc import Sequence
from typing import Any

from lxml import html


def read(page: str) -> Any:
    """The document. Untyped: what an XPath finds has no static type."""
    return html.document_fromstring(page)


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def texts(element: Any, xpath: str) -> list[str]:
    return [text(found) for found in element.xpath(xpath)]


def in_reading_order(element: Any, wanted: Sequence[str]) -> list[str]:
    """How far one gets with `wanted`, each being the whole text of an element that comes after the one before it."""
    found: list[str] = []
    for descendant in element.iter("*"):
        if len(found) < len(wanted) and text(descendant) == wanted[len(found)]:
            found.append(wanted[len(found)])
    return found


def pieces(element: Any) -> list[str]:
    """Every piece of visible text in reading order."""
    return [
        " ".join(piece.split()) for piece in element.xpath(".//text()[not(ancestor::script)]") if not piece.isspace()
    ]
