"""A table full of articles and a feed of a megabyte, all made up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.config import Config

from local.clients import client as engine_client
from local.engine import Engine
from local.template import table_definition
from portal.model.article import Article, Dateline, Origin
from portal.model.slug import slugify
from portal.storage.item_mapping import article_item
from portal.storage.table import Table

WORDS = (
    "water", "dijk", "haven", "pont", "molen", "markt", "raad", "plan", "weg", "brug", "school", "boer", "vloed",
    "schip", "kade", "toren", "polder", "gemeente", "bewoners", "voorjaar", "begroting", "onderzoek", "vergunning",
)  # fmt: skip
ITEMS = 268
CHARACTERS = 3300
"""With these a feed weighs a megabyte."""


@contextmanager
def table() -> Iterator[Table]:
    """An empty table on the local engine."""
    engine = Engine()
    try:
        made = client(engine.endpoint)
        made.create_table(**table_definition("bench"))
        yield Table(made, "bench")
    finally:
        engine.stop()


def client(endpoint: str, service: str = "dynamodb") -> Any:
    """A client of the engine at `endpoint`."""
    return engine_client(service, endpoint, config=Config(max_pool_connections=32))


def sentence(seed: int, words: int) -> str:
    chosen = [WORDS[(seed * 7 + step * step + step) % len(WORDS)] for step in range(words)]
    return " ".join(chosen).capitalize() + "."


def article(number: int, *, section: str, now: datetime) -> Article:
    """The `number`th newest, a minute apart."""
    headline = f"{sentence(number, 7)[:-1]} {number}"
    return Article(
        slug=slugify(headline),
        headline=headline,
        lead=sentence(number, 28),
        dateline=Dateline(place="VEERE", sources=("ANP", "DPA")),
        section=section,
        published_at=now - timedelta(minutes=number + 1),
        body_html="".join(f"<p>{sentence(number + part, 60)}</p>" for part in range(6)),
        origin=Origin(feed="bench", entry=str(number)),
        fingerprint=str(number),
    )


def fill(into: Table, count: int, *, section: str) -> list[Article]:
    """Puts `count` articles into the table, 25 in a call."""
    now = datetime.now(UTC).replace(microsecond=0)
    articles = [article(number, section=section, now=now) for number in range(count)]
    for start in range(0, count, 25):
        puts: list[Any] = [{"PutRequest": {"Item": article_item(one)}} for one in articles[start : start + 25]]
        into._client.batch_write_item(RequestItems={into.name: puts})
    return articles


def feed(items: int = ITEMS, *, changed: int = 0, images: bool = False) -> bytes:
    """An RSS feed as agencies send it; the first `changed` items have another text than without; with `images` each
    has one.
    """
    rows = "".join(_item(number, changed=number < changed, image=images) for number in range(items))
    head = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Proef</title>'
    return f"{head}{rows}</channel></rss>".encode()


def _item(number: int, *, changed: bool, image: bool) -> str:
    paragraphs = "".join(
        f'<p>{sentence(number + part, 55)} <a href="/dossier/{part}">Lees &eacute;&eacute;n</a> &amp; meer.</p>'
        for part in range(CHARACTERS // 450)
    )
    lead = f"<p>GOES (ANP) - {'Nieuw. ' if changed else ''}{sentence(number, 25)}</p>"
    moment = datetime(2026, 11, 24, 12, tzinfo=UTC) - timedelta(minutes=number)
    enclosure = f'<enclosure url="https://feeds.example/{number}.jpg" type="image/jpeg" length="1"/>' if image else ""
    return (
        f'<item><guid isPermaLink="false">a-{number}</guid><title>{sentence(number, 8)[:-1]} {number}</title>'
        f"<link>https://feeds.example/{number}</link><pubDate>{moment:%a, %d %b %Y %H:%M:%S +0000}</pubDate>"
        f"<description><![CDATA[{lead}<p><b>Tussenkop</b></p>{paragraphs}]]></description>{enclosure}</item>"
    )
