"""Training: draw the history of a model and the shares handed out."""

from pathlib import Path

import pandas as pd

from oresurvey.log import start_log
from oresurvey.operations.records.jobs import record_job
from oresurvey.survey.minerals import read_minerals
from oresurvey.training.figures import draw_accuracy_over_epochs, draw_iou_over_epochs, draw_shares


def main(history: str, shares: str, annotated: str, minerals_path: str, folder: str) -> None:
    """Draw into `folder`; a shipped model without a history has no curves."""
    minerals, folder = read_minerals(minerals_path), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    epochs, handed = pd.read_csv(history), pd.read_csv(shares)
    if len(epochs):
        draw_iou_over_epochs(epochs, minerals, folder / "iou_over_epochs")
        draw_accuracy_over_epochs(epochs, folder / "accuracy_over_epochs")
    if len(handed):
        draw_shares(handed, pd.read_csv(annotated), minerals, folder / "shares_handed_out")


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        snakemake.input.history,
        snakemake.input.shares,
        snakemake.input.annotated,
        snakemake.params.minerals,
        snakemake.output[0],
    )
    record_job(snakemake)
