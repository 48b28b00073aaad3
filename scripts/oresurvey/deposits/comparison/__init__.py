"""Comparison of deposits: distances, clusters, ordination, tests."""
