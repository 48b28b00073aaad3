"""Where the results of a survey are: the one spelling of paths that several stages name."""

from collections.abc import Iterable
from dataclasses import dataclass

from oresurvey.files.folder_names import folder_name


@dataclass(frozen=True)
class Places:
    """Paths below a results folder, as text: a part may be a wildcard, such as ``{batch}``.

    Attributes
    ----------
    results : str
        The folder, without a slash at its end.
    """

    results: str

    def manifest(self, model: str, stage: str, batch: str) -> str:
        """What a stage made of a batch of fields, by a model or of the annotation."""
        return f"{self.results}/{model}/batches/{stage}/{batch}.json"

    def manifests(self, model: str, stage: str, batches: Iterable[str]) -> list[str]:
        """The same of several batches."""
        return [self.manifest(model, stage, batch) for batch in batches]

    def of_model(self, model: str, part: str) -> str:
        """What a training, a fit or a shipped model left: weights, tables, card."""
        return f"{self.results}/models/{model}/{part}"

    def maps(self, map_set: str, batch: str) -> str:
        """Probability maps of a batch."""
        return f"{self.results}/probability_maps/{map_set}/batches/{batch}.json"

    def recognition(self, model: str, deposit: str) -> str:
        """What a model takes a deposit for that it was not trained on; the deposit by its name."""
        return f"{self.results}/{model}/recognition/{folder_name(deposit)}.json"

    def evaluation(self, model: str, part: str) -> str:
        """Scores, and what is drawn of them."""
        return f"{self.results}/{model}/evaluation/{part}"

    def table(self, model: str, name: str) -> str:
        """A table of deposits."""
        return f"{self.results}/{model}/deposits/{name}.csv"

    def report(self, model: str, part: str) -> str:
        """Pages, figures, workbook and layers."""
        return f"{self.results}/{model}/report/{part}"

    def change(self, before: str, after: str, part: str) -> str:
        """What is different with another model."""
        return f"{self.results}/comparison/{before}-vs-{after}/{part}"
