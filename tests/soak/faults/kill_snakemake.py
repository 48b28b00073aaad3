"""Kill -9 of Snakemake alone, at a random moment: its jobs live on until the next run."""

import random
import signal

from faults.night import Night

NAME = "kill -9 of Snakemake"


def inject(night: Night, rng: random.Random) -> bool:
    """Kill it, and leave its jobs to themselves."""
    run = night.start()
    night.wait_for_moment(run, rng)
    run.process.send_signal(signal.SIGKILL)
    return run.wait() == -signal.SIGKILL
