"""Kill -9 of a job's process, at a random moment: the rest of the run goes on."""

import random

import psutil

from faults.night import Night

NAME = "kill -9 of a job"


def inject(night: Night, rng: random.Random) -> None:
    """Kill one job, and let the run end."""
    run = night.start()
    night.wait_for_moment(run, rng)
    job = run.wait_for_job(rng)
    try:
        if job:
            job.kill()
    except psutil.NoSuchProcess:
        pass
    run.wait()
