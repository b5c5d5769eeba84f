"""`make run`: the whole portal on this machine. DESIGN's contract for running it is kept here.

Environment: PORT (8000), SITE (path of a site.toml; default: the demo newsroom), INGEST_EVERY (seconds, 60),
SERVER_TIMING=1; BUILT (a folder of `sam build`): the functions as they were built for Lambda, instead of their sources.
"""

import errno
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from build.python313 import NoPythonError
from local.access_log import AccessLog
from local.clients import client
from local.delivery import Delivery
from local.doors import ROOT
from local.engine import Engine, EngineError, create_queue
from local.environment import (
    ACCESS_LOGS,
    CREDENTIALS,
    PICTURES_BUCKET,
    QUARANTINE_BUCKET,
    SEARCH_BUCKET,
    function_environment,
)
from local.event_source import EventSource
from local.functions import Functions, NotBuiltError, as_built, from_sources
from local.newsroom.newsroom import serve as serve_newsroom
from local.picture_origin import PictureOrigin
from local.server import Front
from local.state import State, forget, remember
from local.template import table_definition
from portal.cli.where import LOGINS, past_proxies
from portal.model.errors import SiteError
from portal.model.feed import Feed
from portal.model.own_page import FOLDER, read_own_pages
from portal.model.site import Site
from portal.model.site_folder import NEEDED, SiteFolder
from portal.model.site_toml.reading import load_site
from portal.rendering.assets import OWN_FILES
from portal.rendering.brand import check_brand
from portal.settings import bundled
from portal.web.security_headers import security

NEWSROOM = ROOT / "infra" / "local" / "newsroom"
NEWSROOM_ADDRESS = "http://127.0.0.1:8900"
"""What stands in the newsroom's site.toml; the real port is found at start."""

TABLE = "regioportaal"
INDEX_EVERY = 5.0
"""Seconds."""
LOOKS_UP_EVERY = 0.5
"""Seconds."""

logger = logging.getLogger("local")


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the environment asks for. `site` None: the demo newsroom."""

    port: int
    site: Path | None
    ingest_every: float
    built: Path | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Options":
        """Raises ValueError that names the variable."""
        site, built = environ.get("SITE"), environ.get("BUILT")
        return cls(
            port=int(_number(environ, "PORT", 8000, most=65535)),
            site=Path(site).resolve() if site else None,
            ingest_every=_number(environ, "INGEST_EVERY", 60, most=86400),
            built=Path(built).resolve() if built else None,
        )


def main() -> int:
    """Runs until Ctrl-C. Exit status 2 for a mistake of the user's, 1 for a failure of ours."""
    _speak()
    os.environ.update(past_proxies(os.environ))
    try:
        options = Options.from_environ(os.environ)
        _refuse_port_in_use(options.port)
        site_file = options.site or _demo(options.port)
        site = load_site(site_file, local=True)
        folder = SiteFolder(site_file.parent, bundled("site"))
        read_own_pages(folder / FOLDER)
        check_brand(folder)
        _tell_borrowed(options, folder)
        engine = Engine()
    except (ValueError, SiteError, OSError) as error:
        return _refuse(str(error), 2)
    except EngineError as error:
        return _refuse(str(error), 1)
    try:
        portal = Portal(options, site_file, site, engine)
    except (NotBuiltError, NoPythonError) as error:
        return _refuse(str(error), 2)
    except OSError as error:
        return _refuse(_port_trouble(options.port, error), 2)
    else:
        portal.run()
    finally:
        engine.stop()
    return 0


def _tell_borrowed(options: Options, folder: SiteFolder) -> None:
    """A site of one's own may lack what it needs not, and then looks like another: that is said."""
    if options.site and folder.borrowed:
        logger.info("site  %s has no %s: that of %s is shown", folder.own, ", ".join(folder.borrowed), folder.standard)


