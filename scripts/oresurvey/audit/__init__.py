"""The audit: points that a person names, drawn, shown and read back."""
