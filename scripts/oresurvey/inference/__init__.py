"""Inference: from a photograph to its class map and confidence."""
