"""New sheets: from what is in a folder, or from a folder in LumenStone's layout."""
