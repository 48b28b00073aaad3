"""Kill -9 of a job's process, at a random moment: the rest of the run goes on."""

import random
from contextlib import suppress

import psutil

from faults.night import Night

NAME = "kill -9 of a job"


def inject(night: Night, rng: random.Random) -> bool:
    """Kill one job, and let the run end."""
    run = night.start()
    night.wait_for_moment(run, rng)
    job = run.wait_for_job(rng)
    struck = False
    with suppress(psutil.NoSuchProcess):
        if job:
            job.kill()
            struck = True
    run.wait()
    return struck
