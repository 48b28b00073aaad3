"""Sampler: exact balanced patches, copied and turned, beside petroscope's on maps scaled by 8."""

import statistics
import sys

from frames import frames, where
from harness import Peer, Row, finish, judged, peers_python
from stores import stored_fields

REPEATS = 5


def main() -> list[Row]:
    """Patches a second in one process, and resident memory with 59 and with 590 sections."""
    pairs = frames()
    few, many = len(pairs), 10 * len(pairs)
    # Here, so that decoding photographs does not count as the sampler's memory.
    stored_fields(pairs, 256)
    sized = {count: Peer("sampler_memory.py", str(count)) for count in (few, many)}
    python, name = peers_python(), "petroscope, maps down-scaled by 8"
    peer = None
    if python:
        paths = [str(path) for pair in pairs for path in pair]
        peer = Peer("peer_petroscope.py", "sampler", *paths, python=python)
    taken = {count: [] for count in (*sized, "peer")}
    for _ in range(REPEATS + 1):
        for count, sampler in sized.items():
            taken[count].append(sampler.measure())
        if peer:
            taken["peer"].append(peer.measure())
    for process in (*sized.values(), *([peer] if peer else [])):
        process.close()

    def rate(key) -> float:
        return statistics.median(one["patches"] / one["seconds"] for one in taken[key][1:])

    memory = {count: max(one["peak_mb"] for one in taken[count]) for count in sized}
    rows = [
        Row("sampler", f"exact patches of 256 px ({where()})", rate(few), "patches/s",
            **judged(rate(few), at_least=3000), repeats=REPEATS),
        Row("sampler", f"the same with {many} sections", rate(many), "patches/s",
            repeats=REPEATS),
        Row("sampler", "the first 3000, photographs not in the system's cache",
            taken[few][0]["patches"] / taken[few][0]["seconds"], "patches/s"),
        Row("sampler", f"resident memory, {many} sections", memory[many], "MB", f"{few} sections",
            memory[few], memory[few] / memory[many], **judged(memory[many], at_most=500)),
        Row("sampler", "growth of memory with ten times the sections",
            memory[many] / memory[few] - 1, "",
            **judged(memory[many] / memory[few] - 1, at_most=0.1)),
    ]  # fmt: skip
    if peer is None:
        return [*rows, Row("sampler", "patches", rate(few), "patches/s", f"{name}: not installed")]
    theirs, held = rate("peer"), max(one["peak_mb"] for one in taken["peer"])
    ratio = rate(few) / theirs
    return [
        *rows,
        Row("sampler", "patches, as a ratio", rate(few), "patches/s", name, theirs, ratio,
            **judged(ratio, at_least=8), repeats=REPEATS),
        Row("sampler", f"resident memory, {few} sections", memory[few], "MB",
            name, held, held / memory[few]),
    ]  # fmt: skip


if __name__ == "__main__":
    finish(main(), sys.argv[1])
