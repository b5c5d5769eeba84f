"""The life of an article, pure: what may happen to it, on whose authority, and what comes of it.

`transition` is the one place where that is decided: a state and an event in, a state and the reason out, no effects.
storage.article_store loads states and commits transitions.
"""
