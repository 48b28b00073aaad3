"""Verbs of those who make oresurvey: models, pages of the documentation, pictures."""
