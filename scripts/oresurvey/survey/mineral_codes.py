"""Codes of pixels that are no mineral of the table.

Apart from its reader: maps and networks know codes, and no error text of the table.
"""

VOID = 255
"""Code of pixels that the annotator left out; they count nowhere."""

UNIDENTIFIED = 254
"""Code of pixels of class maps whose confidence is too low; no mineral, and no grain."""

BACKGROUND = 0
"""Code of everything that is not ore: gangue, resin, pits."""
