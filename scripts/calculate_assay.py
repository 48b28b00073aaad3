"""Deposits: elements in the ore, calculated from its minerals."""

from oresurvey import __version__
from oresurvey.deposits.modal.assay import assay
from oresurvey.deposits.tables import read_table
from oresurvey.files.tables import write_csv
from oresurvey.log import start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.survey.formulas import read_formulas
from oresurvey.survey.minerals import read_minerals


def main(modal_csv: str, minerals: str, output: str) -> None:
    """Write ``assay.csv``.

    Parameters
    ----------
    modal_csv : str
        Shares of the minerals.
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
    write_csv(assay(read_table(modal_csv), named, formulas), output, provenance)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(str(snakemake.input.modal), snakemake.params.minerals, str(snakemake.output))
    record_job(snakemake)
