"""Manifests: the small JSON file that stands for one batch of one stage.

It says what was made, from what, with which digest. Later stages depend on manifests, so a large
file that was merely touched, or made again with the same content, makes nothing else again.
"""

from oresurvey.files.tables import read_json


def read_manifests(paths) -> list[dict]:
    """Entries of several manifests, in the order of the field names."""
    entries = [entry for path in paths for entry in read_json(path)["fields"]]
    return sorted(entries, key=lambda entry: entry["field"])
