"""What jobs read of what a survey may or may not have: paths, by the names that rules call them."""

from dataclasses import dataclass

from oresurvey.errors import ConfigurationError
from oresurvey.survey.layout import ANNOTATION
from oresurvey.survey.survey import Survey

PAGE_CHANGES = ("modal", "conclusions")
"""Tables of a change of model that the page of the new model reads."""


@dataclass(frozen=True)
class Inputs:
    """Inputs of the jobs of a survey; where there is nothing to read, none."""

    survey: Survey

    def manifests(self, model: str, stage: str) -> list[str]:
        """What a stage made of all fields of a model, or of the annotation."""
        return self.survey.places.manifests(model, stage, self.survey.batches_of(model))

    def mapped(self, model: str, batch: str) -> str:
        """Maps of a batch: the model's, or an annotator's."""
        stage = "instances" if model == ANNOTATION else "inference"
        return self.survey.places.manifest(model, stage, batch)

    def training_maps(self, model: str) -> list[str]:
        """Probability maps that a training draws patches by."""
        maps = self.survey.model(model).map_set
        return [self.survey.places.maps(maps, batch) for batch in self.survey.training_batches]

    def start(self, model: str) -> list[str]:
        """Network and description that a training starts from; none where it starts from chance."""
        return self.survey.starting_files(model)

    def recognised(self, model: str, batch: str) -> list[str]:
        """What a model takes the deposits of a batch for, of those whose light it does not know."""
        return self.survey.model(model).recognitions(self.survey.batches[batch])

    def every_recognised(self, model: str) -> list[str]:
        """The same of all deposits."""
        return self.survey.model(model).recognitions(self.survey.fields)

    def scored_maps(self, model: str) -> list[str]:
        """Maps of the fields that a model is scored on."""
        batches = self.survey.model(model).scored_batches(self.survey.batches)
        return self.survey.places.manifests(model, "inference", batches)

    def folds(self) -> dict[str, list[str]]:
        """The same of every model of a cross-validation, by its name.

        Raises
        ------
        ConfigurationError
            If no model leaves a fold out.
        """
        if not self.survey.folds:
            raise ConfigurationError(
                "cross_validation: no model of the configuration leaves a fold out; give models "
                "train.fold: 0, 1, ... and number the fields in the sheet's column fold"
            )
        return {name: self.scored_maps(name) for name in self.survey.folds}

    def summary(self, model: str) -> list[str]:
        """Scores of a model, in short."""
        return [self.survey.places.evaluation(model, "summary.json")] if self.survey.scored else []

    def score_tables(self, model: str) -> dict[str, str]:
        """Scores of a model, in short and mineral by mineral."""
        parts = {"summary": "summary.json", "per_class": "per_class.csv"}
        parts["confusion"] = "confusion.csv"
        places = self.survey.places
        return {
            name: places.evaluation(model, part)
            for name, part in parts.items()
            if self.survey.scored
        }

    def scores(self, model: str) -> dict[str, str]:
        """The same with the figures: what the page of the survey shows."""
        if not self.survey.scored:
            return {}
        figures = self.survey.places.evaluation(model, "figures")
        return self.score_tables(model) | {"evaluation_figures": figures}

    def about(self, model: str) -> dict[str, str]:
        """What is known of a model; the annotation is none."""
        if model == ANNOTATION:
            return {}
        return {"about": self.survey.places.of_model(model, "model.json")}

    def drift(self, model: str) -> dict[str, str]:
        """Verdict on each deposit; the annotation has none."""
        return {} if model == ANNOTATION else {"drift": self.survey.places.table(model, "drift")}

    def familiarity(self, model: str) -> dict[str, str]:
        """How sure a model is of the fields that validated it; a baseline has none."""
        if not self.survey.model(model).is_network:
            return {}
        return {"familiarity": self.survey.places.of_model(model, "familiarity.csv")}

    def training_figures(self, model: str) -> dict[str, str]:
        """Figures of the training; a fit has no epochs and hands out no patches."""
        if not self.survey.model(model).is_network:
            return {}
        return {"training_figures": self.survey.places.of_model(model, "figures")}

    def labels(self, model: str) -> dict[str, str | list[str]]:
        """What shares of a model are corrected by: scored and annotated fields, named points."""
        found: dict[str, str | list[str]] = {}
        if model == ANNOTATION:
            return found
        if self.survey.scored:
            found["confusion"] = self.survey.places.evaluation(model, "field_confusion.csv")
        if self.survey.annotated:
            found["annotation"] = self.manifests(ANNOTATION, "instances")
        if self.survey.audit_sheet is not None:
            found["audit"] = self.survey.audit_sheet
        return found

    def change(self, model: str) -> list[str]:
        """What changes against the previous model; for the model of the report only."""
        report = self.survey.settings.report
        if model != report.model or not report.baseline:
            return []
        return [
            self.survey.places.change(report.baseline, model, f"{name}.csv")
            for name in PAGE_CHANGES
        ]
