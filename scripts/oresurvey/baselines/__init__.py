"""Baselines: the older ways of naming minerals, as models beside the networks."""
