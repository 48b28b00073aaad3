"""Instances: grains of a class map, their measures, contacts and outlines."""
