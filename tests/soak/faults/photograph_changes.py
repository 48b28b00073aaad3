"""A photograph that is another one for a while: someone copies into the folder during the night."""

import os
import random
import shutil
import time

from faults.night import Night

NAME = "photograph replaced while it is read"
WHILE_S = 6.0


def inject(night: Night, rng: random.Random) -> bool:
    """Put the content of one photograph in place of another, and put that one back."""
    mine = night.some_photograph(rng)
    other = next(p for p in iter(lambda: night.some_photograph(rng), None) if p != mine)
    aside = mine.with_name(f"{mine.name}.aside")
    run = night.start()
    night.wait_for_moment(run, rng)
    struck = run.wait_for_job(rng) is not None
    os.replace(mine, aside)
    shutil.copy2(other, mine)
    time.sleep(rng.uniform(0.5, WHILE_S))
    os.replace(aside, mine)
    run.wait()
    return struck
