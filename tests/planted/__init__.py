"""Faults for the judge of a deployment to find (tests/judge/test_rules.py), by what they are about."""
