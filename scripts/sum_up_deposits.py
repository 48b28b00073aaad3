"""Deposits: modal, grain-size and association tables, and the comparison of deposits."""

from pathlib import Path

import pandas as pd

from oresurvey import __version__
from oresurvey.association import association, boundary_lengths
from oresurvey.compositions import comparison
from oresurvey.digests import file_sha256
from oresurvey.grain_size import grain_size, size_curve, usable_grains
from oresurvey.job_log import start_log
from oresurvey.manifests import read_manifests
from oresurvey.minerals import UNIDENTIFIED, read_minerals
from oresurvey.modal import identified, modal, pixel_table
from oresurvey.tables import read_json, read_parquet, write_csv

GRAIN_COLUMNS = [
    *("deposit", "section", "field", "grain", "code", "area_px", "ecd_px", "ecd_um", "left_px"),
    *("top_px", "right_px", "bottom_px", "perimeter_px", "touches_frame"),
]
CONTACT_COLUMNS = ["deposit", "section", "field", "code_a", "code_b", "length_px", "length_um"]


def contacts_of(folder: str) -> pd.DataFrame:
    """Contacts of a field, summed by pair of minerals: grains by the thousand are not needed."""
    contacts = read_parquet(Path(folder) / "contacts.parquet", CONTACT_COLUMNS)
    keys = [column for column in CONTACT_COLUMNS if not column.startswith("length")]
    return contacts.groupby(keys, as_index=False).agg(
        length_px=("length_px", "sum"),
        length_um=("length_um", lambda length: length.sum(skipna=False)),
    )


def supported_codes(entries: list[dict], about: dict | None, only_labelled: bool) -> dict | None:
    """Codes that the maps of each deposit can name; None for annotations."""
    if about is None:
        return None
    labelled = about.get("labelled", {}) if only_labelled else {}
    deposits = {entry["deposit"] for entry in entries}
    return {name: set(labelled.get(name, about["codes"])) for name in deposits}


def main(
    manifests: list[str],
    about: str | None,
    settings: dict,
    only_labelled: bool,
    minerals: str,
    folder: str,
) -> None:
    """Write the tables of one model (or of the annotation).

    Parameters
    ----------
    manifests : list of str
        Of the instances.
    about : str or None
        ``model.json``; None for the annotation.
    settings : dict
        The configuration's ``deposits`` section.
    only_labelled : bool
        Whether maps name only what the annotation of their deposit distinguishes.
    minerals : str
        Path of the table of minerals.
    folder : str
    """
    entries = read_manifests(manifests)
    named = read_minerals(minerals)
    folder = Path(folder)
    model = read_json(about) if about else None
    provenance = {
        "version": __version__,
        "model_sha256": model["sha256"] if model else "annotation",
        "instances_sha256": {entry["field"]: entry["sha256"] for entry in entries},
        "minerals_sha256": file_sha256(Path(minerals)),
        "settings": settings,
        "shares": "raw: counted pixels, not corrected for the classifier's confusion",
    }
    pixels = pixel_table(entries)
    if (pixels["code"] == UNIDENTIFIED).any():
        provenance["bases"] = {
            "total": "all pixels, the unidentified among them",
            "ore": "identified pixels of ore; grains, contacts and comparisons are of these",
        }
    write_csv(modal(pixels, named), folder / "modal.csv", provenance)

    read = [read_parquet(Path(e["folder"]) / "grains.parquet", GRAIN_COLUMNS) for e in entries]
    fields = pd.DataFrame(entries)[["field", "width", "height", "um_per_px"]]
    smallest = settings["smallest_grain_px"]
    grains = usable_grains(pd.concat(read, ignore_index=True), fields, smallest)
    write_csv(grain_size(grains, named), folder / "grain_size.csv", provenance)
    unit = "um" if fields["um_per_px"].notna().all() else "px"
    curves = size_curve(grains, unit).assign(unit=unit)
    write_csv(curves, folder / "size_curves.csv", provenance)

    contacts = pd.concat([contacts_of(entry["folder"]) for entry in entries], ignore_index=True)
    lengths = boundary_lengths(contacts)
    write_csv(
        association(lengths, identified(pixels), named), folder / "association.csv", provenance
    )

    chosen = frozenset(e["deposit"] for e in entries if e["selection"] == "chosen")
    supported = supported_codes(entries, model, only_labelled)
    compared = comparison(identified(pixels), named, supported, chosen)
    write_csv(compared, folder / "comparison.csv", provenance)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        list(snakemake.input.instances),
        snakemake.input.about or None,
        snakemake.params.settings,
        snakemake.params.only_labelled,
        snakemake.params.minerals,
        str(Path(snakemake.output.modal).parent),
    )
