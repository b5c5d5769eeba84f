"""Regioportaal: a Dutch regional news portal on AWS Lambda.

Doors open one way: `functions -> web | ingest | pictures | search -> rendering, storage -> lifecycle -> model`;
`ingest -> feeds -> model`; `http`, `queue` and `aws` are below them all. Web and ingest never meet: what a person does
to an article goes through `lifecycle` and `storage`, like what a wire does.
"""
