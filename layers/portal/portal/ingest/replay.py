"""Reading what is in quarantine again, as if it had come now: for the command line and for the newsroom."""

from portal.ingest.isolation.supervisor import parse_isolated
from portal.ingest.poll import Ingest
from portal.model.errors import FeedError, MissingError
from portal.model.site import Site
from portal.storage.quarantine import Caught, Quarantine

GONE = "its bytes are gone: the bucket keeps them for thirty days, and another bucket of quarantine has none of them"


def read_again(caught: Caught, quarantine: Quarantine, site: Site, ingest: Ingest) -> str:
    """Why it is refused again; "" when it was not. What came since is not undone by an old document."""
    feed = site.feed_once(caught.feed)
    if feed is None:
        return "its feed is not in site.toml"
    try:
        body = quarantine.body(caught)
        document = parse_isolated(body, url=caught.name, content_type=caught.content_type, format=feed.format)
    except FeedError as error:
        return error.reason
    except MissingError:
        return GONE
    report = ingest.store(feed, document, only_new=True)
    return ", ".join(sorted({reason for _, reason in report.refused}))
