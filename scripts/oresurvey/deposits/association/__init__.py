"""Association: contacts, rims, locking, liberation, textural groups."""
