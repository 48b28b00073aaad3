"""Tables of the survey page and of the deposit pages: which columns, in which order."""

from collections.abc import Iterable

import pandas as pd

from oresurvey.presentation.remarks import plain_remark
from oresurvey.presentation.tables import NOTED, page_table, share_matrix
from oresurvey.report.data import SurveyData
from oresurvey.report.traces import Traces, left_out_words, without_traces
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED

COLUMNS = {
    "modal": "deposit section mineral basis best_pct best_low_pct best_shares best_mass_pct "
    "best_mass_low_pct pct low_pct l_c_pct l_d_pct replicate replicates sections fields area_mm2",
    "effort": "deposit mineral basis interval corrected_interval best_mass_interval "
    "correction_note boundary_sensitivity_pct design_effect binomial_points sections_needed "
    "sections_needed_relative blanks",
    "absent": "deposit mineral replicate replicates absent_sections_below_pct "
    "absent_grains_below_per_cm2 l_d_pct blanks",
    "variance_components": "deposit mineral basis between groups component_sd_pct variance_pct "
    "error_of_section_pct note",
    "assay": "deposit section element ore_mass_pct ore_mass_low_pct interval rock_mass_pct "
    "rock_mass_low_pct sections shares left_out_pct note",
    "reconciliation": "deposit section element assayed_pct assayed_low_pct calculated_pct "
    "calculated_low_pct difference_pct difference_low_pct conclusion interval sections shares note",
    "grain_size": "deposit section mineral grains grains_inside d50_sections_um d50_low_um "
    "p80_sections_um p80_low_um d50_sections_px d50_low_px p80_sections_px p80_low_px "
    "d50_um d50_px edge_area_pct ore_area_pct mean_chord_sections_um mean_chord_sections_px "
    "sections note",
    "saltykov": "deposit mineral class unit diameter_from diameter_to sections_per_area "
    "spheres_per_volume volume_pct set_to_zero splitting note",
    "association": "deposit section mineral_a mineral_b association_pct low_pct index index_low "
    "association_after_pct index_after rim_share_pct sections",
    "rims": "deposit section mineral rim_px rim_share_pct low_pct interval sections",
    "textures": "deposit section combination groups groups_at_frame area_pct low_pct "
    "frame_area_pct median_ecd_um largest_ecd_um median_ecd_px largest_ecd_px largest_at_frame "
    "sections",
    "locking": "deposit section size_fraction_um mineral measure term pct low_pct interval "
    "sections frame_area_pct note",
    "liberation": "deposit section size_fraction_um mineral measure from_pct to_pct pct low_pct "
    "interval sections particles particles_at_frame frame_area_pct note",
    "standing": "deposit sections replicate replicates tested reason remarks",
    "comparison": "deposit_a deposit_b mineral pct_a pct_b difference_pct ratio low_ratio p_family "
    "conclusion detectable sections_a sections_b lod_sensitivity note",
    "deposit_tests": "scope deposit_a deposit_b sections minerals aitchison_distance "
    "w_d r2 p p_holm conclusion detectable dispersion_ratio dispersion_p note",
    "size_tests": "deposit_a deposit_b mineral measure size_a_um size_b_um effect effect_low "
    "effect_kind p_family conclusion detectable sections_a sections_b note",
    "association_tests": "deposit_a deposit_b mineral_a mineral_b association_a_pct "
    "association_b_pct effect effect_low p_family conclusion detectable sections_a sections_b note",
    "drift": "deposit verdict p_value fields median_feature_distance "
    "reference_median_feature_distance sureness sureness_p_value median_confidence "
    "reference_median_confidence reference_fields",
    "class_shares": "deposit split mineral name pct pixels fields fields_with",
    "scores": "deposit mineral iou_pooled precision recall area_bias_pct area_bias_low_pct "
    "iou_pooled_inside fields pixels",
    "quarantined": "deposit section field reason",
}
"""By the name of the table."""

HEADINGS = {
    "modal": {"pct": "Counted, %", "low_pct": "95 % interval of counted, %"},
    "rims": {"low_pct": "95 % interval, %"},
    "reconciliation": {"difference_pct": "Calculated − assayed, points"},
    "deposit_tests": {"p": "p"},
    "comparison": {
        "pct_a": "A, mean of sections, counted, %",
        "pct_b": "B, mean of sections, counted, %",
        "ratio": "A / B, geometric means",
    },
}
PENALISED, PENALTY = frozenset({"As", "Sb", "Bi", "Hg", "Cd"}), "often penalised"
"""Elements for which smelters of copper concentrates commonly charge (Lane et al. 2016, Minerals
Engineering 98, 110-121); from which grade on is in each contract."""
SORTED_BY = dict.fromkeys(("size_tests", "association_tests", "comparison"), "p_family")
"""Long tables begin with what is told apart most clearly."""

COMPARISONS = ("comparison", "deposit_tests", "size_tests", "association_tests")
OF_DEPOSITS = (
    *("modal", "absent", "effort", "variance_components", "assay", "reconciliation"),
    *("grain_size", "association", "rims", "textures", "locking", "liberation", "saltykov"),
)


def _without_pixels(frame: pd.DataFrame, names: list[str]) -> list[str]:
    """Columns without lengths in pixels that are all given in micrometres too."""

    def twice(name: str) -> bool:
        twin = f"{name.removesuffix('_px')}_um"
        if not name.endswith("_px") or twin not in names:
            return False
        return twin in frame and bool((frame[twin].notna() | frame[name].isna()).all())

    return [name for name in names if name not in frame or not twice(name)]


