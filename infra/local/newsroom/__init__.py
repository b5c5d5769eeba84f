"""The demo newsroom: fictional news for `make run`."""
