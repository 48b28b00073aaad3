"""Modal mineralogy: shares of the minerals, corrected by labels, and the assay."""
