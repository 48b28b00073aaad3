"""Deposits: elements in the ore, calculated from its minerals."""

from oresurvey import __version__
from oresurvey.deposits.modal.assay import assay
from oresurvey.deposits.tables import read_table
from oresurvey.files.tables import read_json, write_csv
from oresurvey.log import start_log
from oresurvey.network.naming import Naming
from oresurvey.operations.records.jobs import record_job
from oresurvey.survey.formulas import read_formulas
from oresurvey.survey.minerals import read_minerals


def main(modal_csv: str, about: str | None, naming: dict, minerals: str, output: str) -> None:
    """Write ``assay.csv``.

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
    output : str
    """
    named, formulas = read_minerals(minerals), read_formulas(minerals)
    provenance = {
        "version": __version__,
        "basis": "per cent of the mass of ore minerals with a density and a formula, not of rock",
        "formulas": {named.symbol(code): formula.text for code, formula in formulas.items()},
        "densities_g_cm3": {named.symbol(c): str(named[c].density_g_cm3) for c in formulas},
    }
    modal, model = read_table(modal_csv), read_json(about) if about else None
    supported = Naming(**naming).supported(set(modal["deposit"]), model)
    write_csv(assay(modal, named, formulas, supported), output, provenance)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        str(snakemake.input.modal),
        snakemake.input.get("about") or None,
        snakemake.params.naming,
        snakemake.params.minerals,
        str(snakemake.output),
    )
    record_job(snakemake)
