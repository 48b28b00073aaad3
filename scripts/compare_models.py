"""Report: what changes between two models."""

from pathlib import Path

import pandas as pd

from oresurvey.job_log import start_log
from oresurvey.model_change import modal_change
from oresurvey.pages import render, table_html
from oresurvey.tables import read_json, write_csv


def main(before: dict, after: dict, names: tuple[str, str], modal_csv: str, page: str) -> None:
    """Write ``modal.csv`` and ``index.html`` of a comparison.

    Parameters
    ----------
    before, after : dict
        Paths of modal.csv ("modal") and summary.json ("summary", may be empty) of the two models.
    names : (str, str)
    modal_csv, page : str
    """
    change = modal_change(pd.read_csv(before["modal"]), pd.read_csv(after["modal"]))
    write_csv(change, modal_csv)
    deposits = change[
        (change["level"] == "deposit") & (change["pct_before"] + change["pct_after"] > 0)
    ]
    scores = None
    if before["summary"] and after["summary"]:
        keys = ("overall_accuracy", "mean_iou", "pooled_iou")
        rows = [
            {"model": name} | {key: read_json(side["summary"])[key] for key in keys}
            for name, side in zip(names, (before, after), strict=True)
        ]
        scores = table_html(pd.DataFrame(rows))
    columns = "deposit mineral basis pct_before pct_after change_pct low_pct high_pct sections"
    render(
        "comparison.html",
        page,
        baseline=names[0],
        model=names[1],
        deposits=table_html(deposits, columns.split()),
        scores=scores,
    )


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        *(
            {
                "modal": str(snakemake.input[f"modal_{side}"]),
                "summary": str(snakemake.input.get(f"summary_{side}") or ""),
            }
            for side in ("a", "b")
        ),
        (snakemake.wildcards.a, snakemake.wildcards.b),
        snakemake.output.modal,
        str(Path(snakemake.output.page)),
    )