class Portal:
    """Functions, queue, schedule and server of one run."""

    def __init__(self, options: Options, site_file: Path, site: Site, engine: Engine) -> None:
        self._options = options
        self._feeds = len(site.feeds)
        self._stopped = threading.Event()
        origin = f"http://127.0.0.1:{options.port}"
        table, queue_url, picture_queue_url = _make_resources(engine.endpoint)
        environ = function_environment(
            endpoint=engine.endpoint,
            table=table,
            queue=queue_url,
            picture_queue=picture_queue_url,
            site=str(site_file),
            origin=origin,
            logins=str(LOGINS),
        )
        self._functions = _functions(options, environ, site_file)
        self._delivery = _delivery(options.port, site.feeds, engine.endpoint, queue_url)
        self._source = EventSource(client("sqs", engine.endpoint), queue_url, call=self._functions.ingest.call)
        self._pictures = EventSource(
            client("sqs", engine.endpoint),
            picture_queue_url,
            call=self._functions.pictures.call,
            name="pictures",
            batch=1,
            at_once=2,
        )
        self._access_log = _access_log(engine.endpoint)
        self._front = Front(
            options.port,
            pages=self._functions.pages.call,
            webmail=self._functions.webmail.call,
            search=self._functions.search.call,
            desk=self._functions.desk.call,
            pictures=PictureOrigin(client("s3", engine.endpoint), PICTURES_BUCKET),
            safe_headers=security(site.hsts),
            access_log=self._access_log,
        )
        _speak_plainly()
        remember(
            State(
                port=options.port,
                site=str(site_file),
                asked_site=str(options.site or ""),
                endpoint=engine.endpoint,
                table=table,
                pictures=PICTURES_BUCKET,
                quarantine=QUARANTINE_BUCKET,
            )
        )

    def run(self) -> None:
        """Serves until SIGINT or SIGTERM."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        threading.Thread(target=self._front.serve_forever, daemon=True, name="front").start()
        threading.Thread(target=self._schedule, daemon=True, name="schedule").start()
        # A signal that the kernel gives to another thread does not wake this one, the only one that may handle it.
        while not self._stopped.wait(LOOKS_UP_EVERY):
            pass
        logger.info("stopping")
        forget(self._options.port)
        self._source.stop()
        self._pictures.stop()
        if self._delivery:
            self._delivery.stop()
        self._front.shutdown()
        self._front.server_close()
        self._functions.close()

    def _schedule(self) -> None:
        started = time.monotonic()
        logger.info("ingest  %d feeds, for the first time", self._feeds)
        self._source.start()
        self._source.wait_for(len(self._tick()))
        took = time.monotonic() - started
        logger.info("ingest  done in %.1f s, again every %g s", took, self._options.ingest_every)
        if self._delivery:
            self._delivery.start()
        threading.Thread(target=self._index, daemon=True, name="index").start()
        print(f"ready http://127.0.0.1:{self._options.port}", flush=True)
        self._pictures.start()
        self._tick()  # pictures are looked for when news is there to be read
        while not self._stopped.wait(self._options.ingest_every):
            self._tick()
            self._count()

    def _index(self) -> None:
        """What a schedule does once a minute when deployed; here somebody waits for it."""
        while not self._stopped.is_set():
            try:
                self._functions.index.call({})
            except Exception:
                logger.exception("the index of the search was not brought up to date; it is tried again")
            self._stopped.wait(min(INDEX_EVERY, self._options.ingest_every))

    def _tick(self) -> list[str]:
        """What the schedule does once a minute when deployed."""
        try:
            sent: list[str] = self._functions.dispatch.call({})["feeds"]
        except Exception:
            logger.exception("dispatch failed; it is tried again in %g s", self._options.ingest_every)
            return []
        return sent

    def _count(self) -> None:
        """What a schedule does once an hour when deployed, after the CDN has left its log."""
        try:
            self._access_log.deliver()
            self._functions.pageviews.call({})
        except Exception:
            logger.exception("what was read was not counted; it is tried again")

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopped.set()


def _refuse_port_in_use(port: int) -> None:
    """Before anything of a portal that runs there is touched. Raises ValueError."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ValueError(_port_trouble(port, error)) from error


