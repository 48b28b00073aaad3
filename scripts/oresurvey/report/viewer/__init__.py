"""The viewer of a field: one page that holds all of it."""
