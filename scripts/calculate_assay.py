"""Deposits: elements calculated from the minerals, and beside what a laboratory found."""

from pathlib import Path

from oresurvey import __version__
from oresurvey.deposits.modal.assay import assay
from oresurvey.deposits.modal.reconciliation import reconciliation
from oresurvey.deposits.replicates import replicates_of
from oresurvey.deposits.tables import read_table
from oresurvey.files.tables import read_json, write_csv
from oresurvey.log import start_log
from oresurvey.network.naming import Naming
from oresurvey.operations.records.jobs import record_job
from oresurvey.survey.formulas import read_formulas
from oresurvey.survey.mineral_codes import BACKGROUND
from oresurvey.survey.minerals import read_minerals


def main(
    modal_csv: str,
    about: str | None,
    naming: dict,
    minerals: str,
    folder: str,
    rock: dict | None = None,
) -> None:
    """Write ``assay.csv`` and ``reconciliation.csv``.

    Parameters
    ----------
    modal_csv : str
        Shares of the minerals.
    about : str or None
        ``model.json``; None for the annotation.
    naming : dict
        Of `network.naming.Naming`.
    minerals : str
        The table of minerals with densities and formulas.
    folder : str
        Of the tables.
    rock : dict, optional
        gangue, particles: as for `deposits.modal.best.with_best`; assayed: as returned by
        `survey.formulas.assays_of`; sampling: as returned by `survey.cells.sampling.sampling_of`.
    """
    named, formulas, rock = read_minerals(minerals), read_formulas(minerals), rock or {}
    modal, model = read_table(modal_csv), read_json(about) if about else None
    supported = Naming(**naming).supported(set(modal["deposit"]), model)
    fields = modal[modal["level"] == "field"].drop_duplicates("field")
    entries = fields[["deposit", "section", "field"]].to_dict("records")
    gangue, particles = rock.get("gangue", {}), rock.get("particles", [])
    sample = particles, replicates_of(entries, rock.get("sampling", {}))
    provenance = {
        "version": __version__,
        "basis": "ore_mass_pct: per cent of the mass of ore minerals with a density and a formula, "
        "not of rock; rock_mass_pct and reconciliation.csv: of the mass of the rock",
        "formulas": {named.symbol(code): formula.text for code, formula in formulas.items()},
        "densities_g_cm3": {named.symbol(c): str(named[c].density_g_cm3) for c in formulas},
        "gangue_densities_g_cm3": {"every other": str(named[BACKGROUND].density_g_cm3)} | gangue,
    }
    tables = {
        "assay": assay(modal, named, formulas, supported, gangue, *sample),
        "reconciliation": reconciliation(
            modal, named, formulas, rock.get("assayed", {}), gangue, *sample
        ),
    }
    for name, table in tables.items():
        write_csv(table, Path(folder) / f"{name}.csv", provenance)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        str(snakemake.input.modal),
        snakemake.input.get("about") or None,
        snakemake.params.naming,
        snakemake.params.minerals,
        str(Path(snakemake.output.assay).parent),
        snakemake.params.rock,
    )
    record_job(snakemake)
