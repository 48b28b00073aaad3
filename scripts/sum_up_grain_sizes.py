"""Deposits: grain sizes, size curves with bands over sections, and Saltykov's unfolding."""

from pathlib import Path

from oresurvey.deposits.entries import table_entries
from oresurvey.deposits.grain_size.curves import MOST_POINTS, common_unit, size_bands, size_curves
from oresurvey.deposits.grain_size.fields import sums_of_fields
from oresurvey.deposits.grain_size.polished_area import polished_area
from oresurvey.deposits.grain_size.saltykov import saltykov
from oresurvey.deposits.grain_size.table import grain_size_table
from oresurvey.deposits.provenance import table_provenance
from oresurvey.deposits.samples import samples_of
from oresurvey.deposits.usable_grains import SmallestGrain
from oresurvey.files.tables import write_csv
from oresurvey.log import LOG, start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.survey.minerals import read_minerals


def main(
    manifests: list[str],
    about: str | None,
    settings: dict,
    minerals: str,
    folder: str,
    sampling: dict | None = None,
) -> None:
    """Write ``grain_size.csv, size_curves.csv, size_bands.csv, saltykov.csv`` of one model.

    Parameters
    ----------
    manifests : list of str
        Of the instances.
    about : str or None
        ``model.json``; None for the annotation.
    settings : dict
        smallest_grain_px; smallest_grain_um and saltykov_classes, or nothing.
    minerals : str
        Path of the table of minerals.
    folder : str
        Of the tables.
    sampling : dict, optional
        As returned by `survey.cells.sampling.sampling_of`.
    """
    entries = table_entries(manifests)
    named = read_minerals(minerals)
    smallest = SmallestGrain(settings["smallest_grain_px"], settings.get("smallest_grain_um"))
    sums, frames = sums_of_fields(entries, smallest)
    unit = common_unit(frames)
    provenance = table_provenance(about, entries, minerals, settings) | {
        "splitting": sorted(set(frames["splitting"])),
        "connectivity": sorted(set(frames["connectivity"].tolist())),
    }
    thin = provenance | {"thinned": f"curves of more than {MOST_POINTS} sizes show that many"}
    classes = settings.get("saltykov_classes", 0)
    folder = Path(folder)
    samples = samples_of(entries, sampling or {})
    sizes = grain_size_table(sums, named, samples.replicates)
    sizes = samples.said_in(polished_area(sizes, sums, frames))
    bands = samples.said_in(size_bands(sums, sizes, named, unit, samples.replicates))
    write_csv(sizes, folder / "grain_size.csv", provenance)
    write_csv(size_curves(sums, sizes, unit), folder / "size_curves.csv", thin)
    write_csv(bands, folder / "size_bands.csv", provenance)
    write_csv(saltykov(sums, frames, named, unit, classes), folder / "saltykov.csv", provenance)
    LOG.info("%d grains of at least %d px", sums.fields["grains"].sum(), smallest.px)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        list(snakemake.input.instances),
        snakemake.input.get("about") or None,
        snakemake.params.settings,
        snakemake.params.minerals,
        str(Path(snakemake.output.grain_size).parent),
        snakemake.params.sampling,
    )
    record_job(snakemake)
