"""The start and the end of a run: lock, clock, left-over jobs, notification."""
