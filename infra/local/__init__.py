"""What `make run` starts on one machine: the local portal and its demo newsroom."""
