"""Builds the Lambda artefacts: artefacts.py is what the Makefile beside it calls."""
