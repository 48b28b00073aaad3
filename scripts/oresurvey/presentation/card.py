"""Sections that the cards of all models have."""

import json


def configuration_lines(settings: dict) -> list[str]:
    """Last section of a card: the model's section of the configuration."""
    text = json.dumps(settings, indent=1, sort_keys=True)
    return ["## Configuration", "", "```json", text, "```", ""]