def _port_trouble(port: int, error: OSError) -> str:
    """Of a port that is taken or not ours to take; whatever else an OSError says is said as it is."""
    if error.errno in (errno.EADDRINUSE, errno.EACCES):
        return f"port {port}: {error.strerror}; choose another with PORT=…"
    return str(error)


def _functions(options: Options, environ: Mapping[str, str], site_file: Path) -> Functions:
    os.environ.update(environ)
    if options.built is None:
        folder = site_file.parent
        return from_sources([site_file, *(folder / name for name in (*NEEDED, *OWN_FILES))])
    timing = {"SERVER_TIMING": os.environ.get("SERVER_TIMING", "")}
    return as_built(options.built, {**environ, **timing})


def _make_resources(endpoint: str) -> tuple[str, str, str]:
    """The table as template.yaml has it, the two queues, and the buckets; name and URLs of the former."""
    client("dynamodb", endpoint).create_table(**table_definition(TABLE))
    region = {"LocationConstraint": CREDENTIALS["AWS_REGION"]}
    for bucket in (PICTURES_BUCKET, SEARCH_BUCKET, QUARANTINE_BUCKET, ACCESS_LOGS):
        client("s3", endpoint).create_bucket(Bucket=bucket, CreateBucketConfiguration=region)
    sqs = client("sqs", endpoint)
    feeds = create_queue(sqs, visibility_timeout=360)
    return TABLE, feeds, create_queue(sqs, visibility_timeout=360, name="pictures")


def _access_log(endpoint: str) -> AccessLog:
    s3 = client("s3", endpoint)
    return AccessLog(lambda key, body: s3.put_object(Bucket=ACCESS_LOGS, Key=key, Body=body))


def _delivery(port: int, feeds: Sequence[Feed], endpoint: str, queue_url: str) -> Delivery | None:
    """A folder for the feeds that are delivered; None where all are fetched."""
    names = [feed.folder for feed in feeds if feed.folder]
    if not names:
        return None
    folder = ROOT / ".local" / str(port) / "delivery"
    return Delivery(folder, names, s3=client("s3", endpoint), sqs=client("sqs", endpoint), queue_url=queue_url)


def _demo(port: int) -> Path:
    """Starts the demo newsroom; the path of its site.toml with the port that it got."""
    newsroom = serve_newsroom(0, started_at=datetime.now(UTC), clock=lambda: datetime.now(UTC))
    threading.Thread(target=newsroom.serve_forever, daemon=True, name="newsroom").start()
    text = (NEWSROOM / "site.toml").read_text(encoding="utf-8")
    path = ROOT / ".local" / str(port) / "site.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    address = f"http://127.0.0.1:{newsroom.server_port}"
    path.write_text(text.replace(NEWSROOM_ADDRESS, address), encoding="utf-8")
    logger.info("newsroom  fictional news on %s", address)
    return path


def _number(environ: Mapping[str, str], name: str, default: float, *, most: float) -> float:
    text = environ.get(name, "").strip()
    try:
        value = float(text) if text else default
    except ValueError:
        value = 0
    if not 0 < value <= most:
        raise ValueError(f"{name}={text}: must be a number above 0 and at most {most:g}")
    return value


def _refuse(words: str, status: int) -> int:
    print(words, file=sys.stderr)
    return status


def _speak() -> None:
    """Plain sentences instead of JSON: here a person reads along."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.handlers[:] = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False


def _speak_plainly() -> None:
    """The functions' own logger too, once they are loaded: one line for each feed that brought something or failed."""
    functions = logging.getLogger("portal")
    functions.handlers[:] = logger.handlers
    functions.setLevel(logging.WARNING)
    functions.propagate = False


if __name__ == "__main__":
    try:
        code = main()
    except KeyboardInterrupt:
        code = 130
    sys.stdout.flush()
    # Threads may be waiting for a slow feed: nobody is left to hear its answer.
    os._exit(code)
