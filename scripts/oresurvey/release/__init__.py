"""What the makers run: shipped models and the pages of the documentation."""
