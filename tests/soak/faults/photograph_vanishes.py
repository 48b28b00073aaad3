"""A photograph that is not there for a while: a network folder that went and came back."""

import os
import random
import shutil
import time
from pathlib import Path

from faults.night import Night

NAME = "photograph vanishes while it is read"
WHILE_S = 6.0


def away_for_a_while(
    night: Night, rng: random.Random, mine: Path, instead: Path | None = None
) -> bool:
    """Take a photograph away while a job runs, and bring it back; another may lie in its place."""
    aside = mine.with_name(f"{mine.name}.aside")
    run = night.start()
    night.wait_for_moment(run, rng)
    struck = run.wait_for_job(rng) is not None
    os.replace(mine, aside)
    if instead:
        shutil.copy2(instead, mine)
    time.sleep(rng.uniform(0.5, WHILE_S))
    os.replace(aside, mine)
    run.wait()
    return struck


def inject(night: Night, rng: random.Random) -> bool:
    """Take one photograph away and bring it back."""
    return away_for_a_while(night, rng, night.some_photograph(rng))
