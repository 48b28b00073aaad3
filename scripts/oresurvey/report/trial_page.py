"""The page of one photograph that was tried: its map, its grains, what is uncertain, and what one
photograph cannot tell."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from oresurvey.deposits.drift import LEAST_AGREEMENT
from oresurvey.files.pictures import save_picture
from oresurvey.files.tables import read_json, read_parquet
from oresurvey.maps.geotiff import MapReader
from oresurvey.maps.rows import row_ranges
from oresurvey.network.naming import Naming
from oresurvey.photographs.overview import overview_of
from oresurvey.photographs.photograph import Photograph
from oresurvey.presentation.links import href
from oresurvey.presentation.render import render, text_of
from oresurvey.report.viewer.thumbnails import small_map
from oresurvey.survey.mineral_codes import BACKGROUND, VOID
from oresurvey.survey.survey import Survey

TEMPLATE = Path(__file__).parent / "templates" / "trial.html"
SHOWN_PX = 1200
"""Longest side of the pictures of the page."""
SURE = 0.7
"""Confidence below which a pixel counts as doubtful."""
_STEPS = 256


@dataclass(frozen=True)
class Mapped:
    """What the jobs made of the field.

    Attributes
    ----------
    entry : dict
        Of the manifest of the instances.
    inferred : dict
        Of that of the inference.
    looked : dict
        Of that of the catalog.
    viewer : dict
        Of that of the viewers.
    about : dict
        The model's ``model.json``.
    recognised : dict or None
        Whose colours the field shows; None where the model has no choice.
    familiarity : DataFrame
        Of the fields that validated the model; may be empty.
    """

    entry: dict
    inferred: dict
    looked: dict
    viewer: dict
    about: dict
    recognised: dict | None
    familiarity: pd.DataFrame


def read_mapped(survey: Survey) -> Mapped:
    """Read what there is of a survey of one field."""
    places, model = survey.places, survey.settings.report.model
    [batch] = survey.batches
    stages = [
        places.manifest(model, "instances", batch),
        places.manifest(model, "inference", batch),
        f"{places.results}/catalog/batches/{batch}.json",
        places.manifest(model, "viewers", batch),
    ]
    entry, inferred, looked, viewer = (read_json(path)["fields"][0] for path in stages)
    decided = survey.model(model).recognitions(survey.fields)
    familiarity = pd.read_csv(places.of_model(model, "familiarity.csv"))
    return Mapped(
        entry,
        inferred,
        looked,
        viewer,
        read_json(places.of_model(model, "model.json")),
        read_json(decided[0]) if decided else None,
        familiarity,
    )


def confidences(folder: Path) -> np.ndarray:
    """Pixels of every code and every confidence in steps of 1 / 255; (256, 256) int64."""
    counts = np.zeros(_STEPS * _STEPS, np.int64)
    with (
        MapReader(folder / "classes.tif") as classes,
        MapReader(folder / "confidence.tif") as confidence,
    ):
        for y0, y1 in row_ranges(classes):
            codes = classes.read_rows(y0, y1).astype(np.intp) * _STEPS
            counts += np.bincount(
                (codes + confidence.read_rows(y0, y1)).ravel(), minlength=counts.size
            )
    return counts.reshape(_STEPS, _STEPS)


def shown_pct(pct: float) -> str:
    """A share with two decimals; what is there is not shown as nothing."""
    return f"{pct:.2f}" if pct >= 0.01 else "< 0.01"


def mineral_rows(counts: np.ndarray, grains: pd.DataFrame, survey: Survey) -> list[dict]:
    """One row of every class of the map, the commonest first.

    Parameters
    ----------
    counts : (256, 256) int64
        As returned by `confidences`.
    grains : DataFrame
        ``grains.parquet``.
    survey : Survey
    """
    counts = np.delete(counts, VOID, axis=0)
    levels, area = np.arange(_STEPS) / (_STEPS - 1), counts.sum()
    pixels = counts.sum(axis=1)
    unit = "um" if grains["ecd_um"].notna().any() else "px"
    rows = []
    for code in sorted(np.flatnonzero(pixels).tolist(), key=lambda code: -pixels[code]):
        own = grains[grains["code"] == code]
        ore = code != BACKGROUND
        rows.append(
            {
                "symbol": survey.minerals.symbol(code),
                "name": survey.minerals[code].name,
                "colour": survey.minerals[code].colour,
                "pct": shown_pct(100 * pixels[code] / area),
                "grains": str(len(own)) if ore else "",
                "largest": text_of(float(own[f"ecd_{unit}"].max()), 3) if ore and len(own) else "",
                "confidence": round(100 * float(counts[code] @ levels / pixels[code])),
                "doubtful": round(100 * float(counts[code, levels < SURE].sum() / pixels[code])),
            }
        )
    return rows


def uncertainties(mapped: Mapped, counts: np.ndarray, rows: list[dict]) -> list[str]:
    """What is uncertain of the map, in sentences."""
    doubtful = counts[:VOID, np.arange(_STEPS) / (_STEPS - 1) < SURE].sum() / counts[:VOID].sum()
    found = [
        f"{100 * doubtful:.1f} % of the area has a confidence below {100 * SURE:.0f} %: look at "
        "the layer Confidence of the viewer before you trust an edge or a small grain."
    ]
    if unsure := [row for row in rows if row["confidence"] < 100 * SURE]:
        words = ", ".join(f"{row['name']} ({row['confidence']} %)" for row in unsure)
        found.append(f"Mean confidence below {100 * SURE:.0f} %: {words}.")
    found += _familiar(mapped)
    agreement = (mapped.recognised or {}).get("ore_agreement")
    if agreement is not None and agreement < LEAST_AGREEMENT:
        found.append(
            "Its colours are those of no ore that trained the model: if it is no polished section "
            "in reflected light, nothing of this page means anything."
        )
    return [*found, *(f"Of the photograph: {remark}." for remark in mapped.looked["remarks"])]


def _familiar(mapped: Mapped) -> list[str]:
    """How the field lies among those that validated the model."""
    found = []
    for key, far, words in (
        ("feature_distance", 1, "It is less like the training than any"),
        ("mean_confidence", -1, "The model is less sure of it than of any"),
    ):
        value = mapped.inferred[key]
        known = mapped.familiarity.get(key, pd.Series(dtype=float)).dropna()
        if value is None or not len(known):
            continue
        if (far * known < far * value).all():
            found.append(
                f"{words} of the {len(known)} fields that validated the model: it may show "
                "minerals, textures or light that the model does not know, which get names all "
                "the same."
            )
    return found


def unknowns(mapped: Mapped, survey: Survey) -> list[str]:
    """What one photograph cannot tell, in sentences."""
    model = survey.settings.report.model
    [field] = survey.fields.values()
    named = Naming(**survey.naming(model, survey.fields)).codes(mapped.about, field.deposit)
    codes = set(mapped.about["codes"] if named is None else named) - {BACKGROUND}
    symbols = ", ".join(survey.minerals.symbol(code) for code in sorted(codes))
    listed = "you named" if field.minerals else "the model knows"
    found = [
        "How much the section, or the deposit, varies: one field has no interval, and its shares "
        "are those of this photograph only.",
        f"Other minerals. The map can name those that {listed}: {symbols}. Any other mineral has "
        "the name of one of these.",
        "How right the map is: nothing here was annotated. Shares are counted, with whatever the "
        "model confuses in them.",
    ]
    if mapped.recognised and mapped.recognised["light_as"]:
        evidence = sorted(mapped.recognised["evidence"].items(), key=lambda one: -one[1])
        words = ", ".join(f"{name} {value:.2f}" for name, value in evidence)
        found.append(
            "Whose light it is. A survey decides that over all photographs of a deposit; of this "
            f"one, the colours are taken for those of {mapped.recognised['light_as']} (evidence: "
            f"{words}). A deposit may be decided otherwise, and then mapped otherwise."
        )
    if field.um_per_px is None:
        found.append("Sizes in micrometres: no scale was given, so they are in pixels.")
    return found


def write_trial_page(survey: Survey) -> Path:
    """Write the page and its pictures, where a survey has its report.

    Parameters
    ----------
    survey : Survey
        Of one field, which has a viewer.

    Returns
    -------
    Path
    """
    mapped, model = read_mapped(survey), survey.settings.report.model
    [field] = survey.fields.values()
    folder = Path(mapped.entry["folder"])
    page = Path(survey.places.report(model, "index.html"))
    with Photograph(field.image) as photograph, MapReader(folder / "classes.tif") as classes:
        save_picture(overview_of(photograph, SHOWN_PX), page.parent / "photograph.jpg", quality=88)
        picture = Image.fromarray(small_map(classes, SHOWN_PX), "P")
    palette = survey.minerals.palette()
    picture.putpalette([band for code in range(_STEPS) for band in palette.get(code, (0, 0, 0))])
    save_picture(picture, page.parent / "map.png", optimize=True)
    counts = confidences(folder)
    grains = read_parquet(folder / "grains.parquet", ["code", "ecd_px", "ecd_um"])
    rows = mineral_rows(counts, grains, survey)
    render(
        TEMPLATE,
        page,
        name=field.field,
        photograph=str(field.image),
        model=model,
        size=f"{mapped.entry['width']} x {mapped.entry['height']} px",
        grains=mapped.entry["grains"],
        unit="px" if field.um_per_px is None else "µm",
        sure_pct=f"{100 * SURE:.0f}",
        rows=rows,
        uncertain=uncertainties(mapped, counts, rows),
        unknown=unknowns(mapped, survey),
        viewer=href(mapped.viewer["page"]),
    )
    return page
