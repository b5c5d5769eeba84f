"""Holds every scene that the newsroom can draw, by name."""

from local.newsroom.ashore import ASHORE
from local.newsroom.indoors import INDOORS
from local.newsroom.seaside import SEASIDE

SCENES = {**SEASIDE, **ASHORE, **INDOORS}
