"""A disk that is full in the middle of a run, and has room for the next one."""

import random
import shutil
import subprocess
from pathlib import Path

from faults.mounts import mount, mounted
from faults.night import Night
from oresurvey.operations.run.left_over_jobs import stop_left_over_jobs

NAME = "disk full"
ROOM_BYTES = 400_000


def _bytes(folder: Path) -> int:
    return sum(-(-p.stat().st_size // 4096) * 4096 for p in folder.rglob("*") if p.is_file())


def inject(night: Night, rng: random.Random) -> bool:
    """Run on a small file system in memory; enlarge it, and take the results home."""
    stop_left_over_jobs(night.results)
    aside = night.results.with_name(f"{night.results.name}.aside")
    night.results.mkdir(parents=True, exist_ok=True)
    room = _bytes(night.results) + rng.randrange(ROOM_BYTES // 4, ROOM_BYTES)
    shutil.copytree(night.results, aside, symlinks=True)
    try:
        with mounted(night.results, "-t", "tmpfs", "-o", f"size={room}", "tmpfs"):
            _fill(aside, night.results)
            shutil.rmtree(aside)
            struck = night.start().wait() != 0
            mount("-o", f"remount,size={room + 2**30}", str(night.results))
            _fill(night.results, aside)
        shutil.rmtree(night.results)
        aside.rename(night.results)
        return struck
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _fill(source: Path, target: Path) -> None:
    """Copy with all times and links, as a person moves results to another disk."""
    target.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)
