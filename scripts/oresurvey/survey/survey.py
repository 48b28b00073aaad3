"""A survey: what its configuration, its sheet and its table of minerals say, read once.

Rules ask it, and so do the commands that look at finished results.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

from oresurvey.files.digests import digest_of
from oresurvey.files.fingerprints import Fingerprints
from oresurvey.files.folder_names import folder_name
from oresurvey.files.tables import read_json
from oresurvey.survey.batches import ANNOTATED_FIELDS, split_into_batches
from oresurvey.survey.cells.sampling import sampling_of
from oresurvey.survey.duplicates import mark_duplicates
from oresurvey.survey.field import Field
from oresurvey.survey.formulas import Formula, assays_of
from oresurvey.survey.layout import ANNOTATION, SurveyLayout
from oresurvey.survey.minerals import Minerals
from oresurvey.survey.model import SCORED_SPLITS, TRAINING_SPLITS, Model
from oresurvey.survey.places import Places
from oresurvey.survey.provenance import inputs_of_run
from oresurvey.survey.rows import as_rows
from oresurvey.survey.settings.models import Network
from oresurvey.survey.settings.settings import Settings
from oresurvey.survey.settings.training import Training


@dataclass(frozen=True)
class Survey:
    """A checked configuration and all that it names.

    Attributes
    ----------
    settings : Settings
    recorded : dict
        The same as records have it.
    fields : dict of str to Field
        The sheet.
    minerals : Minerals
    formulas : dict of int to Formula
    declared : dict of str to list of int
        Codes of the minerals that may occur, by deposit.
    scripts : Path
        Folder of the scripts.
    remarks : tuple of str
        What was taken for granted of the sheet.
    """

    settings: Settings
    recorded: dict
    fields: dict[str, Field]
    minerals: Minerals
    formulas: dict[int, Formula]
    declared: dict[str, list[int]]
    scripts: Path
    remarks: tuple[str, ...] = ()

    @property
    def results(self) -> Path:
        """The results folder."""
        return Path(self.places.results)

    @cached_property
    def places(self) -> Places:
        """Where each result is."""
        return Places(self.settings.results.rstrip("/"))

    @cached_property
    def layout(self) -> SurveyLayout:
        """What belongs into the results folder."""

        def folders(names: Iterable[str]) -> frozenset[str]:
            return frozenset(self.fields[name].folder for name in names)

        return SurveyLayout(
            frozenset(self.models),
            frozenset(self.map_sets),
            frozenset(self.deposits),
            folders(self.fields),
            folders(self.annotated),
            folders(self.training),
            frozenset(self.batches),
            frozenset(self.annotated_batches),
            frozenset(self.training_batches),
        )

    @property
    def photographs(self) -> list[Path]:
        """Folders that a demo's photographs are in; they may be inside the results."""
        demo = self.settings.demo
        return [Path(demo.folder)] if demo else []

    @cached_property
    def inputs(self) -> dict[str, str]:
        """Digests of configuration, sheet and minerals, as records have them."""
        return inputs_of_run(self.recorded, self.minerals, self.formulas)

    @property
    def audit_sheet(self) -> str | None:
        """The filled sheet of an audit, if there is one."""
        sheet = self.settings.audit.sheet
        return os.path.expandvars(sheet) if sheet is not None else None

    # Fields

    @cached_property
    def deposits(self) -> dict[str, str]:
        """Deposits by the names of their folders."""
        return {folder_name(field.deposit): field.deposit for field in self.fields.values()}

    @cached_property
    def annotated(self) -> list[str]:
        """Fields with a mask."""
        return [name for name, field in self.fields.items() if field.mask]

    def _annotated_in(self, splits: tuple[str, ...]) -> list[str]:
        return [name for name in self.annotated if self.fields[name].split in splits]

    @cached_property
    def training(self) -> list[str]:
        """Annotated fields that train or validate."""
        return self._annotated_in(TRAINING_SPLITS)

    @cached_property
    def scored(self) -> list[str]:
        """Annotated fields that models are scored on, unless they leave a fold out."""
        return self._annotated_in(SCORED_SPLITS)

    @cached_property
    def batches(self) -> dict[str, list[str]]:
        """All fields in batches, one job's worth each."""
        return split_into_batches(list(self.fields), self.settings.batch_fields)

    @cached_property
    def annotated_batches(self) -> dict[str, list[str]]:
        """Annotated fields in batches of their own: a photograph added must not retrain."""
        return split_into_batches(self.annotated, ANNOTATED_FIELDS)

    @cached_property
    def training_batches(self) -> dict[str, list[str]]:
        """Fields that train or validate, in batches."""
        return split_into_batches(self.training, ANNOTATED_FIELDS)

    def batches_of(self, model: str) -> dict[str, list[str]]:
        """Batches of the fields that the tables of a model, or of the annotation, are made of."""
        return self.annotated_batches if model == ANNOTATION else self.batches

    @cached_property
    def sampling(self) -> dict[str, dict[str, str]]:
        """What the sheet says of holes, of how sections were selected and of overlaps."""
        return sampling_of(self.fields.values())

    @cached_property
    def assayed(self) -> dict[str, dict[str, float]]:
        """Chemical assays of the sheet: element to section to per cent, see `assays_of`."""
        return assays_of(self.fields.values(), self.settings.sheet)

    @cached_property
    def particles(self) -> list[str]:
        """Deposits with fields of particles: their background is resin."""
        return sorted({f.deposit for f in self.fields.values() if f.sample_type == "particles"})

    @cached_property
    def gangue(self) -> dict[str, float]:
        """Density of the gangue by deposit, g/cm3, where the configuration has one."""
        by_name = self.settings.deposits.by_name.items()
        return {
            name: about.gangue_density_g_cm3
            for name, about in sorted(by_name)
            if about.gangue_density_g_cm3 is not None
        }

    # Models

    @cached_property
    def models(self) -> dict[str, Model]:
        """All models of the configuration, in its order."""
        sections = self.settings.models
        found = {}
        for name, section in sections.items():
            network = section if isinstance(section, Network) else None
            found[name] = Model(
                name,
                section,
                self._training_of(network),
                self.settings.inference.changed_by(network.inference if network else None),
                self.fields,
                self.places,
            )
        return found

    def _training_of(self, network: Network | None) -> Training | None:
        """How a network is trained, in the shape of the model that it is taught from."""
        section = network
        if network and network.weights_of:
            section = cast(Network, self.settings.models[network.weights_of])
        training = section.train if section else None
        if training is None or training.parent is None:
            return training
        parent = self.settings.models.get(training.parent)
        taught = self._training_of(parent) if isinstance(parent, Network) else None
        if taught:
            return training.taught_by(taught.recorded())
        weights = parent.weights if isinstance(parent, Network) else training.parent
        return training.taught_by(read_json(f"{os.path.expandvars(cast(str, weights))}/model.json"))

    def model(self, name: str) -> Model:
        """One of them."""
        return self.models[name]

    def models_that_are(self, *kinds: str) -> list[str]:
        """Names of the models of some kinds: trained, shared, shipped, fitted."""
        return [name for kind in kinds for name in self.models if self.models[name].kind == kind]

    def starting_files(self, model: str) -> list[str]:
        """Files of the model that a training starts with; none where it starts from chance."""
        training = self.models[model].training
        start = training.start if training else None
        if start is None:
            return []
        parts = ("model.keras", "model.json")
        if start in self.models:
            return [self.places.of_model(start, part) for part in parts]
        return [f"{os.path.expandvars(start)}/{part}" for part in parts]

    @cached_property
    def folds(self) -> list[str]:
        """Models that leave a fold out. One that takes its weights from another, and maps as that
        one does, is none: it would be scored twice."""
        return [
            name
            for name in self.models_that_are("trained", "shared")
            if (model := self.models[name]).fold is not None
            and (model.kind == "trained" or model.inference.as_unknown)
        ]

    def naming(self, model: str, names: Iterable[str]) -> dict:
        """Which minerals maps of some fields may name, see `network.naming.Naming`.

        What is declared of other deposits is left out: it is no reason to map these again.
        """
        known = self.models.get(model)
        inference = known.inference if known else self.settings.inference
        deposits = {self.fields[name].deposit for name in names}
        return {
            "only_labelled": inference.only_labelled,
            "as_unknown": inference.as_unknown,
            "declared": {d: codes for d, codes in self.declared.items() if d in deposits},
        }

    @cached_property
    def map_sets(self) -> dict[str, Training]:
        """How probability maps are made, by the name of their folder."""
        trained = (self.models[name] for name in self.models_that_are("trained"))
        return {model.map_set: model.training for model in trained if model.training}

    # Digests

    @cached_property
    def digest_of_file(self) -> Fingerprints:
        """Digest of the content of a file, remembered beside the catalog."""
        return Fingerprints(f"{self.places.results}/catalog/.fingerprints.json")

    @cached_property
    def mineral_table(self) -> str:
        """Digest of the table of minerals without formulas, which concern the assay alone."""
        return digest_of([list(vars(mineral).values()) for mineral in self.minerals.table])

    @cached_property
    def _rows(self) -> dict[str, dict]:
        digest: Callable = self.digest_of_file
        rows = {name: as_rows([field], digest)[0] for name, field in self.fields.items()}
        self.digest_of_file.save()
        return mark_duplicates(rows)

    def rows(self, names: Iterable[str]) -> list[dict]:
        """Rows of the sheet with the digests of photograph and mask."""
        return [self._rows[name] for name in names]

    def scored_rows(self, model: str) -> list[dict]:
        """Rows of the fields that a model is scored on, each with the split that it is for it."""
        return [
            self._rows[name] | {"split": split} for name, split in self.models[model].scored.items()
        ]

    def deciding_rows(self, model: str, folder: str, most: int) -> list[dict]:
        """Rows of the fields by which a model recognises a deposit, of all in its folder.

        None of a deposit whose light it knows.
        """
        deposit = self.deposits[folder]
        if deposit in (self.models[model].trained_deposits or ()):
            return []
        return self.rows(self.models[model].deciding_fields(deposit, most))

    def sharing_rows(self, model: str, folder: str, most: int) -> list[dict]:
        """Rows of the fields by which shared lights are found, of all in a deposit's folder."""
        return self.rows(self.models[model].sharing_fields(self.deposits[folder], most))

    def deposit_settings(self, *names: str) -> dict:
        """Some of the settings of the deposits: a change of another one is no reason to run."""
        return {name: getattr(self.settings.deposits, name) for name in names}

    def judging_rows(self, before: str, after: str) -> list[dict]:
        """Rows of the annotated fields that trained neither model: test fields if there are any."""
        of_after = self.models[after].scored
        both = [row for row in self.scored_rows(before) if row["field"] in of_after]
        return [row for row in both if row["split"] == "test"] or both

    def judging_split(self, before: str, after: str) -> str:
        """Split of these fields; empty where there are none."""
        found = self.judging_rows(before, after)
        return found[0]["split"] if found else ""
