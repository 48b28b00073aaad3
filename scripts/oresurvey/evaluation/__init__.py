"""Evaluation: maps against annotation, robustness, minerals never seen."""
