"""Values and rules of the newsroom: standard library only, no effects, no imports from the rest of the package."""
