"""A night on paper: all jobs of a survey on so many cores and GPUs, from what a job costs.

Jobs start in the order in which they become ready, as soon as their cores and their GPU are free,
one after the other: Snakemake starts them from a single process. That is list scheduling (Graham
1969, SIAM J. Appl. Math. 17, 416-429); the simulated time is at most twice the best possible one.
"""

import heapq
from collections import deque
from dataclasses import dataclass, field
from itertools import count


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
    peak_mb : float
        Memory of its largest job; the simulation has enough.
    """

    name: str
    after: tuple[str, ...]
    job_s: float
    field_s: float
    cores: int = 1
    gpu: bool = False
    whole: bool = False
    peak_mb: float = float("nan")


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


class _Machine:
    """Cores and GPUs, and the jobs that wait for them or run on them."""

    def __init__(self, stages: list[Stage], batches: list[int], cores: int, gpus: int):
        self.stage, self.batches = {stage.name: stage for stage in stages}, batches
        self.cores, self.gpus = cores, gpus
        # One queue for each stage: all its jobs need the same, so only its first can be next.
        self.ready = {stage.name: deque() for stage in stages}
        self.running: list[tuple[float, int, tuple]] = []
        self.at_work = {True: 0, False: 0}
        """Jobs that run, by whether they are for the whole survey."""
        self._turn = count()

    def enqueue(self, job: tuple) -> None:
        """A job has nothing more to wait for."""
        self.ready[job[0]].append((next(self._turn), job))

    def next_job(self) -> tuple | None:
        """The job that waits longest, of those for which there is room."""
        fitting = [
            queue[0]
            for name, queue in self.ready.items()
            if queue
            and self.stage[name].cores <= self.cores
            and (self.gpus or not self.stage[name].gpu)
        ]
        return min(fitting)[1] if fitting else None

    def start(self, job: tuple, at: float) -> float:
        """Let a job run; the seconds of all its cores."""
        self.ready[job[0]].popleft()
        stage = self.stage[job[0]]
        fields = sum(self.batches) if stage.whole else self.batches[job[1]]
        taken = stage.job_s + stage.field_s * fields
        self._take(stage, 1)
        heapq.heappush(self.running, (at + taken, next(self._turn), job))
        return taken * stage.cores

    def end(self) -> tuple[float, tuple]:
        """Take away the job that ends first: when, and which."""
        end, _, job = heapq.heappop(self.running)
        self._take(self.stage[job[0]], -1)
        return end, job

    def _take(self, stage: Stage, jobs: int) -> None:
        self.cores -= jobs * stage.cores
        self.gpus -= jobs * stage.gpu
        self.at_work[stage.whole] += jobs


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
    for stage in stages:
        if stage.cores > cores or (stage.gpu and not gpus):
            raise ValueError(f"{stage.name} needs {stage.cores} cores, GPU: {stage.gpu}")
    waits, followers = _jobs(stages, batches)
    machine, night = _Machine(stages, batches, cores, gpus), Night()
    for job in [job for job, before in waits.items() if not before]:
        machine.enqueue(job)
    now = starter = used = alone = 0.0
    while (job := machine.next_job()) or machine.running:
        if job and starter <= now:
            starter = now + start_s
            used += machine.start(job, starter)
            continue
        # On to the next event: a job ends, or the next one can be started.
        ends = machine.running[0][0] if machine.running else float("inf")
        later = min(ends, starter) if job else ends
        alone += (later - now) * (machine.at_work[True] > 0 and not machine.at_work[False])
        now = later
        while machine.running and machine.running[0][0] <= now:
            end, ended = machine.end()
            night.ended[ended[0]] = end / 3600
            for follower in followers.get(ended, ()):
                waits[follower] -= 1
                if not waits[follower]:
                    machine.enqueue(follower)
    night.hours = now / 3600
    night.busy = used / (cores * now) if now else 0.0
    night.alone = alone / now if now else 0.0
    return night
