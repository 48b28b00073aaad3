"""Where a survey's results are, for those who look at them while it runs."""

from dataclasses import dataclass
from pathlib import Path

from oresurvey.training.now import training_now

STATUS_PAGE = "status.html"
"""Name of the status page in the results folder; it is no result, and no rule knows it."""
RAW_OUTPUT = "logs/snakemake.log"
"""What Snakemake and the jobs printed, in the results folder."""


@dataclass(frozen=True)
class SurveyPlaces:
    """Folders and files of one survey.

    Attributes
    ----------
    results : Path
    model : str
        The one that the report is about.
    """

    results: Path
    model: str

    @property
    def status_page(self) -> Path:
        """The page that can be left open."""
        return self.results / STATUS_PAGE

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
    def grain_manifests(self) -> list[Path]:
        """Manifests of the batches whose grains are found."""
        return sorted((self.results / self.model / "batches" / "instances").glob("*.json"))

    def training_now(self, model: str) -> Path:
        """What a running training tells of itself."""
        return training_now(self.results / "models" / model)
