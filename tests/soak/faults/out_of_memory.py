"""A job that gets no more memory, from a random moment on."""

import random
import resource
from contextlib import suppress

import psutil

from faults.night import CannotBeTried, Night

NAME = "out of memory"
LEFT_BYTES = 2**20
PATIENCE_S = 20.0
"""OpenBLAS, as it is loaded, asks for memory for ever. The system kills such a job in the end."""


def inject(night: Night, rng: random.Random) -> bool:
    """Let a job have hardly more than it has, kill it if it hangs, and let the run end."""
    if not hasattr(resource, "prlimit"):
        raise CannotBeTried("limits of other processes: Linux only")
    run = night.start()
    night.wait_for_moment(run, rng)
    job = run.wait_for_job(rng)
    struck = False
    with suppress(psutil.NoSuchProcess, ProcessLookupError):
        if job:
            limit = job.memory_info().vms + LEFT_BYTES
            resource.prlimit(job.pid, resource.RLIMIT_AS, (limit, limit))
            struck = True
            try:
                job.wait(PATIENCE_S)
            except psutil.TimeoutExpired:
                job.kill()
    run.wait()
    return struck
