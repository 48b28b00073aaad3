"""What changes when another model is used."""
