"""Grains and contacts of the invented fields of the referee: disks cut by a frame, and touches."""

from pathlib import Path

import numpy as np
import pandas as pd
from referee_populations import CODES, NAMES

SIZES = {"Py": 110.0, "Ccp": 70.0, "Gn": 60.0, "Sp": 90.0, "Apy": 80.0, "Ttr": 40.0, "Au": 12.0}
"""Median diameters of the grains, px."""
COARSER_ELSEWHERE = 1.6
"""Diameters of the other deposit, over these."""
SPREAD, OF_SECTIONS = 0.5, 0.25
"""Standard deviations of the logarithm of a diameter: within a section, and between sections."""
PER_MEGAPIXEL = 12.0
"""Grains of a mineral with a centre in a megapixel."""
GRAINS = [
    *("deposit", "section", "field", "grain", "code", "mineral", "area_px", "ecd_px", "ecd_um"),
    *("x_px", "y_px", "left_px", "top_px", "right_px", "bottom_px", "perimeter_px"),
    *("circularity", "mean_confidence", "touches_frame", "major_axis_px", "minor_axis_px"),
    *("orientation_deg", "area_um2", "perimeter_um"),
]


def grains_of(entry: dict, medians: dict[str, float], rng: np.random.Generator) -> pd.DataFrame:
    """Grains of one field, as ``grains.parquet``: disks with centres anywhere, cut by the frame.

    Parameters
    ----------
    entry : dict
        Of the manifest; minerals without pixels have no grains.
    medians : dict of str to float
        Median diameter of each mineral in this section, px.
    rng : numpy.random.Generator
    """
    width, height = entry["width"], entry["height"]
    parts = []
    for code, name in zip(CODES[1:], NAMES[1:], strict=True):
        if str(code) not in entry["class_pixels"]:
            continue
        margin = 4 * medians[name]
        room = (width + 2 * margin) * (height + 2 * margin)
        many = 1 + rng.poisson(PER_MEGAPIXEL * room / 1e6)
        d = medians[name] * np.exp(rng.normal(0, SPREAD, many))
        x = rng.uniform(-margin, width + margin, many)
        y = rng.uniform(-margin, height + margin, many)
        left, right = np.clip([x - d / 2, x + d / 2], 0, width).round()
        top, bottom = np.clip([y - d / 2, y + d / 2], 0, height).round()
        seen = (right - left) * (bottom - top) / d**2
        area = np.rint(np.pi / 4 * d**2 * np.minimum(seen, 1))
        kept = area >= 1
        table = pd.DataFrame(
            {
                "code": code, "mineral": name, "area_px": area, "x_px": x, "y_px": y,
                "left_px": left, "top_px": top, "right_px": right, "bottom_px": bottom,
                "perimeter_px": np.pi * d * np.sqrt(np.minimum(seen, 1)),
                "major_axis_px": d, "minor_axis_px": d,
            }
        )  # fmt: skip
        parts.append(table[kept])
    found = pd.concat(parts, ignore_index=True)
    ecd = 2 * np.sqrt(found["area_px"] / np.pi)
    edge = (found["left_px"] == 0) | (found["top_px"] == 0)
    edge |= (found["right_px"] == width) | (found["bottom_px"] == height)
    whole = {"ecd_px": ecd, "ecd_um": ecd, "touches_frame": edge, "circularity": 0.9}
    whole |= {key: entry[key] for key in ("deposit", "section", "field")}
    whole |= {"grain": np.arange(1, len(found) + 1), "mean_confidence": 0.9}
    whole |= {"orientation_deg": 0.0, "area_um2": found["area_px"]}
    whole |= {"perimeter_um": found["perimeter_px"]}
    numbers = ["area_px", "left_px", "top_px", "right_px", "bottom_px"]
    return found.assign(**whole).astype(dict.fromkeys(numbers, "int64"))[GRAINS]


def contacts_of(entry: dict, liking: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Contacts of one field, as ``contacts.parquet``.

    Parameters
    ----------
    entry : dict
    liking : (8, 8) float
        How much boundary two minerals of this section share, over that of chance; symmetrical.
    rng : numpy.random.Generator
    """
    area = np.array([entry["class_pixels"].get(str(code), 0) for code in CODES], float)
    share = area / area.sum()
    rows = []
    for a, b in zip(*np.triu_indices(len(CODES), 1), strict=True):
        if share[a] and share[b]:
            length = 4e4 * np.sqrt(share[a] * share[b]) * liking[a, b] * rng.gamma(3.0) / 3
            rows.append((CODES[a], CODES[b], NAMES[a], NAMES[b], length))
    columns = ["code_a", "code_b", "mineral_a", "mineral_b", "length_px"]
    found = pd.DataFrame(rows, columns=columns)
    # Grain 0 is none: these contacts hang no grains together.
    whole = {key: entry[key] for key in ("deposit", "section", "field")}
    return found.assign(grain_a=0, grain_b=0, length_um=found["length_px"], **whole)


def write_textures(entries: list[dict], rng: np.random.Generator) -> None:
    """Write grains and contacts of every field into its folder; sections differ, holes do too."""
    of_section: dict[str, tuple] = {}
    of_hole: dict[str, np.ndarray] = {}
    for entry in entries:
        hole = of_hole.setdefault(entry["hole"], rng.standard_normal(len(NAMES)))
        if entry["section"] not in of_section:
            # Half of the variance lies between holes; one section a hole: no matter.
            score = np.sqrt(0.5) * hole + np.sqrt(0.5) * rng.standard_normal(len(NAMES))
            coarser = COARSER_ELSEWHERE if entry["deposit"] == "OTHER" else 1.0
            medians = {
                name: coarser * SIZES[name] * np.exp(OF_SECTIONS * one)
                for name, one in zip(NAMES[1:], score[1:], strict=True)
            }
            liking = np.exp(0.4 * rng.standard_normal((len(CODES),) * 2))
            of_section[entry["section"]] = medians, np.sqrt(liking * liking.T)
        medians, liking = of_section[entry["section"]]
        folder = Path(entry["folder"])
        folder.mkdir(parents=True, exist_ok=True)
        grains = grains_of(entry, medians, rng)
        grains.to_parquet(folder / "grains.parquet", index=False)
        contacts_of(entry, liking, rng).to_parquet(folder / "contacts.parquet", index=False)
