"""Files: written whole or not at all, known again by their digests, read in pieces."""
