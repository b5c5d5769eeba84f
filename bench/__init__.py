"""Measurements, always as ratios or counts from one run: absolute times say more of the machine than of the code."""
