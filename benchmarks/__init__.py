"""Ours against core and against the floor; one module per scenario, see harness.py."""
