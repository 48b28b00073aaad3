"""Report: figures, workbook and page of one model."""

import os
from datetime import UTC, datetime
from pathlib import Path

from oresurvey.deposits.tables import read_table
from oresurvey.log import start_log
from oresurvey.network.naming import Naming
from oresurvey.operations.records.jobs import record_job
from oresurvey.operations.records.provenance import provenance_rows
from oresurvey.presentation.card_page import write_card_page
from oresurvey.report.data import SurveyData, read_survey, report_inputs
from oresurvey.report.figures.all import draw_figures, overview
from oresurvey.report.survey_page import PageSettings, write_survey_page
from oresurvey.report.workbook.workbook import write_workbook
from oresurvey.survey.minerals import read_minerals

# Too long for a spreadsheet: points of curves.
CURVES = ("size_curves", "size_bands")


def made() -> str:
    """Date and time for a page: now, or SOURCE_DATE_EPOCH (reproducible-builds.org) if that is set.

    Returns
    -------
    str
        Local time with its zone; that of the variable in UTC.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(seconds), UTC) if seconds else datetime.now().astimezone()
    return moment.strftime("%Y-%m-%d %H:%M %Z")


def page_settings(data: SurveyData, params: dict, run: dict) -> PageSettings:
    """What the page says beside the tables; parameters as in `main`."""
    return PageSettings(
        model=params["model"],
        baseline=params["baseline"],
        made=made(),
        precision_pct=params["precision_pct"],
        connectivity=params["instances"]["connectivity"],
        split=params["instances"]["split"],
        provenance=[("model", data.about["sha256"]), *provenance_rows(run)],
        pdf=params["pdf"],
        audited=params["audited"],
        **params["head"],
    )


def main(inputs: dict, params: dict, paths: dict, run: dict, page: str, workbook: str) -> None:
    """Write ``index.html``, ``card.html``, ``figures/`` and ``survey.xlsx``.

    Parameters
    ----------
    inputs : dict
        Paths by name, as from `report.data.report_inputs`.
    params : dict
        As in the rule.
    paths : dict
        As from `survey.rows.paths_of`.
    run : dict
        As from `operations.records.provenance.about_run`.
    page, workbook : str
    """
    minerals = read_minerals(params["minerals"])
    data = read_survey(inputs)
    shares = read_table(inputs["class_shares"])
    drawn = draw_figures(
        Path(page).parent / "figures",
        {name: data.drawn(name) for name in data.tables},
        overview(data.entries, paths, minerals),
        minerals,
        params["ternary"],
        Naming(**params["naming"]).supported(data.deposits, data.about),
    )
    kept = {name: table for name, table in data.tables.items() if name not in CURVES}
    sheets = kept | {"drift": data.drift, "may_occur": data.may_occur}
    sheets |= {"fields": data.fields, "class_shares": shares}
    if data.scores:
        sheets["scores_per_class"] = data.per_class
    settings = page_settings(data, params, run)
    write_workbook(
        sheets,
        [
            f"Ore survey of {', '.join(data.deposits)}; model {params['model']}.",
            "pct are counted pixels; corrected_pct are corrected for the classifier's confusion by "
            "the estimator named in the row.",
            "What every number is: docs/methods of oresurvey.",
            "Made by and from (digests are SHA-256):",
            *(f"{name}: {text}" for name, text in settings.provenance),
        ],
        workbook,
    )
    write_card_page(data.card, params["model"], minerals, Path(page).parent / "card.html")
    write_survey_page(page, data, drawn, settings, shares, inputs, minerals)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        report_inputs(snakemake.input),
        dict(snakemake.params.items()),
        snakemake.config["paths"],
        snakemake.config["run"],
        snakemake.output.page,
        snakemake.output.workbook,
    )
    record_job(snakemake)
