"""Kill -9 of Snakemake and all its jobs at once, at a random moment, as a reboot does."""

import random

from faults.night import Night

NAME = "kill -9 of the process group"


def inject(night: Night, rng: random.Random) -> bool:
    """Kill all of it."""
    run = night.start()
    night.wait_for_moment(run, rng)
    return run.kill_group()
