"""The catalog: fields accepted, or quarantined with a reason."""
