"""Comparison of deposits: distances, ordination, tests of composition, grain size, association."""

from pathlib import Path

from oresurvey import __version__
from oresurvey.deposits.comparison.associations import association_tests
from oresurvey.deposits.comparison.clusters import clusters
from oresurvey.deposits.comparison.deposits import deposit_distances, deposit_tests
from oresurvey.deposits.comparison.minerals import compare_minerals
from oresurvey.deposits.comparison.ordination import ordination
from oresurvey.deposits.comparison.sections import detection_limits, section_shares, sub_composition
from oresurvey.deposits.comparison.sizes import size_tests
from oresurvey.deposits.samples import samples_of
from oresurvey.deposits.standing import standing_table, standings
from oresurvey.deposits.tables import read_table
from oresurvey.files.digests import file_sha256
from oresurvey.files.manifests import read_manifests
from oresurvey.files.tables import read_json, write_csv
from oresurvey.log import start_log
from oresurvey.network.naming import Naming
from oresurvey.operations.records.jobs import record_job
from oresurvey.statistics.permutation import Permutations
from oresurvey.survey.minerals import read_minerals


def main(
    tables: dict[str, str],
    manifests: list[str],
    about: str | None,
    settings: dict,
    naming: dict,
    minerals: str,
    folder: str,
    sampling: dict | None = None,
) -> None:
    """Write the tables that compare the deposits of one model (or of the annotation).

    Parameters
    ----------
    tables : dict of str to str
        Paths of ``modal``, ``grain_size``, ``association`` and, for a model, ``drift``.
    manifests : list of str
        Of the instances: how fields were selected.
    about : str or None
        ``model.json``; None for the annotation.
    settings : dict
        The configuration's ``deposits`` section: detection_limit_pct, permutations, seed.
    naming : dict
        Of `network.naming.Naming`.
    minerals : str
        Path of the table of minerals.
    folder : str
    sampling : dict, optional
        As returned by `survey.cells.sampling.sampling_of`.
    """
    named = read_minerals(minerals)
    modal = read_table(tables["modal"])
    drift = read_table(tables["drift"]) if tables.get("drift") else None
    samples = samples_of(read_manifests(manifests), sampling or {})
    replicates = samples.replicates
    every = standings(modal, samples.fields, drift, samples.sections, replicates)
    standing = {name: one for name, one in every.items() if one.compared}
    model = read_json(about) if about else None
    supported = Naming(**naming).supported(list(standing), model)
    shares = section_shares(modal, replicates)
    limits = detection_limits(modal, settings["detection_limit_pct"])
    permutations = Permutations(settings["permutations"], settings["seed"])
    whole = sub_composition(shares, standing, named, limits, supported)
    found = {
        "standing": standing_table(every),
        "comparison": compare_minerals(shares, named, standing, limits, supported, permutations),
        "deposit_distances": deposit_distances(whole, standing, named),
        "clusters": clusters(whole),
        "ordination": ordination(whole, standing, named),
        "deposit_tests": deposit_tests(whole, standing, named, permutations),
        "size_tests": size_tests(
            read_table(tables["grain_size"]), named, standing, permutations, replicates
        ),
        "association_tests": association_tests(
            read_table(tables["association"]),
            shares,
            named,
            standing,
            supported,
            permutations,
            replicates,
        ),
    }
    provenance = {
        "version": __version__,
        "model_sha256": model["sha256"] if model else "annotation",
        "tables_sha256": {name: file_sha256(Path(path)) for name, path in tables.items() if path},
        "minerals_sha256": file_sha256(Path(minerals)),
        "settings": settings,
        "shares": "raw shares of sections within the ore, not corrected for the classifier",
        "minerals_compared": [named.symbol(code) for code in whole.codes],
        "left_out": list(whole.left_out),
        "detection_limits_pct": {
            named.symbol(code): 100 * float(limits[code]) for code in limits.index if code in named
        },
    }
    for name, table in found.items():
        write_csv(table, Path(folder) / f"{name}.csv", provenance)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        {
            name: str(snakemake.input.get(name) or "")
            for name in ("modal", "grain_size", "association", "drift")
        },
        list(snakemake.input.instances),
        snakemake.input.get("about") or None,
        snakemake.params.settings,
        snakemake.params.naming,
        snakemake.params.minerals,
        str(Path(snakemake.output.comparison).parent),
        snakemake.params.sampling,
    )
    record_job(snakemake)
