"""The one DynamoDB table. What is in it, and what each question costs:

    partition key          sort key           item
    ─────────────────────  ─────────────────  ──────────────────────────────────────────────────────────────
    ARTICLE#<slug>         ARTICLE            the article, body and all; or, with `state`:
                                              withdrawn (no body, no index keys) | moved (`to`: another slug).
                                              `writes`: its write counter, which every write raises and checks
    ARTICLE#wacht-<hash>   ARTICLE            likewise, of a text that nobody has read yet: its headline takes an
                                              address when it is published
    ARTICLE#<slug>         IN#<list>          a teaser's place in a second list (`regio`: all regions together)
    ENTRY#<feed>#<entry>   ENTRY              whose entry it is: slug, fingerprint, revision, the wire's version; or
                                              that it was killed before it came (a tombstone); or of which entry of its
                                              group it is the story; or of another group's, whose article is shown
    STORY#<key>            STORY              by feed, whose entry told a story last: a dedup key made of an id or
                                              address of the world outside
    ENTRY#<feed>#<entry>   REVISION#000001    an earlier text, which expires, or a hidden one; no page reads it
    ENTRY#<feed>#<entry>   HISTORY#<time>#…   what happened to its article: who, when, why
    ENTRY#<feed>#<entry>   IMAGE#<key>        what became of an image that came with it: the picture made of it, or
                                              why there is none, and when it is tried again
    ENTRY#<feed>#<entry>   MOVED#<slug>       an address that its article had before (nothing else lists those)
    ENTRY#<feed>#<entry>   SAME#<feed>#…      an entry of another feed that was found to tell its story
    PICTURE#<hash>         USED#<feed>#…      whose article shows a picture: the last one takes it out of the bucket
    FEEDS                  <feed>             what is remembered of a feed: validators, next due, last look, streak
    LEASES                 FEEDS              which feeds are handed on and not looked at yet: of all feeds, one item
    CALENDAR               2026-11            the days of a month on which there was news, and a sample of
                                              its articles: from it we know about how many there are
    SECTIONS               <slug>             a section that ever had an article, and since when
    DUE                    <time>#<act>#…     what is due to an article: an embargo ends, a kill has to be announced
    EXPIRY, PICTURES       <time>#<act>#…     likewise, what has time: a licence runs out, a picture is to be made
    WAITING                <slug>             what a person has to decide; <slug>#<feed>: what a feed asked for
    HIDDEN                 <slug>             an article that cannot be read, and why: for lists of editors
    GONE                   <feed>#<entry>     an entry of which no list of articles knows, and that must not come again:
                                              killed before it came, or its licence ran out
    CHANGED                <slug>             an article that was written since it was indexed for searching
    SEARCH                 MANIFEST           which segments the index has; they lie in a bucket. While it is made anew:
                                              before which position articles are still missing in them
    SEARCH                 LEASE              until when a run of the index has it for itself
    QUARANTINE             <id>               what could not be taken in, and why; its bytes lie in a bucket
    QUARANTINE#<feed>      <day>              what of it is kept of that day, so that it is neither twice nor too much
    IMPORT                 EXPORT             from which export the table was filled
    HOST#<name>            LOCK               a lock: a host of several feeds, by hand or when one is late; or a picture

    sparse index   partition key       sort key                         holds
    ─────────────  ──────────────────  ───────────────────────────────  ─────────────────────────────────────
    by-section     section_key         position                         `teaser`, a map: all that a list shows, and
                   SECTION#<slug>      2026-11-24T02:57:05Z_<slug>      no body; its slug and time are in the position
    by-time        timeline            position                         the same, all sections together; a day of it
                   NEWS                                                 is cut on midnight in Amsterdam

    question                                          price
    ────────────────────────────────────────────────  ───────────────────────────────────────────────────────
    article by slug (also: withdrawn, moved)          1 GetItem
    newest N of a section, before a position          1 Query on by-section
    the article before or after one in its section    1 Query on by-section
    newest N of all sections                          1 Query on by-time, whenever they came
    one day                                           1 Query on by-time
    which entries of a feed are known                 1 BatchGetItem per 100
    which feeds are due                               1 Query of FEEDS, 1 GetItem of LEASES
    all that are due are leased                       1 PutItem, a unit for each KB of their ids
    a look at a feed that has nothing new             1 GetItem, 1 PutItem
    which sections ever had an article                1 Query of SECTIONS
    what is due                                       1 Query of DUE, of EXPIRY and of PICTURES, up to a moment
    what has to be indexed, and who is at it          1 Query of CHANGED, 1 of SEARCH
    everything of a hundred articles                  2 BatchGetItem, a Query an entry, its dedup keys

Only the item of an article that can be read carries index keys: withdrawing takes them away in the same write that
takes the body away. Nothing scans. Writes of one article are one transaction (storage.article_transaction), conditional
on the write counters that were read before: an optimistic lock.
"""
