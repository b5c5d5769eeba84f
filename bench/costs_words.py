"""The words of docs/costs.md, around what is reckoned."""

OPENING = """\
# What it costs

Written by `make costs` from what was measured (`bench/units.json`), from what is deployed (the templates, expanded) and
from prices (`bench/prices.toml`): do not edit.

US dollars a month without tax, list prices of {region} as of {date}. They were written down by hand,
because no price list could be fetched: check a line before you build on it. The first number is the list price; the
second is what is left when the account has nothing else in it, after what AWS gives every account each month for good.
Two stages in one account share what is free.

**Idle**, with ten feeds and no reader:

{idle}

Each further month of news that is kept adds {more}, pictures first of all.

## Idle, line by line

{feeds} feeds bring {articles:,.0f} articles a month, and nobody reads them. Where the stages differ, it says
dev / prod; what is in bold is left to pay.
"""
LEVERS = """
- A page is kept by the CDN for a minute, so a hundred views send {most_asked:.0f} requests to the functions at
  {least:,} views a month, and {least_asked:.0f} at {most:,}: reading gets cheaper the more is read. Lists that are open
  ask for `/actueel.json` once a minute. A page that changes is not thrown out of the CDN, it is asked for again after a
  minute; only for what is killed or withdrawn is the CDN told to forget. That is {paths} of the thousand paths a month
  that AWS gives, and {files} for a picture.
- A feed costs {feed} a month with a year of its news. {look} of that is for looking at it every {interval} seconds,
  whether it has news or not: `interval` in site.toml is the lever. {pictures} is for its pictures.
- A large site pays the CDN. CloudFront's flat-rate plans (no overage, a firewall included) may be cheaper: compare.
- Not in it: robots that read, the domain name, what an agency asks for its news, and a support plan.
"""
CHOICES = """
## By choice

Off unless you ask for it; list prices a month, for prod:
"""
ASSUMPTIONS = """
## What is assumed

- {shares}; {webmail:.0%} of the views go on to webmail, and {searches:.0%} to a search.
  Which address a view is of follows Zipf's law.
- {caches} regional caches of the CDN ask on their own. Readers come evenly over the day: the worst case for a cache.
- A visit has {views_a_visit} views, fetches style, script and icons once, and has a list in sight for
  {seen_seconds:g} s.
- A list shows {shown} pictures of 320 px, an article one of 640; {pictured:.0%} of the articles have one.
- A function gets the part of a processor that its memory is of {full_processor_mb} MB; AWS's is as fast as ours here.
- A round to the table takes {round_ms:g} ms, a write {write_ms:g} ms; a feed's server answers in {fetch_ms:g} ms,
  S3 in {object_ms:g} ms.
- A function that nobody calls for {idle_seconds:g} s is gone.
- A feed is looked at every {interval} s, {batch:g} feeds in an invocation. It has {entries} entries and brings
  {articles_a_day:g} articles a day; {revisions:.0%} of them change once. To ask takes {asking_bytes:,} bytes.
- Lambda logs {platform_line} bytes an invocation, the API {api_line} bytes a request, the CDN {cdn_line} (packed), in
  {cdn_files_an_hour} files an hour at most.
- An execution environment serves {served_a_second} requests a second at most.
- {months} months of news are in the table and in the buckets; the indexes add half to the table.
- Of a feed a document is refused {refusals:g} times a day; it is kept for a month, {refused_bytes:,} bytes (packed).
- A metric of faults is sent in {trouble:.0%} of the hours. {kills} stories are killed a month, {mails} alarms mailed.
- {editors} editors ask for {desk_pages} pages each a day, of {desk_ms:g} ms, {desk_rounds:g} rounds and
  {desk_reads:g} read units; the function starts {desk_starts} times a day, in {desk_cold_ms:g} ms.
- SAM's bucket holds {deployments} deployments of {artefact_bytes:,.0f} bytes.
- Lambda has five polls under way at a queue that a function reads, 20 s each, whether there is a message or not.

## The prices
"""
ACTS = {
    "webmail": "webmail",
    "look": "a look at a feed that has not changed",
    "new": "an entry that is new",
    "again": "an entry that is known, in a feed that has changed",
    "changed": "an entry that has changed",
    "pictured": "what an image adds to a new entry",
    "picture": "making a picture and storing it",
    "dispatch": "a run of dispatch, without feeds",
    "known": "each feed in it",
    "leased": "the first feed that is due in it",
    "due": "each further feed that is due",
    "search": "a search",
    "index": "a run of the index without changes",
    "tidied": "what the run at the full hour adds",
    "indexed": "what a run with a change adds",
    "more": "each further change in it",
    "merged": "an article in segments that become one",
}
