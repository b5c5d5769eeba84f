"""What came in lately, in as few bytes as it takes to count it: pages that are open ask for it every minute."""

import json
from collections.abc import Iterable

from portal.model.article import Teaser
from portal.model.site import Site

RECENT_PATH = "/actueel.json"


def recent_json(site: Site, teasers: Iterable[Teaser]) -> str:
    """`[["2026-11-24T14:10:00Z_veerpont","/nieuws/regio/goes/"],…]`, in the order of `teasers`: the mark of an article,
    and what the addresses of the lists begin with that it is in.
    """
    rows = [[teaser.mark, f"{site.section_or_orphan(teaser.section).path}/"] for teaser in teasers]
    return json.dumps(rows, separators=(",", ":"))
