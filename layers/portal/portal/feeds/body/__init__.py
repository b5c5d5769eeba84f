"""Markup of others to a body that is clean: the sanitiser and its limits, blocks, lead, dateline, notes for editors."""
