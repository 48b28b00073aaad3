"""The light of a photograph: found, and undone."""
