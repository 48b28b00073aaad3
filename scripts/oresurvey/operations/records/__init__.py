"""Records: what every job made, what from, and whether that still holds."""
