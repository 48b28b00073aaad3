"""Report: one page for every deposit, with its figures."""

from pathlib import Path

from oresurvey.log import start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.report.data import read_survey, report_inputs
from oresurvey.report.deposit_page import write_deposit_pages
from oresurvey.survey.minerals import read_minerals


def main(inputs: dict, minerals: str, model: str, precision_pct: float, folder: str) -> None:
    """Write the folder of pages.

    Parameters
    ----------
    inputs : dict
        Paths by name, as from `report.data.report_inputs`.
    minerals : str
        The table of minerals.
    model : str
    precision_pct : float
        The configuration's ``deposits.precision_pct``.
    folder : str
        ``NAME/report/deposits``.
    """
    # A survey without any usable field has no page of a deposit, and still the folder.
    Path(folder).mkdir(parents=True, exist_ok=True)
    write_deposit_pages(folder, read_survey(inputs), read_minerals(minerals), model, precision_pct)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        report_inputs(snakemake.input),
        snakemake.params.minerals,
        snakemake.params.model,
        snakemake.params.precision_pct,
        snakemake.output[0],
    )
    record_job(snakemake)
