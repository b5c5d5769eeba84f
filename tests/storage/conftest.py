"""Storage is tested on both engines: what the table is asked, and what comes of it, is an engine's business."""

from engines import client_of_each as client

__all__ = ["client"]
