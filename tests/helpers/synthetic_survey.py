"""Tables and viewers of a survey that never was: 200 fields of 12 deposits, with hostile names."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from oresurvey.deposits.comparison.associations import association_tests
from oresurvey.deposits.comparison.clusters import clusters
from oresurvey.deposits.comparison.deposits import deposit_distances, deposit_tests
from oresurvey.deposits.comparison.minerals import compare_minerals
from oresurvey.deposits.comparison.ordination import ordination
from oresurvey.deposits.comparison.sections import detection_limits, section_shares, sub_composition
from oresurvey.deposits.comparison.sizes import size_tests
from oresurvey.deposits.standing import standing_table, standings
from oresurvey.presentation.links import page_names
from oresurvey.report.data import SurveyData
from oresurvey.report.viewer.links import read_viewers
from oresurvey.statistics.permutation import Permutations
from oresurvey.suggestions.fields import MappedField
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[2] / "config" / "minerals.tsv")
HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "\"double\" 'single' `back` & <b>bold</b>",
    "Медное озеро № 5",
    "Diamond 💎 ridge",
    "Long " + "name" * 48 + "end",
    "$\\frac$ and 100 %",
)
DEPOSITS = (*HOSTILE, "Alder Creek", "Birch Hill", "Cedar Ridge", "Dry Fork", "dry fork")
FIELDS, SECTIONS = 200, 5
CODES = (0, 1, 2, 6, 8)
ORE = CODES[1:]


def field_rows() -> pd.DataFrame:
    """As ``catalog/fields.csv``: two fields are quarantined, one has a bad latitude."""
    rows = []
    for k in range(FIELDS):
        deposit = DEPOSITS[k % len(DEPOSITS)]
        at = DEPOSITS.index(deposit)
        rows.append(
            {
                "deposit": deposit, "section": f"s{at}-{k // len(DEPOSITS) % SECTIONS}",
                "field": f"f{k}", "status": "quarantined" if k in (3, 50) else "accepted",
                "reason": f"field f{k}: <i>cut short</i>; copy it again" if k in (3, 50) else "",
                "split": "validation" if k % 9 == 0 else None, "um_per_px": 1.25,
                "selection": "systematic", "latitude": "6O.1" if k == 7 else f"{60 + at / 10}",
                "longitude": f"{30 + at % 4 / 5}",
                "edge_width_px": 3.5, "mean_level": 110.0, "clipped_pct": 0.1, "dark_pct": 0.2,
                "cast_red_pct": 1.0, "cast_blue_pct": -2.0, "saturation_pct": 20.0,
                "warnings": "<b>soft</b>" if k == 11 else "",
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _places(fields: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """Level, deposit, section, field of every row of a table of shares."""
    accepted = fields[fields["status"] == "accepted"]
    places = [
        ("field", *row) for row in accepted[["deposit", "section", "field"]].to_numpy().tolist()
    ]
    places += [
        ("section", d, s, "") for _, d, s, _ in dict.fromkeys((0, *p[1:3], 0) for p in places)
    ]
    return places + [("deposit", d, "", "") for d in sorted(DEPOSITS)]


def modal_table(places, rng) -> pd.DataFrame:
    """As ``modal.csv``; each deposit has a composition of its own."""
    middle = {name: rng.dirichlet([4, 3, 1, 3, 2]) for name in DEPOSITS}
    rows = []
    for level, deposit, section, field in places:
        parts = rng.dirichlet(60 * middle[deposit] + 0.2)
        for basis, shown, of in (
            ("total", CODES, parts),
            ("ore", ORE, parts[1:] / parts[1:].sum()),
        ):
            for code, part in zip(shown, of, strict=True):
                pct, whole = 100 * part, level == "deposit"
                rows.append(
                    {
                        "level": level, "deposit": deposit, "section": section, "field": field,
                        "code": code, "mineral": MINERALS.symbol(code), "basis": basis, "pct": pct,
                        "low_pct": 0.8 * pct if whole else None,
                        "high_pct": 1.2 * pct if whole else None, "interval": "logit-t",
                        "sections": SECTIONS, "fields": 16, "pixels": 1000, "area_mm2": 12.5,
                        "mass_pct": pct, "corrected_pct": 1.1 * pct if whole else None,
                        "corrected_low_pct": pct if whole else None,
                        "corrected_high_pct": 1.3 * pct if whole else None,
                        "corrected_interval": "logit-t", "estimator": "label shift",
                        "correction_note": "assumed", "validated": deposit != "Dry Fork",
                        "lod_pct": 0.5, "lod_fields": 9, "below_lod": pct < 0.5,
                        "boundary_sensitivity_pct": 4.0, "design_effect": 1.2,
                        "equivalent_points": 900.0, "sections_needed": 7.0, "searched": True,
                        "best_pct": pct, "best_shares": "label shift" if whole else "raw",
                        "best_low_pct": 0.9 * pct if whole else None,
                        "best_high_pct": 1.2 * pct if whole else None,
                        "best_mass_pct": pct if basis == "ore" else None,
                        "best_mass_low_pct": 0.9 * pct if whole else None,
                        "best_mass_high_pct": 1.2 * pct if whole else None,
                        "best_mass_interval": "range of the minerals' intervals",
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def size_tables(places, rng) -> dict[str, pd.DataFrame]:
    """As ``grain_size.csv`` and ``size_bands.csv``."""
    sizes, bands = [], []
    for level, deposit, section, _ in places:
        if level == "field":
            continue
        for code in ORE:
            d50 = float(rng.lognormal(4, 0.5))
            lengths = {"d50": d50, "p80": 2 * d50, "mean_chord": d50 / 2, "d20": d50 / 2}
            sizes.append(
                {
                    "level": level, "deposit": deposit, "section": section, "field": "",
                    "code": code, "mineral": MINERALS.symbol(code), "grains": 80,
                    "grains_inside": 60, "edge_area_pct": 9.0, "p80_at_least": False,
                    "d50_at_least": False, "d50_sections_at_least": False,
                    "p80_sections_at_least": code == ORE[0], "ore_area_pct": 20.0,
                    "frame_um": 1700.0, "polished_area_mm2": 21.0, "area_error_pct": 3.0 * code,
                    "area_needed_mm2": 21.0 * (0.3 * code) ** 2, "p80_censored": "",
                    "interval": "log-t", "sections": SECTIONS, "note": "",
                    "splitting": "none", "smallest_grain_um": 4.9,
                    **{f"{n}_{u}": v for n, v in lengths.items() for u in ("um", "px")},
                    **{f"{n}_sections_um": v for n, v in lengths.items()},
                    **{f"{n}_low_um": 0.8 * v for n, v in lengths.items()},
                    **{f"{n}_high_um": 1.3 * v for n, v in lengths.items()},
                }
            )  # fmt: skip
            if level == "deposit":
                for ecd in np.geomspace(5, 1000, 60):
                    pct = 100 / (1 + (d50 / ecd) ** 3)
                    pct = 0.0 if ecd < 8 else 100.0 if ecd > 800 else pct
                    bands.append((deposit, code, "um", ecd, pct, 0.9 * pct, min(1.1 * pct, 100)))
    columns = ["deposit", "code", "unit", "ecd", "pct_finer", "low_pct", "high_pct"]
    of_bands = pd.DataFrame(bands, columns=columns).assign(sections=SECTIONS)
    of_bands["mineral"] = of_bands["code"].map(MINERALS.symbol)
    return {"grain_size": pd.DataFrame(sizes), "size_bands": of_bands}


def contact_tables(places, rng) -> dict[str, pd.DataFrame]:
    """As ``association.csv``, ``rims.csv``, ``locking.csv`` and ``textures.csv``."""
    found: dict[str, list[dict]] = {"association": [], "rims": [], "locking": [], "textures": []}
    for level, deposit, section, _ in places:
        if level == "field":
            continue
        place = {"level": level, "deposit": deposit, "section": section, "sections": SECTIONS}
        ends = {"low_pct": 1.0, "high_pct": 60.0, "interval": "logit-t"}
        for code in ORE:
            others = [one for one in CODES if one != code]
            mineral = {"code": code, "mineral": MINERALS.symbol(code)}
            for other, share in zip(others, rng.dirichlet([2] * 4), strict=True):
                found["association"].append(
                    place | ends | {
                        "field": "", "code_a": code, "mineral_a": MINERALS.symbol(code),
                        "code_b": other, "mineral_b": MINERALS.symbol(other),
                        "length_px": 100.0,
                        "association_pct": 100 * share, "index": 1.2, "index_low": 1.0,
                        "index_high": 1.5, "association_after_pct": 100 * share,
                        "index_after": 1.2, "rim_share_pct": 1.0,
                    }
                )  # fmt: skip
            found["rims"].append(place | ends | mineral | {"rim_px": 2, "rim_share_pct": 1.0})
            measures = ("free", "binary", "ternary", "complex", "free surface")
            for measure, share in zip(measures, rng.dirichlet([2] * 5), strict=True):
                row = {"measure": measure, "pct": 100 * share, "frame_area_pct": 30.0}
                row |= {"ore_area_pct": 20.0, "size_fraction_um": "", "note": "", "term": measure}
                found["locking"].append(place | ends | mineral | row)
        for names, share in zip(("Ccp+Py", "Py", "Ccp+Gn+Py"), rng.dirichlet([2] * 3), strict=True):
            row = {
                "combination": names, "minerals": 2, "groups": 9, "groups_at_frame": 3,
                "area_pct": 100 * share, "frame_area_pct": 30.0, "median_ecd_um": 50.0,
                "largest_ecd_um": 300.0, "median_ecd_px": 40.0, "largest_ecd_px": 240.0,
                "largest_at_frame": True, "median_ecd_at_least": True,
                "largest_ecd_at_least": True,
            }  # fmt: skip
            found["textures"].append(place | ends | row)
    return {name: pd.DataFrame(rows) for name, rows in found.items()}


def other_tables() -> dict[str, pd.DataFrame]:
    """Elements; and tables that are empty, as without particles and without an unfolding."""
    assay = [
        {
            "level": "deposit", "deposit": name, "section": "", "field": "", "element": element,
            "ore_mass_pct": 20.0, "ore_mass_low_pct": 18.0, "ore_mass_high_pct": 22.0,
            "interval": "", "sections": SECTIONS, "shares": "label shift", "left_out_pct": 0.0,
            "note": "",
        }
        for name in DEPOSITS
        for element in ("Cu", "Fe", "Pb", "S", "Zn")
    ]  # fmt: skip
    empty = pd.DataFrame(columns=["level", "deposit", "section", "code", "mineral", "pct"])
    variance = [
        {
            "deposit": name, "code": 6, "mineral": "Py", "basis": "ore", "between": level,
            "groups": 3, "component_sd_pct": 4.0, "variance_pct": 50.0,
            "error_of_section_pct": 2.0, "note": "",
        }
        for name in DEPOSITS
        for level in ("section", "field")
    ]  # fmt: skip
    return {
        "assay": pd.DataFrame(assay),
        "reconciliation": pd.DataFrame(columns=["level", "deposit", "section", "element"]),
        "variance_components": pd.DataFrame(variance),
        "liberation": empty,
        "saltykov": empty[["deposit"]],
    }


def drift_table() -> pd.DataFrame:
    """As ``drift.csv``: the first deposit is unlike the training, the second less sure."""
    names = sorted(DEPOSITS)
    return pd.DataFrame(
        {
            "deposit": names, "verdict": ["unlike", *["like"] * 11], "p_value": 0.01, "fields": 9,
            "median_feature_distance": 7.0, "reference_fields": 6,
            "reference_median_feature_distance": 6.5, "sureness_p_value": 0.02,
            "sureness": ["as sure", "less sure", *["as sure"] * 10], "median_confidence": 0.9,
            "reference_median_confidence": 0.95,
        }
    )  # fmt: skip


def may_occur_table() -> pd.DataFrame:
    """As ``may_occur.csv``: one deposit is declared, the others are open."""
    rows = [
        {
            "deposit": name, "code": code, "mineral": MINERALS.symbol(code),
            "known": "declared" if name == "Alder Creek" else "open", "may_occur": True,
            "searched": True, "ore_pct": 20.0, "sections_with": SECTIONS, "sections": SECTIONS,
            "mean_confidence": 0.95, "light_as": "", "suggested": name != "Alder Creek",
        }
        for name in DEPOSITS
        for code in ORE
    ]  # fmt: skip
    return pd.DataFrame(rows)


def scores_per_mineral() -> pd.DataFrame:
    """As ``per_class.csv`` of the scored deposit."""
    rows = [
        {
            "deposit": "Alder Creek", "split": "validation", "code": code, "iou_pooled": 0.9,
            "mineral": MINERALS.symbol(code), "precision": 0.95, "recall": 0.95, "pixels": 90_000,
        }
        for code in CODES
    ]  # fmt: skip
    return pd.DataFrame(rows)


def confusion_table() -> pd.DataFrame:
    """As ``confusion.csv``: a quarter of the pyrite is called chalcopyrite."""
    right = [(code, code, 210_000 if code == 1 else 90_000) for code in CODES]
    columns = ["true_code", "predicted_code", "pixels"]
    table = pd.DataFrame([*right, (6, 1, 30_000)], columns=columns).assign(split="validation")
    return pd.concat([table.assign(deposit=name) for name in ("all", "Alder Creek")])


def compared(tables: dict[str, pd.DataFrame], drift: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables that compare the deposits, by the functions of the survey."""
    standing = standings(tables["modal"], {name: {"systematic"} for name in DEPOSITS}, drift)
    shares = section_shares(tables["modal"])
    limits = detection_limits(tables["modal"], 0.01)
    whole = sub_composition(shares, standing, MINERALS, limits)
    permutations = Permutations(99, 1)
    return {
        "standing": standing_table(standing),
        "comparison": compare_minerals(shares, MINERALS, standing, limits, None, permutations),
        "deposit_distances": deposit_distances(whole, standing, MINERALS),
        "clusters": clusters(whole),
        "ordination": ordination(whole, standing, MINERALS),
        "deposit_tests": deposit_tests(whole, standing, MINERALS, permutations),
        "size_tests": size_tests(tables["grain_size"], MINERALS, standing, permutations),
        "association_tests": association_tests(
            tables["association"], shares, MINERALS, standing, None, permutations
        ),
    }


