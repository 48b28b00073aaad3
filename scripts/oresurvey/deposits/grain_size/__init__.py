"""Grain sizes: quantiles, curves, unfolding."""
