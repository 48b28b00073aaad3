"""Progress of a survey: which jobs were planned, which run, are done, have failed.

It is told what happens and when; it asks no clock and reads no file.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class PlannedJob:
    """One job that the survey is to run.

    Attributes
    ----------
    number : int
        Snakemake's.
    rule, stage : str
    about : dict of str to str
        Its wildcards: model, batch, ...
    fields : int or None
        Fields in its batch; None where it is not about a batch.
    share : float
        Part of the machine that it takes while it runs, 0..1.
    log : str or None
    needs : frozenset of int
        Jobs whose results it reads.
    """

    number: int
    rule: str
    stage: str
    about: dict[str, str] = field(default_factory=dict)
    fields: int | None = None
    share: float = 1.0
    log: str | None = None
    needs: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        """Rule and wildcards for a person."""
        about = ", ".join(f"{key} {value}" for key, value in self.about.items())
        return f"{self.rule} ({about})" if about else self.rule


@dataclass
class Progress:
    """What is known of a run.

    Attributes
    ----------
    jobs : dict of int to PlannedJob
    begun : float
        In seconds, as all times here.
    kept : int
        Jobs whose results were up to date.
    earlier_s : dict of str to float
        Seconds of a job by rule, as earlier runs measured them.
    started : dict of int to float
        When each running job was started.
    took_s : dict of int to float
        Seconds of the jobs that are done.
    failed : dict of int to float
        When jobs failed; one that is tried again is taken off.
    blocked : set of int
        Jobs that cannot run, as a job failed that they need, directly or through others.
    errors : list of str
        What went wrong beside the jobs.
    left_s : dict of int to float
        Seconds that a running job itself says it will need.
    said : dict of int to str
        What a running job says of itself.
    stopped : bool
        Whether a person stopped the run; jobs that this broke off count as failed.
    """

    jobs: dict[int, PlannedJob]
    begun: float
    kept: int = 0
    earlier_s: dict[str, float] = field(default_factory=dict)
    started: dict[int, float] = field(default_factory=dict)
    took_s: dict[int, float] = field(default_factory=dict)
    failed: dict[int, float] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    left_s: dict[int, float] = field(default_factory=dict)
    said: dict[int, str] = field(default_factory=dict)
    stopped: bool = False

    def start(self, number: int, now: float) -> None:
        """A job was started, perhaps once more."""
        if number in self.jobs:
            if self.failed.pop(number, None) is not None:
                self.blocked = self._held_back()
            self.started[number] = now

    def finish(self, number: int, now: float) -> None:
        """A job is done."""
        if number in self.jobs:
            self.took_s[number] = now - self.started.pop(number, now)
            self._forget_words(number)

    def fail(self, number: int, now: float) -> None:
        """A job failed."""
        if number in self.jobs:
            self.started.pop(number, None)
            self.failed[number] = now
            self.blocked = self._held_back()
            self._forget_words(number)

    def hear(self, number: int, left_s: float | None, words: str) -> None:
        """A running job tells how far it is."""
        if number not in self.started:
            return
        self.said[number] = words
        self.left_s.pop(number, None)
        if left_s is not None:
            self.left_s[number] = left_s

    def _forget_words(self, number: int) -> None:
        self.left_s.pop(number, None)
        self.said.pop(number, None)

    @property
    def running(self) -> list[PlannedJob]:
        """Jobs that run now, the longest running first."""
        return [self.jobs[number] for number in sorted(self.started, key=self.started.__getitem__)]

    @property
    def waiting(self) -> list[PlannedJob]:
        """Jobs that are still to be started."""
        out = self.started.keys() | self.took_s.keys() | self.failed.keys() | self.blocked
        return [job for number, job in self.jobs.items() if number not in out]

    def _held_back(self) -> set[int]:
        blocked: set[int] = set()
        lost = set(self.failed)
        while lost:
            lost = {
                number
                for number, job in self.jobs.items()
                if not job.needs.isdisjoint(lost) and number not in blocked
            }
            blocked |= lost
        return blocked

    def of_stage(self, stage: str) -> list[PlannedJob]:
        """Jobs of a stage."""
        return [job for job in self.jobs.values() if job.stage == stage]

    def outcome(self) -> str:
        """How a run that has ended went: "finished", "failed" or "stopped" by a person."""
        if len(self.took_s) == len(self.jobs) and not self.errors:
            return "finished"
        return "stopped" if self.stopped else "failed"
