"""Parses documents in a process of its own, so that one that eats time or memory takes nobody else along.

`supervisor` is what others call; `worker` is the program of that process; `channel` carries messages between the two,
and `codec` a Document, as JSON.
"""
