"""Finding articles again: an index in pieces, in a bucket, opened where it lies. Nothing runs when nobody asks.

    article written ── CHANGED (in the same transaction) ── index, every minute ── a segment in the bucket ── SEARCH
                                                                                                                 │
    reader ── /zoeken ── which segments are there? (SEARCH) ── matches, by ranges of bytes ── the articles ── page

Of an index whose files or manifest are gone, what is left is asked, and all of it is made anew, the newest articles
first: after a restore of the table, in a new stack, for a bucket that was emptied. One run at a time is at it.

A segment is a SQLite file with an FTS5 table of stems, and is never changed. The newest articles are in a small one
that is made anew with each change; full ones are merged into larger ones (merge_policy). Of an article that changed,
was hidden or moved, the number in its segment is dead by the manifest: no question finds or counts it. What
changed since the manifest was saved is known from CHANGED, so that a kill holds for searching from that moment on. The
words leave the files with the next run, or within the hour where readers may know them. A segment holds no text, only
the positions of stems, and the words that were written, for who misspells one.
"""
