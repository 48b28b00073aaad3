"""Evaluation: scores of a model on annotated fields under other exposure, lamp and condenser."""

from pathlib import Path

import pandas as pd

from oresurvey.catalog.inspection import accepted_fields
from oresurvey.catalog.verdicts import Verdicts
from oresurvey.evaluation.other_light import LIGHTS, Light, UnderLight
from oresurvey.evaluation.robustness_figure import draw_robustness
from oresurvey.files.steady import steady
from oresurvey.files.tables import write_csv
from oresurvey.inference.engines import load_engine, read_about
from oresurvey.inference.field import predict_bands
from oresurvey.log import LOG, start_log
from oresurvey.network.engine import Engine
from oresurvey.network.naming import Naming
from oresurvey.operations.records.jobs import record_job
from oresurvey.photographs.flat_field import open_field
from oresurvey.photographs.photograph import read_mask
from oresurvey.statistics.scores import confusion, scores_of_confusion
from oresurvey.survey.minerals import read_minerals


def confusion_under(
    light: Light, field, visible, truth, engine: Engine, named, codes, tile_px: int
):
    """Confusion matrix (C, C) of what is visible of one field under one light."""
    counts = 0
    with open_field(field, visible) as photograph:
        seen = UnderLight(photograph, light)
        for band in predict_bands(seen, engine, tile_px, engine.labelled(named), field.deposit):
            annotated = truth[band.y : band.y + len(band.codes)]
            counts = counts + confusion(annotated, band.codes, codes)
    return counts


def main(
    rows: list[dict],
    paths: dict,
    model: str,
    converted: str | None,
    settings: dict,
    minerals_path: str,
    smallest_px: int,
    largest_mpx: float,
    verdicts: Verdicts,
    threads: int,
    output: str,
    figure: str,
) -> None:
    """Write ``robustness.csv``: kind, value, deposit, overall_accuracy, mean_iou, fields.

    Parameters
    ----------
    rows : list of dict
        Scored fields, as from `survey.rows.as_rows`.
    paths : dict
        As from `survey.rows.paths_of`.
    model : str
        Folder of the model.
    converted : str or None
        Folder of the converted network, if there is one.
    settings : dict
        The configuration's ``inference`` section.
    minerals_path : str
    smallest_px : int
        Shortest side that the model can use; fields that are not accepted are left out.
    largest_mpx : float
        Millions of pixels above which a photograph is not decoded.
    verdicts : Verdicts
        What was found of the fields before.
    threads : int
    output, figure : str
        The table, and the figure without its suffix.
    """
    codes = read_minerals(minerals_path).codes
    about = read_about(model)
    engine = load_engine(
        model,
        threads,
        settings["engine"],
        settings["precision"],
        converted,
        settings["flips"],
    )
    counts: dict[tuple[Light, str], list] = {}
    for field, found in accepted_fields(rows, paths, codes, smallest_px, largest_mpx, verdicts):
        named = Naming(**settings["naming"]).codes(about, field.deposit)
        with (
            steady(field.image, found.sha256),
            steady(field.mask, found.mask_sha256),
            steady(field.calibration, found.calibration_sha256),
        ):
            truth = read_mask(field.mask)
            for light in LIGHTS:
                counts.setdefault((light, field.deposit), []).append(
                    confusion_under(
                        *(light, field, found.visible, truth),
                        *(engine, named, codes, settings["tile_px"]),
                    )
                )
        LOG.info("%s: predicted under %d lights", field.field, len(LIGHTS))
    table = []
    for (light, deposit), found in counts.items():
        scores = scores_of_confusion(sum(found))
        table.append(
            {
                "kind": light.kind,
                "value": light.value,
                "deposit": deposit,
                "overall_accuracy": scores["overall_accuracy"],
                "mean_iou": scores["mean_iou"],
                "fields": len(found),
            }
        )
    table = pd.DataFrame(table).sort_values(["deposit", "kind", "value"], ignore_index=True)
    write_csv(table, Path(output))
    draw_robustness(table, Path(model).name, Path(figure))


if __name__ == "__main__":
    start_log(snakemake.log)
    note = snakemake.input.get("network")
    main(
        snakemake.params.fields,
        snakemake.config["paths"],
        str(Path(snakemake.input.about).parent),
        str(Path(note).parent) if note else None,
        snakemake.params.settings | snakemake.config["how"]["inference"],
        snakemake.params.minerals,
        snakemake.params.smallest_px,
        snakemake.params.largest_mpx,
        Verdicts(**snakemake.config["how"]["verdicts"]),
        snakemake.threads,
        snakemake.output.table,
        snakemake.output.figure.removesuffix(".svg"),
    )
    record_job(snakemake)
