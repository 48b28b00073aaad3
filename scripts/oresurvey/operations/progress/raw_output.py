"""What Snakemake and the jobs print, led into a file while lines are drawn on the terminal."""

import os
import sys
from pathlib import Path

STREAMS = (1, 2)
"""Descriptors of standard output and standard error, which jobs inherit."""


class RawOutput:
    """Standard output and error of this process and of its children, led into a file.

    Parameters
    ----------
    path : Path
        Written anew.
    """

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self._kept = [os.dup(stream) for stream in STREAMS]
        _flush()
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o666)
        for stream in STREAMS:
            os.dup2(file, stream)
        os.close(file)

    def restore(self) -> None:
        """Let both lead where they led before."""
        _flush()
        for stream, kept in zip(STREAMS, self._kept, strict=True):
            os.dup2(kept, stream)
            os.close(kept)
        self._kept = []


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
