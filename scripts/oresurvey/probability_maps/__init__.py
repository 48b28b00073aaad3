"""Probability maps: where to cut a patch so that a class is in it."""
