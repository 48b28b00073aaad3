"""Soak: the readers of what people type under random input, for as long as there is time."""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parents[1] / "hostile"))

from fuzzing import TARGETS
from limits import READ

ROUND = 500
"""Examples of one reader before the next has its turn."""


SETTINGS = settings(
    max_examples=ROUND,
    deadline=None,
    # Without it, every round has other examples.
    derandomize=False,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def fuzz(seconds: float) -> list[tuple[str, str]]:
    """Run all targets in turn; rows of the table of `run`.

    Parameters
    ----------
    seconds : float
        Ended after the round in which they are over.
    """
    end, findings = time.monotonic() + seconds, []
    while time.monotonic() < end:
        for name, target in TARGETS.items():
            with TemporaryDirectory() as folder:
                try:
                    target(SETTINGS, Path(folder))
                except Exception as error:
                    findings.append(f"{name}: {type(error).__name__}: {error}"[:2000])
                    print(f"FINDING {findings[-1]}", flush=True)
    rows = [(f"inputs of {key}", f"{count:,}") for key, count in sorted(READ.items())]
    return [*rows, ("inputs in all", f"{READ.total():,}"), ("findings (0)", str(len(findings)))]


if __name__ == "__main__":
    for row in fuzz(float(sys.argv[1])):
        print(*row, sep="\t")
