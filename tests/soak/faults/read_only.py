"""Results that are mounted read-only, or whose permissions were taken away, when a run starts."""

import os
import random

from faults.mounts import mount, mounted
from faults.night import Night

NAME = "read-only results"


def _start(night: Night) -> None:
    run = night.start()
    assert run.wait() != 0, "a run on read-only results must stop"
    assert "cannot be written" in run.said, run.said


def inject(night: Night, rng: random.Random) -> bool:
    """Start a run, which must stop at once and say why."""
    night.results.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        # Root writes whatever the permissions are.
        with mounted(night.results, "--bind", str(night.results)):
            mount("-o", "remount,ro,bind", str(night.results))
            _start(night)
        return True
    records = night.results / "records"
    records.mkdir(exist_ok=True)
    (records / ".lock").touch()
    try:
        (records / ".lock").chmod(0o400)
        records.chmod(0o500)
        _start(night)
    finally:
        records.chmod(0o700)
        (records / ".lock").chmod(0o600)
    return True
