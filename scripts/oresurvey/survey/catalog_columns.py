"""Columns that the catalog adds to those of the sheet in ``catalog/fields.csv``."""

QUALITY = (
    *("mean_level", "dark_pct", "clipped_pct", "edge_width_px"),
    *("cast_red_pct", "cast_blue_pct", "saturation_pct"),
)
"""Measures of the photograph, see docs/read/catalog.md."""
FOUND = ("status", "reason", "warnings", "width", "height", "sha256", "mask_sha256")
ADDED = (*FOUND, *QUALITY)
CALIBRATION = "calibration_sha256"
"""Added where a field names a calibration photograph."""
EMPTY = "empty_pct"
"""Added where some of a photograph shows no section, see `photographs.visible`."""
