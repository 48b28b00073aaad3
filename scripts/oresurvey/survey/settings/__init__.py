"""What can be configured: each section a class, each key an attribute with its limits and default.

The schema in config/schemas and the tables in config/README.md are written from these classes. What
stands below an attribute is what a person reads of the key.
"""
