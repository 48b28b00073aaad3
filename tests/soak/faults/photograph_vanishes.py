"""A photograph that is not there for a while: a network folder that went and came back."""

import os
import random
import time

from faults.night import Night

NAME = "photograph vanishes while it is read"
WHILE_S = 6.0


def inject(night: Night, rng: random.Random) -> bool:
    """Take one photograph away and bring it back."""
    mine = night.some_photograph(rng)
    aside = mine.with_name(f"{mine.name}.aside")
    run = night.start()
    night.wait_for_moment(run, rng)
    struck = run.wait_for_job(rng) is not None
    os.replace(mine, aside)
    time.sleep(rng.uniform(0.5, WHILE_S))
    os.replace(aside, mine)
    run.wait()
    return struck
