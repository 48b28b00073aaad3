"""The report: pages, warnings, and what to look at first."""
