"""Suggestions: which fields, and which parts of them, to annotate next."""
