"""Digests: what a result was made from, in a few letters."""

import hashlib
import json
import os
from pathlib import Path


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal; empty for a file that cannot be read."""
    if not os.path.isfile(path):
        # A pipe is waited for, a device read, for ever.
        return ""
    try:
        with open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def digest_of(value) -> str:
    """Digest of anything that JSON can hold; 16 hexadecimal digits."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