def shown_table(
    name: str,
    frame: pd.DataFrame,
    traces: Traces | None = None,
    about_one: bool = False,
    **options,
) -> dict:
    """A table as the pages show it.

    Parameters
    ----------
    name : str
        A key of `COLUMNS`.
    frame : DataFrame
    traces : dict, optional
        As returned by `report.traces.traces_of`; what the table says of their grains is left out.
    about_one : bool
        The deposit is not shown: the page is about one.
    **options
        Of `presentation.tables.page_table`.
    """
    frame, lacking = without_traces(name, frame, traces or {})
    if "element" in frame:
        marks = [PENALTY if one in PENALISED else "" for one in frame["element"]]
        frame = frame.assign(**{NOTED: marks})
    if name in SORTED_BY:
        frame = frame.sort_values(SORTED_BY[name], kind="stable", na_position="last")
    columns = _without_pixels(frame, COLUMNS[name].split())
    columns = [one for one in columns if not (about_one and one == "deposit")]
    shown = page_table(frame, columns, HEADINGS.get(name), **options)
    return shown | {"traces": left_out_words(lacking, traces or {})}


def ore_shares(modal: pd.DataFrame) -> pd.DataFrame:
    """Rows of ore minerals within the ore that some deposit holds."""
    ore = modal[(modal["basis"] == "ore") & ~modal["code"].isin([BACKGROUND, UNIDENTIFIED])]
    return ore[ore["code"].isin(ore[(ore["pct"] > 0) | (ore["best_pct"] > 0)]["code"])]


def _there(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Rows of what is there, and of elements whose minerals were not searched; or of the absent."""
    if name == "modal":
        return table[(table["pct"] > 0) | (table["best_pct"] > 0)]
    if name == "absent":
        bound = "absent_sections_below_pct"
        return table[table[bound].notna()] if bound in table else table[:0]
    if name == "variance_components":
        return table[table["basis"] == "ore"]
    if name == "assay":
        there = table["ore_mass_pct"] > 0
        if "searched" in table:
            there |= table["searched"].astype(str) == "False"
        return table[there]
    return table


def survey_tables(data: SurveyData, links: dict[str, str]) -> dict[str, dict]:
    """All tables of the survey page by name.

    Parameters
    ----------
    data : SurveyData
    links : dict of str to str
        Link to the page of each deposit.
    """
    to_deposit = {"deposit": links}
    found = {}
    for name in OF_DEPOSITS:
        source = "modal" if name in ("effort", "absent") else name
        rows = _there("absent" if name == "absent" else source, data.of_deposits(source))
        found[name] = shown_table(name, rows, data.traces, links=to_deposit)
    for name in (*COMPARISONS, "standing"):
        found[name] = shown_table(name, data.tables[name], data.traces, links=to_deposit)
    found["drift"] = shown_table("drift", data.drift, links=to_deposit)
    found["quarantined"] = shown_table("quarantined", data.quarantined, links=to_deposit)
    found["shares"] = share_matrix(ore_shares(data.of_deposits("modal")), links=links)
    return found


PHOTOGRAPH = (
    *("edge_width_px", "mean_level", "clipped_pct", "dark_pct", "cast_red_pct", "cast_blue_pct"),
    *("saturation_pct", "warnings"),
)
"""What the catalog says of a photograph: focus, light, colour, remarks (docs/read/catalog.md)."""


def fields_table(data: SurveyData, deposit: str | None = None, up: str = "") -> dict:
    """All fields, or those of a deposit, with links to their viewers.

    Parameters
    ----------
    data : SurveyData
    deposit : str, optional
    up : str
        From the folder of the page to that of the survey page.
    """
    grains = {entry["field"]: entry["grains"] for entry in data.entries}
    fields = data.fields if deposit is None else data.fields[data.fields["deposit"] == deposit]
    table = fields[["deposit", "section", "field", "status", "split", "um_per_px"]].assign(
        grains=[grains.get(field) for field in fields["field"]],
        mean_confidence=[data.confidence.get(field) for field in fields["field"]],
        **{name: fields[name] for name in PHOTOGRAPH},
    )
    told = table["warnings"].fillna("").astype(str).map(plain_remark)
    table = table.assign(warnings=told)
    table = table.sort_values(["deposit", "section", "field"], kind="stable")
    pages = {field: f"{up}{viewer.page}" for field, viewer in data.viewers.items()}
    return page_table(table.astype({"grains": "Int64"}), links={"field": pages}, most=len(table))


def section_tables(data: SurveyData, deposit: str, names: Iterable[str]) -> dict[str, list[dict]]:
    """Tables of the page of a deposit by name: of itself, and of its sections if there are some."""
    found = {}
    for name in names:
        table = data.tables[name]
        own = _there(name, table[table["deposit"] == deposit])
        levels = [own[own["level"] == level] for level in ("deposit", "section")]
        found[name] = [
            shown_table(name, rows, data.traces, most=max(len(rows), 1), about_one=True)
            for rows in levels
        ]
    return found


def variance_table(data: SurveyData, deposit: str) -> dict:
    """What the shares of a deposit differ by, within the ore."""
    table = _there("variance_components", data.tables["variance_components"])
    own = table[table["deposit"] == deposit].drop(columns="deposit")
    return shown_table("variance_components", own)


def shares_of_sections(data: SurveyData, deposit: str) -> dict:
    """Shares of the minerals within the ore, section by section."""
    modal = data.tables["modal"]
    shares = ore_shares(modal[modal["deposit"] == deposit])
    return share_matrix(shares[shares["level"] == "section"], "section")
