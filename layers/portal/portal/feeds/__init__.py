"""From a URL to entries: fetch, decode, read, clean, identify. Effects stand in fetch.py, all else is pure."""
