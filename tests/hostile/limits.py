"""What every fuzzed reader is held to, and the count of what it was given."""

import signal
from collections import Counter
from contextlib import contextmanager

LONGEST_S = 20
READ = Counter()
"""Examples that were read, and that were refused, by target."""


@contextmanager
def time_limit(seconds: int):
    """A reader that hangs is an error, not a test that never ends."""

    def stop(*_):
        raise AssertionError(f"hangs for {seconds} s")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
