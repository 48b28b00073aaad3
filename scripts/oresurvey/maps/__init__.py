"""Class maps on disk: written and read by rows, with what is left unidentified."""
