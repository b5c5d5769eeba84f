"""Regioportaal: a Dutch regional news portal on AWS Lambda.

Doors open one way: `functions -> web | feeds -> rendering, storage -> model`.
"""
