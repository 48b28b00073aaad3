"""Report: figures, workbook and page of one model."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from oresurvey import __version__, figures
from oresurvey.digests import file_sha256
from oresurvey.drift import LESS_SURE, UNLIKE
from oresurvey.field_maps import read_map
from oresurvey.job_log import start_log
from oresurvey.manifests import read_manifests
from oresurvey.minerals import BACKGROUND, UNIDENTIFIED, Minerals, read_minerals
from oresurvey.pages import render, table_html
from oresurvey.rasters import read_photograph
from oresurvey.tables import read_json
from oresurvey.workbook import write_workbook

TABLES = ("modal", "grain_size", "association", "comparison")
LONGEST_PX = 700
MODAL = "deposit mineral basis pct low_pct high_pct interval sections fields area_mm2 mass_pct"
SIZES = (
    "deposit mineral grains grains_inside d20_um d50_um d50_low_um d50_high_um p80_um p80_low_um "
    "p80_high_um d20_px d50_px p80_px p80_at_least edge_area_pct mean_chord_um interval note"
)
ASSOCIATION = "deposit mineral_a mineral_b association_pct low_pct high_pct index sections"


def overview(entries: list[dict], paths: dict, minerals: Minerals) -> dict:
    """The field with the most ore of each deposit: photograph and coloured map, made small."""
    table = np.zeros((256, 3), np.uint8)
    for code, rgb in minerals.palette().items():
        table[code] = rgb
    best: dict[str, tuple[int, dict]] = {}
    for entry in entries:
        other = (BACKGROUND, UNIDENTIFIED)
        ore = sum(n for code, n in entry["class_pixels"].items() if int(code) not in other)
        if entry["deposit"] not in best or ore > best[entry["deposit"]][0]:
            best[entry["deposit"]] = (ore, entry)
    pictures = {}
    for deposit, (_, entry) in best.items():
        step = max(1, -(-max(entry["width"], entry["height"]) // LONGEST_PX))
        image = read_photograph(paths[entry["field"]][0])[::step, ::step]
        codes = read_map(Path(entry["folder"]) / "classes.tif")[::step, ::step]
        pictures[deposit] = (image, table[codes])
    return pictures


def draw_figures(folder: Path, tables, curves, pictures, minerals: Minerals) -> list[str]:
    """Draw everything; returns the names of the figures of single minerals."""
    figures.draw_overview(pictures, folder / "overview")
    figures.draw_modal_bars(tables["modal"], minerals, folder / "modal")
    figures.draw_size_curves(curves, minerals, folder / "grain_size")
    figures.draw_association(tables["association"], minerals, folder / "association")
    names = []
    modal = tables["modal"]
    found = modal[(modal["basis"] == "ore") & (modal["pct"] > 0)]["code"].unique()
    for code in sorted(found):
        names.append(f"mineral_{minerals.symbol(code)}")
        figures.draw_mineral(modal, minerals, code, folder / names[-1])
    return names


def _tested(drift: pd.DataFrame, p_value: str) -> str:
    """Deposits and the p of a test of theirs, in words."""
    found = zip(drift["deposit"], drift[p_value], strict=True)
    return ", ".join(f"{deposit} (p {p:.2g})" for deposit, p in found)


def warnings_of(
    fields: pd.DataFrame, about: dict, scores: dict | None, modal, drift: pd.DataFrame
) -> list[str]:
    """What a reader has to know before the numbers."""
    found = []
    if strange := _tested(drift[drift["verdict"] == UNLIKE], "p_value"):
        found.append(
            f"Unlike what the model was trained on: {strange}. It sees minerals, textures "
            "or light there that the fields that validated it do not show, and names them all the "
            "same: take its numbers for a first look, annotate some fields, and train on them."
        )
    if doubted := _tested(drift[drift["sureness"] == LESS_SURE], "sureness_p_value"):
        found.append(
            f"The model is less sure of {doubted} than of the fields that validated it: "
            "expect more wrong pixels there, and annotate some fields to know how many."
        )
    single = modal[(modal["level"] == "deposit") & (modal["sections"] == 1)]["deposit"].unique()
    if len(single):
        found.append(f"One section only, so no interval: {', '.join(sorted(single))}.")
    if fields["um_per_px"].isna().any():
        found.append(
            "Some photographs have no scale: sizes are in pixels and not comparable between "
            "deposits. Fill um_per_px in the sheet."
        )
    unknown = modal[(modal["level"] == "deposit") & (modal["code"] == UNIDENTIFIED)]
    if len(unknown):
        shares = (f"{row.deposit} {row.pct:.2g} %" for row in unknown.itertuples())
        found.append(
            f"Unidentified, for want of confidence: {', '.join(shares)} of the area. Shares within "
            "the ore, grains and contacts are of what was identified."
        )
    accepted = fields[fields["status"] == "accepted"]
    if (accepted.groupby("section")["field"].nunique() == 1).all() and len(accepted) > 1:
        found.append(
            "Every photograph is its own section. If several come from one specimen, the intervals "
            "are too narrow."
        )
    strangers = sorted(set(accepted["deposit"]) - set(about.get("labelled", {})))
    if strangers:
        found.append(
            f"The model has seen no annotation of {', '.join(strangers)}: its maps there are not "
            "validated."
        )
    if scores:
        known = set(scores["deposits"])
        blind = sorted(set(accepted["deposit"]) - known)
        if blind:
            found.append(f"No annotated field to score the model on: {', '.join(blind)}.")
    return found


def listed(folder: str | Path, suffix: str) -> list[str]:
    """Names of the figures in a folder."""
    return sorted(path.name for path in Path(folder).glob(f"*{suffix}")) if folder else []


def main(inputs: dict, params: dict, paths: dict, page: str, workbook: str) -> None:
    """Write ``index.html``, ``figures/`` and ``survey.xlsx``.

    Parameters
    ----------
    inputs : dict
        Paths by name, as in the rule.
    params : dict
    paths : dict
        As from `survey.paths_of`.
    page, workbook : str
    """
    minerals = read_minerals(params["minerals"])
    entries = read_manifests(inputs["instances"])
    fields = pd.read_csv(inputs["fields"])
    about = read_json(inputs["about"])
    tables = {name: pd.read_csv(inputs[name]) for name in TABLES}
    curves = pd.read_csv(inputs["curves"])
    drift = pd.read_csv(inputs["drift"])
    scores = read_json(inputs["summary"]) if inputs["summary"] else None
    per_class = pd.read_csv(inputs["per_class"]) if scores else pd.DataFrame()
    shares = pd.read_csv(inputs["class_shares"])
    folder = Path(page).parent
    mineral_figures = draw_figures(
        folder / "figures", tables, curves, overview(entries, paths, minerals), minerals
    )
    quarantined = fields[fields["status"] == "quarantined"]
    deposits = sorted(fields["deposit"].unique())
    sheets = tables | {"drift": drift, "fields": fields, "class_shares": shares}
    if scores:
        sheets["scores_per_class"] = per_class
    write_workbook(
        sheets,
        [
            f"Ore survey of {', '.join(deposits)}; model {params['model']}.",
            "Units are in the column names: pct per cent, um micrometres, px pixels, mm2.",
            "Shares are raw: not corrected for the classifier's confusion.",
            f"oresurvey {__version__}, model {about['sha256']}",
        ],
        workbook,
    )
    of_deposits = {name: table[table["level"] == "deposit"] for name, table in tables.items()
                   if "level" in table}  # fmt: skip
    seen = of_deposits["modal"]
    seen = seen[(seen["pct"] > 0)]
    render(
        "survey.html",
        page,
        deposits=deposits,
        model=params["model"],
        made=datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z"),
        sections=[
            ("modal", "Modal mineralogy"), ("sizes", "Grain sizes"),
            ("association", "Association"), ("comparison", "Comparison"), ("model", "Model"),
            ("files", "Files"), ("provenance", "Provenance"),
        ],
        cards=[
            (len(deposits), "deposits"),
            (fields[fields["status"] == "accepted"]["section"].nunique(), "sections"),
            (len(fields) - len(quarantined), "fields accepted"),
            (len(quarantined), "fields quarantined"),
            (sum(entry["grains"] for entry in entries), "grains"),
        ],
        warnings=warnings_of(fields, about, scores, tables["modal"], drift),
        drift=table_html(drift),
        quarantined=table_html(quarantined, ["deposit", "field", "image", "reason"]),
        legend_text="Colours: "
        + ", ".join(sorted(set(seen["mineral"]) - {minerals.symbol(BACKGROUND)}))
        + " as in the bars below.",
        modal=table_html(seen, MODAL.split()),
        mineral_figures=mineral_figures,
        connectivity=params["connectivity"],
        grain_size=table_html(of_deposits["grain_size"], SIZES.split()),
        association=table_html(of_deposits["association"], ASSOCIATION.split()),
        comparison=table_html(tables["comparison"]),
        scores=scores,
        # A baseline is fitted once: no epoch was chosen by anything.
        chosen_by_validation=about.get("keep") == "best",
        per_class=table_html(per_class[per_class["split"] == scores["split"]]) if scores else None,
        evaluation_figures=listed(inputs["evaluation_figures"], ".png"),
        training_figures=listed(inputs["training_figures"], ".svg"),
        class_shares=table_html(shares),
        tables=TABLES,
        provenance=[
            ("oresurvey", __version__),
            ("model", about["sha256"]),
            ("sheet", params["sheet_digest"]),
            ("minerals", file_sha256(Path(params["minerals"]))),
            ("configuration", params["configuration_digest"]),
        ],
    )  # fmt: skip


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        {
            "instances": list(snakemake.input.instances),
            **{
                key: str(snakemake.input.get(key) or "")
                for key in (
                    *("fields", "class_shares", "about", "summary", "per_class", "curves"),
                    "drift",
                    *("evaluation_figures", "training_figures", *TABLES),
                )
            },
        },
        dict(snakemake.params.items()),
        snakemake.config["paths"],
        snakemake.output.page,
        snakemake.output.workbook,
    )
