"""Report: figures, workbook and page of one model."""

from datetime import datetime
from pathlib import Path

import pandas as pd

from oresurvey import __version__
from oresurvey.deposit_tables import read_table
from oresurvey.digests import file_sha256
from oresurvey.job_log import start_log
from oresurvey.job_records import record_job
from oresurvey.manifests import read_manifests
from oresurvey.minerals import BACKGROUND, read_minerals
from oresurvey.pages import render, table_html
from oresurvey.report_figures import draw_figures, overview
from oresurvey.report_warnings import warnings_of
from oresurvey.supported_codes import supported_codes
from oresurvey.tables import read_json
from oresurvey.workbook import write_workbook

# Too long for a spreadsheet or a page: points of curves.
CURVES = ("size_curves", "size_bands")
MODAL = (
    "deposit mineral basis pct low_pct high_pct corrected_pct corrected_low_pct corrected_high_pct "
    "estimator lod_pct below_lod mass_pct sections fields area_mm2"
)
EFFORT = (
    "deposit mineral basis interval corrected_interval correction_note boundary_sensitivity_pct "
    "design_effect equivalent_points sections_needed lod_fields validated"
)
ASSAY = (
    "deposit element ore_mass_pct ore_mass_low_pct ore_mass_high_pct interval sections shares "
    "left_out_pct note"
)
SIZES = (
    "deposit mineral grains grains_inside d50_um p80_um d50_px p80_px "
    "d20_sections_um d50_sections_um d50_low_um d50_high_um p80_sections_um p80_low_um p80_high_um "
    "d20_sections_px d50_sections_px d50_low_px d50_high_px p80_sections_px p80_low_px p80_high_px "
    "p80_censored edge_area_pct mean_chord_sections_um mean_chord_sections_px smallest_grain_um "
    "sections interval splitting note"
)
ASSOCIATION = (
    "deposit mineral_a mineral_b association_pct low_pct high_pct index index_low index_high "
    "association_after_pct index_after rim_share_pct sections"
)
LOCKING = "deposit mineral measure pct low_pct high_pct interval sections frame_area_pct"


def listed(folder: str | Path, suffix: str) -> list[str]:
    """Names of the figures in a folder."""
    return sorted(path.name for path in Path(folder).glob(f"*{suffix}")) if folder else []


def main(inputs: dict, params: dict, paths: dict, page: str, workbook: str) -> None:
    """Write ``index.html``, ``figures/`` and ``survey.xlsx``.

    Parameters
    ----------
    inputs : dict
        Paths by name, as in the rule; of the tables of deposits in "tables".
    params : dict
    paths : dict
        As from `survey.paths_of`.
    page, workbook : str
    """
    minerals = read_minerals(params["minerals"])
    entries = read_manifests(inputs["instances"])
    fields = read_table(inputs["fields"])
    about = read_json(inputs["about"])
    tables = {Path(path).stem: read_table(path) for path in inputs["tables"]}
    drift = read_table(inputs["drift"])
    scores = read_json(inputs["summary"]) if inputs["summary"] else None
    per_class = read_table(inputs["per_class"]) if scores else pd.DataFrame()
    shares = read_table(inputs["class_shares"])
    folder = Path(page).parent
    deposits = sorted(fields["deposit"].unique())
    drawn = draw_figures(
        folder / "figures",
        tables,
        overview(entries, paths, minerals),
        minerals,
        params["ternary"],
        supported_codes(deposits, about, params["only_labelled"]),
    )
    quarantined = fields[fields["status"] == "quarantined"]
    kept = {name: table for name, table in tables.items() if name not in CURVES}
    sheets = kept | {"drift": drift, "fields": fields, "class_shares": shares}
    if scores:
        sheets["scores_per_class"] = per_class
    write_workbook(
        sheets,
        [
            f"Ore survey of {', '.join(deposits)}; model {params['model']}.",
            "Units are in the column names: pct per cent, um micrometres, px pixels, mm2.",
            "pct are counted pixels; corrected_pct are corrected for the classifier's confusion by "
            "the estimator named in the row.",
            "What every number is: docs/methods.md of oresurvey.",
            f"oresurvey {__version__}, model {about['sha256']}",
        ],
        workbook,
    )
    of_deposits = {
        name: table[table["level"] == "deposit"]
        for name, table in tables.items()
        if "level" in table
    }
    seen = of_deposits["modal"][of_deposits["modal"]["pct"] > 0]
    elements = of_deposits["assay"]
    render(
        "survey.html",
        page,
        deposits=deposits,
        model=params["model"],
        made=datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z"),
        sections=[
            ("modal", "Modal mineralogy"), ("assay", "Elements"), ("sizes", "Grain sizes"),
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
        effort=table_html(seen, EFFORT.split()),
        assay=table_html(elements[elements["ore_mass_pct"] > 0], ASSAY.split()),
        figures=drawn,
        connectivity=params["instances"]["connectivity"],
        split=params["instances"]["split"],
        grain_size=table_html(of_deposits["grain_size"], SIZES.split()),
        saltykov=table_html(tables["saltykov"]),
        association=table_html(of_deposits["association"], ASSOCIATION.split()),
        rims=table_html(of_deposits["rims"].drop(columns=["level", "section", "field"])),
        textures=table_html(of_deposits["textures"].drop(columns=["level", "section"])),
        locking=table_html(of_deposits["locking"], LOCKING.split()),
        liberation=table_html(of_deposits["liberation"].drop(columns=["level", "section"])),
        **{
            name: table_html(tables[name])
            for name in ("comparison", "standing", "deposit_tests", "size_tests")
        },
        association_tests=table_html(tables["association_tests"]),
        scores=scores,
        # A baseline is fitted once: no epoch was chosen by anything.
        chosen_by_validation=about.get("keep") == "best",
        per_class=table_html(per_class[per_class["split"] == scores["split"]]) if scores else None,
        evaluation_figures=listed(inputs["evaluation_figures"], ".png"),
        training_figures=listed(inputs["training_figures"], ".svg"),
        class_shares=table_html(shares),
        tables=list(tables),
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
            "tables": list(snakemake.input.tables),
            **{
                key: str(snakemake.input.get(key) or "")
                for key in (
                    *("fields", "class_shares", "about", "summary", "per_class", "drift"),
                    *("evaluation_figures", "training_figures"),
                )
            },
        },
        dict(snakemake.params.items()),
        snakemake.config["paths"],
        snakemake.output.page,
        snakemake.output.workbook,
    )
    record_job(snakemake)
