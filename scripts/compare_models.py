"""Report: what changes between two models, in tables."""

from pathlib import Path

import pandas as pd

from oresurvey import __version__
from oresurvey.deposits.samples import samples_in
from oresurvey.deposits.tables import read_table
from oresurvey.files.digests import file_sha256
from oresurvey.files.manifests import read_manifests
from oresurvey.files.tables import read_json, write_csv
from oresurvey.log import start_log
from oresurvey.model_change.areas import changed_fields, transitions
from oresurvey.model_change.conclusions import QUESTIONS, conclusions
from oresurvey.model_change.disagreements import disagreements
from oresurvey.model_change.modal import modal_change
from oresurvey.model_change.sections import Common, common
from oresurvey.model_change.textures import association_change, size_change
from oresurvey.operations.records.jobs import record_job
from oresurvey.survey.minerals import read_minerals


def tables_of(side: dict[str, str]) -> dict[str, pd.DataFrame | None]:
    """The tables between deposits that a model has; None for one that it has not."""
    return {
        name: read_table(side[name]) if side.get(name) and Path(side[name]).exists() else None
        for name in QUESTIONS
    }


def left_out(places: Common, manifests: list[str], missing: list[str]) -> pd.DataFrame:
    """Content of ``left_out.csv``: what could not be compared, and why.

    Parameters
    ----------
    places : Common
    manifests : list of str
        Of the map changes.
    missing : list of str
        Sentences on tables between deposits.

    Returns
    -------
    DataFrame
        what ("field", "section", "map", "table"), deposit, section, field, reason.
    """
    of_place = places.left_out.to_dict("records")
    rows = [{"what": "field" if row["field"] else "section"} | row for row in of_place]
    for path in manifests:
        rows += [{"what": "map"} | row for row in read_json(path)["left_out"]]
    blank = {"what": "table", "deposit": "", "section": "", "field": ""}
    rows += [blank | {"reason": sentence} for sentence in missing]
    return pd.DataFrame(rows, columns=[*blank, "reason"])


def main(
    before: dict,
    after: dict,
    names: tuple[str, str],
    manifests: list[str],
    minerals_path: str,
    split: str,
    folder: str,
    sampling: dict | None = None,
) -> None:
    """Write the tables of a comparison.

    Parameters
    ----------
    before, after : dict
        Paths of tables of the two models by name (modal, grain_size, association; of
        `QUESTIONS` those that there are).
    names : (str, str)
    manifests : list of str
        Of the map changes of all batches.
    minerals_path : str
    split : str
        Of the fields that the models are judged by.
    folder : str
    sampling : dict, optional
        As returned by `survey.cells.sampling.sampling_of`.
    """
    minerals = read_minerals(minerals_path)
    modal, grain_size, association = (
        [read_table(side[name]) for side in (before, after)]
        for name in ("modal", "grain_size", "association")
    )
    places, samples = common(*modal, names, sampling or {}), samples_in(modal[1])
    entries = read_manifests(manifests)
    paired = [one for one in entries if (one["deposit"], one["section"]) in places.sections]
    tables = {
        "modal": samples.said_in(modal_change(*modal, places)),
        "grain_size": samples.said_in(size_change(*grain_size, places)),
        "association": samples.said_in(association_change(*association, places)),
        "transitions": transitions(paired, minerals),
        "fields": changed_fields(entries, minerals),
        "disagreements": disagreements(entries, split),
    }
    tables["conclusions"], missing = conclusions(tables_of(before), tables_of(after), names)
    tables["left_out"] = left_out(places, manifests, missing)
    provenance = {
        "version": __version__,
        "models": list(names),
        "tables_sha256": [
            {name: file_sha256(Path(path)) for name, path in side.items()}
            for side in (before, after)
        ],
        "map_changes_sha256": [file_sha256(Path(path)) for path in manifests],
        "left_out": places.left_out.to_dict("records"),
    }
    for name, table in tables.items():
        write_csv(table, Path(folder) / f"{name}.csv", provenance)


def paths_of(inputs, side: str) -> dict[str, str]:
    """Paths of one model among the inputs named NAME_a and NAME_b."""
    return {
        name.removesuffix(f"_{side}"): str(path)
        for name, path in inputs.items()
        if name.endswith(f"_{side}")
    }


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        paths_of(snakemake.input, "a"),
        paths_of(snakemake.input, "b"),
        (snakemake.wildcards.a, snakemake.wildcards.b),
        list(snakemake.input.changes),
        snakemake.params.minerals,
        snakemake.params.split,
        str(Path(snakemake.output.modal).parent),
        snakemake.params.sampling,
    )
    record_job(snakemake)