def write_viewers(fields: pd.DataFrame, report: Path) -> str:
    """Viewers' pages, small pictures and their manifest; its path."""
    rng = np.random.default_rng(3)
    names = page_names(DEPOSITS)
    entries = []
    for row in fields[fields["status"] == "accepted"].to_dict("records"):
        folder = f"fields/{names[row['deposit']]}/{row['field']}"
        (report / folder).mkdir(parents=True)
        picture = Image.fromarray(rng.integers(0, 255, (60, 80, 3), np.uint8)).resize((240, 180))
        picture.save(report / folder / "photograph.jpg", quality=80)
        picture.quantize(6).save(report / folder / "map.png")
        (report / folder / "index.html").write_text("<title>viewer</title>")
        entries.append(
            {key: row[key] for key in ("deposit", "section", "field")}
            | {"page": f"{folder}/index.html", "thumbnail": f"{folder}/photograph.jpg"}
            | {"map_thumbnail": f"{folder}/map.png", "bytes": 1, "grains": 80, "shown_scale": 1}
        )
    path = report.parent / "viewers.json"
    path.write_text(json.dumps({"fields": entries}))
    return str(path)


def synthetic_survey(report: Path) -> SurveyData:
    """All of it; the viewers are written beside the page to come.

    Parameters
    ----------
    report : Path
        Folder of the survey page.
    """
    rng = np.random.default_rng(1)
    fields, drift = field_rows(), drift_table()
    places = _places(fields)
    tables = {"modal": modal_table(places, rng)} | other_tables()
    tables |= size_tables(places, rng) | contact_tables(places, rng)
    accepted = fields[fields["status"] == "accepted"]
    entries = [
        {
            **{key: row[key] for key in ("deposit", "section", "field", "um_per_px")},
            "grains": 80, "width": 1000, "height": 800, "class_pixels": {"0": 10, "1": 90},
        }
        for row in accepted.to_dict("records")
    ]  # fmt: skip
    score = {"fields": 3, "overall_accuracy": 0.98, "mean_iou": 0.9}
    return SurveyData(
        fields=fields,
        entries=entries,
        tables=tables | compared(tables, drift),
        drift=drift,
        about={"sha256": "0" * 64, "keep": "best", "codes": list(CODES), "labelled": {}},
        scores=score
        | {"split": "validation", "pooled_iou": 0.96, "overall_accuracy_inside": 0.99}
        | {"calibration_error": 0.01, "coverage": 1.0, "overall_accuracy_identified": 0.98}
        | {"deposits": {"Alder Creek": score}},
        confidence={name: 0.5 if k == 9 else 0.97 for k, name in enumerate(accepted["field"])},
        viewers=read_viewers([write_viewers(fields, report)]),
        per_class=scores_per_mineral(),
        confusion=confusion_table(),
        may_occur=may_occur_table(),
        mapped=[
            MappedField(
                *(row["deposit"], row["section"], row["field"], bool(row["split"])),
                *({0: 10, 1: 90}, 0.5 if k == 9 else 0.97, float(k % 7)),
            )
            for k, row in enumerate(accepted.fillna({"split": ""}).to_dict("records"))
        ],
    )


def only(data: SurveyData, deposits: tuple[str, ...]) -> SurveyData:
    """The same survey of some of its deposits."""

    def of(table: pd.DataFrame) -> pd.DataFrame:
        columns = [name for name in ("deposit", "deposit_a", "deposit_b") if name in table]
        return table[table[columns].isin(deposits).all(axis=1)] if columns else table

    names = ("fields", "drift", "per_class", "may_occur")
    return replace(
        data,
        **{name: of(getattr(data, name)) for name in names},
        tables={name: of(table) for name, table in data.tables.items()},
        entries=[one for one in data.entries if one["deposit"] in deposits],
        viewers={name: one for name, one in data.viewers.items() if one.deposit in deposits},
    )
