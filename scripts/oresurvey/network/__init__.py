"""The network: its layers, its losses, its input, and windows of a field that go through it."""
