"""The survey: its configuration, sheet, minerals and places, read and checked."""
