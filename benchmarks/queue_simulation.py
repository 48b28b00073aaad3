"""A night on paper: all jobs of a survey on so many cores and GPUs, from what a job costs.

Jobs start in the order in which they become ready, as soon as their cores and their GPU are free,
one after the other: Snakemake starts them from a single process. That is list scheduling (Graham
1969, SIAM J. Appl. Math. 17, 416-429); the simulated time is at most twice the best possible one.
"""

import heapq
from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Stage:
    """One rule.

    Attributes
    ----------
    name : str
    after : tuple of str
        Stages whose jobs come before: that of the same batch, or all jobs of a stage if one of the
        two is for the whole survey.
    job_s, field_s : float
        Seconds of a job, and of each field in it.
    cores : int
    gpu : bool
    whole : bool
        One job for the survey, not one for a batch.
    """

    name: str
    after: tuple[str, ...]
    job_s: float
    field_s: float
    cores: int = 1
    gpu: bool = False
    whole: bool = False


@dataclass
class Night:
    """What a simulation found.

    Attributes
    ----------
    hours : float
    ended : dict of str to float
        Hour in which the last job of each stage ends.
    busy : float
        Share of the cores' time that is used.
    alone : float
        Share of the night in which one job for the whole survey runs and no batch does.
    """

    hours: float = 0.0
    ended: dict[str, float] = field(default_factory=dict)
    busy: float = 0.0
    alone: float = 0.0


def _jobs(stages: list[Stage], batches: list[int]) -> tuple[dict, dict]:
    """What each job (stage, batch) waits for, as a count, and which jobs wait for it."""
    of = {stage.name: stage for stage in stages}
    keys = {s.name: [None] if s.whole else list(range(len(batches))) for s in stages}
    waits, followers = {}, {}
    for stage in stages:
        for batch in keys[stage.name]:
            before = [
                (name, other)
                for name in stage.after
                for other in (
                    keys[name] if stage.whole or of[name].whole else [batch]
                )
            ]  # fmt: skip
            waits[stage.name, batch] = len(before)
            for job in before:
                followers.setdefault(job, []).append((stage.name, batch))
    return waits, followers


def simulate(
    stages: list[Stage], batches: list[int], cores: int, gpus: int = 0, start_s: float = 0.0
) -> Night:
    """Run all jobs.

    Parameters
    ----------
    stages : list of Stage
        Each after those that it waits for.
    batches : list of int
        Fields in each.
    cores, gpus : int
    start_s : float
        Seconds that Snakemake needs to start one job; it starts one at a time.

    Returns
    -------
    Night

    Raises
    ------
    ValueError
        If a stage needs more cores or GPUs than there are.
    """
    of = {stage.name: stage for stage in stages}
    for stage in stages:
        if stage.cores > cores or (stage.gpu and not gpus):
            raise ValueError(f"{stage.name} needs {stage.cores} cores, GPU: {stage.gpu}")
    waits, followers = _jobs(stages, batches)
    # One queue for each stage: all its jobs need the same, so only its first can be next.
    ready = {stage.name: deque() for stage in stages}
    number = 0
    for job, count in waits.items():
        if not count:
            ready[job[0]].append((number, job))
            number += 1
    running, night = [], Night()
    free, free_gpus, now, starter = cores, gpus, 0.0, 0.0
    used = alone = 0.0
    batch_jobs = whole_jobs = 0
    while True:
        first = min(
            (
                queue[0]
                for name, queue in ready.items()
                if queue and of[name].cores <= free and (free_gpus or not of[name].gpu)
            ),
            default=None,
        )
        if first is not None and starter <= now:
            _, job = ready[first[1][0]].popleft()
            stage = of[job[0]]
            fields = sum(batches) if stage.whole else batches[job[1]]
            taken = stage.job_s + stage.field_s * fields
            starter = now + start_s
            free, free_gpus = free - stage.cores, free_gpus - stage.gpu
            batch_jobs, whole_jobs = batch_jobs + (not stage.whole), whole_jobs + stage.whole
            used += taken * stage.cores
            number += 1
            heapq.heappush(running, (starter + taken, number, job))
            continue
        if first is None and not running:
            break
        # On to the next event: a job ends, or the next one can be started.
        ends = running[0][0] if running else float("inf")
        later = min(ends, starter) if first is not None else ends
        alone += (later - now) * (whole_jobs > 0 and batch_jobs == 0)
        now = later
        while running and running[0][0] <= now:
            end, _, job = heapq.heappop(running)
            stage = of[job[0]]
            free, free_gpus = free + stage.cores, free_gpus + stage.gpu
            batch_jobs, whole_jobs = batch_jobs - (not stage.whole), whole_jobs - stage.whole
            night.ended[stage.name] = end / 3600
            for follower in followers.get(job, ()):
                waits[follower] -= 1
                if not waits[follower]:
                    number += 1
                    ready[follower[0]].append((number, follower))
    night.hours = now / 3600
    night.busy = used / (cores * now) if now else 0.0
    night.alone = alone / now if now else 0.0
    return night
