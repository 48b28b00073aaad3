"""Jobs that a dry run of Snakemake announces, and the parameters that changed since they ran."""

import ast
import re
from dataclasses import dataclass

CHANGED = "Params have changed since last execution: "
BEFORE, NOW = "before: ", " now: "
NOTHING = "<nothing exclusive>"


@dataclass(frozen=True)
class DryJob:
    """One job of a dry run.

    Attributes
    ----------
    rule : str
    wildcards : str
        As printed, "model=small, batch=b0"; empty if there are none.
    output : str
        The first one.
    reason : str
        As printed.
    """

    rule: str
    wildcards: str
    output: str
    reason: str

    @property
    def follows(self) -> bool:
        """Whether it runs only because another job does."""
        return self.reason.startswith("Input files updated by another job")


def planned_jobs(text: str) -> list[DryJob]:
    """Jobs of what ``snakemake --dry-run`` printed; named targets, which make nothing, left out."""
    jobs = []
    for block in re.split(r"\n(?=(?:local)?rule \w+:\n)", f"\n{text}")[1:]:

        def cell(name: str, block: str = block) -> str:
            found = re.search(rf"^ {{4}}{name}: (.+)$", block, re.MULTILINE)
            return found[1] if found else ""

        if output := cell("output"):
            rule = block.partition(":")[0].split()[1]
            jobs.append(DryJob(rule, cell("wildcards"), output.split(", ")[0], cell("reason")))
    return jobs


def _literals(text: str) -> list | None:
    """Values of a comma-separated list of Python literals; None if the text is something else."""
    if text == NOTHING:
        return []
    try:
        return ast.literal_eval(f"[{text}]")
    except (ValueError, SyntaxError):
        return None


def changed_parameters(reason: str) -> tuple[list, list] | None:
    """Values of parameters that only the last run had, and those that only this one has.

    Snakemake prints them as Python literals, without their names. Names of fields may hold any
    text, so the place where one list ends and the other begins is found by what can be read.

    Parameters
    ----------
    reason : str

    Returns
    -------
    tuple of (list, list) or None
        None where no parameter changed.
    """
    if CHANGED not in reason:
        return None
    text = reason.split(CHANGED, 1)[1].split(BEFORE, 1)[1]
    ends = [len(text), *(match.start() for match in re.finditer("; ", text))]
    for end in ends:
        for middle in re.finditer(NOW, text[:end]):
            before = _literals(text[: middle.start()].strip())
            now = _literals(text[middle.end() : end].strip())
            if before is not None and now is not None:
                return before, now
    return None
