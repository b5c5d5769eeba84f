"""Regioportaal: a Dutch regional news portal on AWS Lambda.

Doors open one way: `functions -> web | ingest | pictures | search -> rendering, storage -> model`; `ingest -> feeds ->
model`; `http`, `queue` and `aws` are below them all. Web and ingest never meet.
"""
