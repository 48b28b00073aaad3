"""Associations: rims, association, textural groups, locking and liberation of the deposits."""

from itertools import groupby
from pathlib import Path

import pandas as pd

from oresurvey.deposits.association.fractions import by_fraction
from oresurvey.deposits.association.groups import field_members
from oresurvey.deposits.association.liberation import AREA_COLUMNS as PARTICLE_COLUMNS
from oresurvey.deposits.association.liberation import classed_areas, is_particles, liberation
from oresurvey.deposits.association.locking import AREA_COLUMNS, locked_areas, locking
from oresurvey.deposits.association.rims import read_rims, rim_table
from oresurvey.deposits.association.table import association, boundary_lengths
from oresurvey.deposits.association.textures import COLUMNS as TEXTURE_COLUMNS
from oresurvey.deposits.association.textures import texture_groups, textures
from oresurvey.deposits.entries import table_entries
from oresurvey.deposits.levels import identified, pixel_table, pixel_weights, weighed
from oresurvey.deposits.provenance import table_provenance
from oresurvey.deposits.samples import CHOSEN, Samples, samples_of
from oresurvey.deposits.usable_grains import SmallestGrain
from oresurvey.files.manifests import read_manifests
from oresurvey.files.tables import read_parquet, write_csv
from oresurvey.log import LOG, start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.survey.cells.sampling import FRACTION
from oresurvey.survey.minerals import Minerals, read_minerals

CONTACT_COLUMNS = ["deposit", "section", "field", "code_a", "code_b", "length_px", "length_um"]
NO_PARTICLES = (
    "no field has sample_type particles in the sheet; liberation is of particles, not of ore in "
    "place"
)


def contacts_of(folder: str) -> pd.DataFrame:
    """Contacts of a field, summed by pair of minerals: grains by the thousand are not needed."""
    contacts = read_parquet(Path(folder) / "contacts.parquet", CONTACT_COLUMNS)
    keys = [column for column in CONTACT_COLUMNS if not column.startswith("length")]
    return contacts.groupby(keys, as_index=False).agg(
        length_px=("length_px", "sum"),
        length_um=("length_um", lambda length: length.sum(skipna=False)),
    )


def group_tables(
    entries: list[dict],
    smallest: SmallestGrain,
    minerals: Minerals,
    weights: pd.Series,
    samples: Samples,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None]:
    """Textures, locked areas and areas by class of liberation (None without particles).

    Deposit by deposit: of the groups of one deposit, five numbers each are in memory at a time.
    """
    of_deposits, locked, classed = [], [], []
    # These tables have no rows of fields, so a field that is not pooled is in none.
    pooled = [entry for entry in entries if weights[entry["field"]]]
    ordered = sorted(pooled, key=lambda entry: (entry["deposit"], entry["field"]))
    for deposit, of in groupby(ordered, key=lambda entry: entry["deposit"]):
        groups = []
        for entry, members in field_members(list(of), smallest, minerals, is_particles):
            weight = weights[entry["field"]]
            groups.append(texture_groups(entry, members, weight))
            locked.append(locked_areas(entry, members, weight))
            if is_particles(entry):
                classed.append(classed_areas(entry, members, weight))
        found = textures(pd.concat(groups, ignore_index=True), samples.replicates)
        of_deposits.append(samples.said_in(found))
        LOG.info("%s: %d textural groups", deposit, sum(map(len, groups)))
    return (
        _joined(of_deposits, TEXTURE_COLUMNS),
        _joined(locked, AREA_COLUMNS),
        pd.concat(classed, ignore_index=True) if classed else None,
    )


def _joined(parts: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def main(
    manifests: list[str],
    rims: list[str],
    about: str | None,
    settings: dict,
    minerals: str,
    folder: str,
    sampling: dict | None = None,
) -> None:
    """Write the tables of one model (or of the annotation).

    Parameters
    ----------
    manifests : list of str
        Of the instances.
    rims : list of str
        Of the rim guard.
    about : str or None
        ``model.json``; None for the annotation.
    settings : dict
        smallest_grain_px, rim_px; smallest_grain_um, or nothing.
    minerals : str
        Path of the table of minerals.
    folder : str
    sampling : dict, optional
        As returned by `survey.cells.sampling.sampling_of`.
    """
    entries = table_entries(manifests)
    named = read_minerals(minerals)
    folder = Path(folder)
    provenance = table_provenance(about, entries, minerals, settings)
    guarded = read_rims(read_manifests(rims), settings["rim_px"])
    pixels = pixel_table(entries)
    weights = pixel_weights(pixels)
    samples = samples_of(entries, sampling or {})
    replicates = samples.replicates

    def write(table: pd.DataFrame, name: str, about: dict) -> None:
        write_csv(samples.said_in(table), folder / f"{name}.csv", about)

    write(rim_table(guarded, named, weights, replicates), "rims", provenance)

    contacts = pd.concat([contacts_of(entry["folder"]) for entry in entries], ignore_index=True)
    lengths = boundary_lengths(contacts)
    found = association(lengths, identified(pixels), named, guarded, replicates)
    write(found, "association", provenance)

    smallest = SmallestGrain(settings["smallest_grain_px"], settings.get("smallest_grain_um"))
    of_deposits, locked, classed = group_tables(entries, smallest, named, weights, samples)
    write_csv(of_deposits, folder / "textures.csv", provenance)
    lengths = weighed(lengths, weights, ["length_px"], 0.5)
    fractions = (sampling or {}).get(FRACTION, {})
    found = by_fraction(
        lambda kept: locking(kept(locked), kept(lengths), named, replicates), fractions
    )
    write(found, "locking", provenance)
    about_particles = {} if classed is not None else {"empty_because": NO_PARTICLES}
    particles = pd.DataFrame(columns=PARTICLE_COLUMNS) if classed is None else classed
    chosen = [deposit for deposit, ways in samples.fields.items() if CHOSEN in ways]
    found = by_fraction(
        lambda kept: liberation(kept(particles), named, replicates, chosen), fractions
    )
    write(found, "liberation", provenance | about_particles)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        list(snakemake.input.instances),
        list(snakemake.input.rims),
        snakemake.input.get("about") or None,
        snakemake.params.settings,
        snakemake.params.minerals,
        str(Path(snakemake.output.association).parent),
        snakemake.params.sampling,
    )
    record_job(snakemake)
