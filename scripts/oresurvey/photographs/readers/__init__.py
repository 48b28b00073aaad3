"""Readers: files that GDAL alone reads not at all, not as they are meant, or too strictly."""
