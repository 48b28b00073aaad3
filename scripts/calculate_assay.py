"""Deposits: elements in the ore, calculated from its minerals."""

from oresurvey import __version__
from oresurvey.assay import assay
from oresurvey.deposit_tables import read_table
from oresurvey.formulas import read_formulas
from oresurvey.job_log import start_log
from oresurvey.job_records import record_job
from oresurvey.minerals import read_minerals
from oresurvey.tables import write_csv


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
