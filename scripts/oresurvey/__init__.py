"""From photographs of polished ore sections to mineral maps, grains and deposit tables."""

__version__ = "0.2.0"
