"""Draw patches from the given number of sections: a process whose memory is looked at."""

import resource
import sys
import time

from frames import CODES, frames
from harness import PROJECT, serve
from stores import many, stored_fields

sys.path.insert(0, str(PROJECT / "scripts"))

from oresurvey.survey.settings.training import Training
from oresurvey.training.sampler import BalancedSampler, PatchSource

PATCHES = 3000


def main(sections: int) -> None:
    """Serve seconds of `PATCHES` patches, and the peak of resident memory so far."""
    folders = many(stored_fields(frames(), 256), sections)
    begun = time.perf_counter()
    sources = [PatchSource(folder, "here", CODES) for folder in folders]
    sampler = BalancedSampler(sources, CODES, Training())
    start = time.perf_counter() - begun

    stored = sorted({path for folder in folders for path in folder.resolve().glob("*_strips.npy")})

    def warm() -> None:
        """Read the stores through, as the first steps of a training do: petroscope holds all its
        sections in memory, and this system gives back what was read and then left alone."""
        for path in stored:
            with open(path, "rb") as stream:
                while stream.read(2**20):
                    pass

    warmed = False

    def measure() -> dict:
        nonlocal warmed
        # The first measurement is that of a cold start.
        if warmed:
            warm()
        warmed = True
        begun = time.perf_counter()
        for _ in range(PATCHES):
            sampler.cut(sampler.plan())
        took = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        return {"seconds": took, "patches": PATCHES, "peak_mb": peak}

    serve({"start_s": start}, measure)


if __name__ == "__main__":
    main(int(sys.argv[1]))
