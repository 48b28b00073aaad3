"""Where a survey's results are, for those who look at them while it runs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from oresurvey.training.now import training_now

STATUS_PAGE = "status.html"
"""Name of the status page in the results folder; it is no result, and no rule knows it."""
SIDE_PAGE = "logs/status_{target}.html"
"""That of a run of a named target only, which leaves the page of the survey's last run as it is."""
WHOLE = frozenset({"all", "report"})
"""Targets that are the survey."""
RAW_OUTPUT = "logs/snakemake.log"
"""What Snakemake and the jobs printed, in the results folder."""


LONGEST_NAME = 60


def side_target(targets: Iterable[str]) -> str:
    """Name of the targets of a run where these are not the survey; else empty.

    Parameters
    ----------
    targets : iterable of str
        As they were asked for; none is the survey.
    """
    named = sorted(set(targets))
    return "" if not named or WHOLE & set(named) else " ".join(named)


@dataclass(frozen=True)
class SurveyPlaces:
    """Folders and files of one survey.

    Attributes
    ----------
    results : Path
    model : str
        The one that the report is about.
    target : str
        What is made, where that is not the survey; see `side_target`.
    """

    results: Path
    model: str
    target: str = ""

    @property
    def status_page(self) -> Path:
        """The page that can be left open."""
        if self.target:
            name = re.sub(r"[^\w-]+", "_", self.target)[:LONGEST_NAME]
            return self.results / SIDE_PAGE.format(target=name)
        return self.results / STATUS_PAGE

    @property
    def what(self) -> str:
        """What runs, as the beginning of a sentence."""
        return f"The target {self.target}" if self.target else "The survey"

    @property
    def raw_output(self) -> Path:
        """All that was printed."""
        return self.results / RAW_OUTPUT

    @property
    def catalog(self) -> Path:
        """Table of the fields, accepted and quarantined."""
        return self.results / "catalog" / "fields.csv"

    @property
    def report_page(self) -> Path:
        """The survey page."""
        return self.results / self.model / "report" / "index.html"

    @property
    def audit_page(self) -> Path:
        """The page on which a person names points."""
        return self.results / self.model / "audit" / "index.html"

    @property
    def grain_manifests(self) -> list[Path]:
        """Manifests of the batches whose grains are found."""
        return sorted((self.results / self.model / "batches" / "instances").glob("*.json"))

    def training_now(self, model: str) -> Path:
        """What a running training tells of itself."""
        return training_now(self.results / "models" / model)
