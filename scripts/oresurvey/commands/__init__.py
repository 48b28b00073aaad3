"""What people type: python -m oresurvey VERB, a module per verb."""
