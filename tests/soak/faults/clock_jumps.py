"""A clock that is a day ahead or behind, between two runs and within one.

What a clock leaves behind are times of files: those of half the files are moved, as if the clock
had been wrong when they were written.
"""

import os
import random
from pathlib import Path

from faults.night import Night

NAME = "clock jumps by a day"
DAY_S = 86_400


def _move_times(folders: tuple[Path, ...], rng: random.Random) -> None:
    by = rng.choice([-DAY_S, DAY_S])
    for path in [path for folder in folders for path in sorted(folder.rglob("*"))]:
        if path.is_file() and not path.is_symlink() and rng.random() < 0.5:
            try:
                about = os.stat(path)
                os.utime(path, (about.st_atime + by, about.st_mtime + by))
            except FileNotFoundError:
                # A job renamed it just now.
                continue


def inject(night: Night, rng: random.Random) -> bool:
    """Move times, start, move times at a random moment, and let the run end."""
    folders = (night.results, night.photographs)
    _move_times(folders, rng)
    run = night.start()
    night.wait_for_moment(run, rng)
    struck = not run.ended
    _move_times((night.results,), rng)
    run.wait()
    return struck
