"""Deposits: tables of what their maps and grains say."""
