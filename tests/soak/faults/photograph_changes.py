"""A photograph that is another one for a while: someone copies into the folder during the night."""

import random

from faults.night import Night
from faults.photograph_vanishes import away_for_a_while

NAME = "photograph replaced while it is read"


def inject(night: Night, rng: random.Random) -> bool:
    """Put the content of one photograph in place of another, and put that one back."""
    mine = night.some_photograph(rng)
    other = next(p for p in iter(lambda: night.some_photograph(rng), None) if p != mine)
    return away_for_a_while(night, rng, mine, other)
