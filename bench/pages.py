"""Pages: what a warm request costs beside a hello, what each page asks of the table, and how heavy it is."""

import gzip
import re
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI
from mangum import Mangum

from bench.sample import fill, table
from bench.timing import Timing, in_turns
from local.doors import ROOT
from local.events import Reply, http_event, reply
from portal.model.site_toml.reading import load_site
from portal.storage.table import Table
from portal.web.app import TEXT_TYPES, create_app
from portal.web.composer import Composer
from portal.web.context import load_context

SECTION = "buitenland"
PATHS = ("/", f"/nieuws/{SECTION}", "/nieuws/regio/goes", "/nieuws/regio")
Handler = Callable[[Mapping[str, Any], object], Any]


def pages_handler(over: Table, composer: Composer | None = None) -> Handler:
    site = load_site(ROOT / "tests" / "sites" / "full.toml")
    context = load_context(site, templates=ROOT / "templates", site_dir=ROOT / "layers" / "site")
    handler: Handler = Mangum(
        create_app(context, over, composer=composer, timing=True), lifespan="off", text_mime_types=TEXT_TYPES
    )  # type: ignore[assignment]  # a mapping is an event
    return handler


def hello_handler() -> Handler:
    app = FastAPI()

    @app.get("/{path:path}")
    def hello(path: str) -> dict[str, str]:
        return {"hello": path}

    handler: Handler = Mangum(app, lifespan="off")  # type: ignore[assignment]  # likewise
    return handler


def ask(handler: Handler, path: str) -> Reply:
    return reply(handler(http_event("GET", path, [], b""), None))


def timing_of(answer: Reply) -> str:
    """`GetItem=1 Query=1 rounds=2`"""
    header = dict(answer.headers)["server-timing"]
    return header.partition('desc="')[2].partition('"')[0]


def seconds_in_table(answer: Reply) -> float:
    found = re.search(r"ddb;dur=([\d.]+)", dict(answer.headers)["server-timing"])
    return float(found[1]) if found else 0.0


def warm() -> tuple[dict[str, Timing], float]:
    """A warm article and a hello, in turns; milliseconds, the article without the time of the table."""
    with table() as over:
        slugs = [one.slug for one in fill(over, 200, section=SECTION)]
        pages, hello = pages_handler(over), hello_handler()
        waited: list[float] = []
        asked = iter(slugs * 10)

        def article() -> None:
            waited.append(seconds_in_table(ask(pages, f"/nieuws/{next(asked)}")))

        timings = in_turns({"hello": lambda: ask(hello, "/x"), "article": article}, rounds=400, warmup=50)
        waited.sort()
        return timings, waited[len(waited) // 2]


def calls(count: int) -> dict[str, str]:
    """What each page asks of a table with `count` articles: cold, and warm where it differs."""
    with table() as over:
        articles = fill(over, count, section=SECTION)
        paths = [*PATHS, f"/nieuws/{articles[count // 2].slug}", f"/nieuws/{articles[0].published_at:%Y/%m/%d}"]
        found: dict[str, str] = {}
        for path in paths:
            handler = pages_handler(over)
            name = "/nieuws/<slug>" if path.count("/") == 2 and path not in PATHS else path
            name = "/nieuws/<day>" if name.count("/") == 4 else name
            cold, again = (timing_of(ask(handler, path)) for _ in range(2))
            found[name] = f"cold {cold}; warm {again}"
        return found


def weights() -> dict[str, tuple[int, int]]:
    """Bytes of each page: plain and gzip (level 6); the Brotli of a CDN is some percent less."""
    with table() as over:
        articles = fill(over, 100, section=SECTION)
        handler = pages_handler(over)
        page = ask(handler, "/").body.decode()
        assets = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page)
        paths = {"article": f"/nieuws/{articles[40].slug}", "front": "/", "section": PATHS[1], "region": PATHS[2]}
        paths |= {asset.rpartition("/")[2]: asset for asset in dict.fromkeys(assets)}
        bodies = {name: ask(handler, path).body for name, path in paths.items()}
        return {name: (len(body), len(gzip.compress(body, 6, mtime=0))) for name, body in bodies.items()}
