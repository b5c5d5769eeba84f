"""site.toml into a typed model, a file a table of it. Every mistake in it is found, and named with its line."""
