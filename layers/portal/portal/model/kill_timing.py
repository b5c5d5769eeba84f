"""How old what a reader sees may be, and how long a request may take: figures that several parts must agree on."""

LIST_SECONDS = 3.0
"""For how long a warm function shows a list again without asking for it."""
REQUEST_SECONDS = 3.5
"""Within which a request of a reader has its answer; CloudFront waits for five (infra/edge.yaml, OriginReadTimeout)."""
LISTS_ARE_OLD = LIST_SECONDS + REQUEST_SECONDS + 0.5
"""After a kill, before the CDN is told to forget: the oldest list that may hold the story is no longer shown, and the
last request that was under way with it has ended. Else the CDN would take the story anew from that answer.
"""
GONE_SECONDS = 60.0
"""After a kill: nobody sees the story any more."""
STALE_PAGE_SECONDS = 5
"""For how long the CDN keeps a page of stale lists. A kill's order to forget may have been given before it came."""
STALE_LIST_SECONDS = GONE_SECONDS - STALE_PAGE_SECONDS - 5.0
"""For how long a list is shown while the table does not answer. Nobody tells a function of a kill: a copy so young that
the story is gone in time, the CDN's seconds and five for the way included, is the only one that needs no telling.
"""
