"""Statistics that know nothing of ores: intervals, tests, compositions, scores."""
