"""What came in lately, in as few bytes as it takes to count it: pages that are open ask for it every minute."""

import json
from collections.abc import Iterable

from portal.model.article import Teaser
from portal.model.site import Site

RECENT_PATH = "/actueel.json"


def recent_json(site: Site, teasers: Iterable[Teaser]) -> str:
    """`[["2026-11-24T14:10:00Z_veerpont","/nieuws/regio/goes/"],…]`, in the order of `teasers`: the mark of an article,
    and what the addresses of the lists begin with that it is in. Before them the last change of each live blog, for who
    has it open: `["2026-11-24T14:25:00Z_storm-ov","live:storm-over-zeeland"]`.
    """
    shown = list(teasers)
    live = [[teaser.update_mark, live_scope(teaser)] for teaser in shown if teaser.is_live]
    rows = [[teaser.mark, f"{site.section_or_orphan(teaser.section).path}/"] for teaser in shown]
    return json.dumps([*live, *rows], separators=(",", ":"))


def live_scope(teaser: Teaser) -> str:
    """What stands for a live blog there."""
    return f"live:{teaser.slug}"
