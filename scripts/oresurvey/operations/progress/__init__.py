"""Progress: how far a run is, on the terminal and on the status page."""
