"""Measurements, always as ratios or counts from one run: absolute times say more of the machine than of the code."""

import argparse


def explain(about: str | None) -> None:
    """For a command without options: `--help` says what it does, and any other word that there is none."""
    argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
