"""Maps and grains for a GIS."""
