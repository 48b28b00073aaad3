"""Annotations: files of labelling programs read into masks, and masks and maps written for them."""
