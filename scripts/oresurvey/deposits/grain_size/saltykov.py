"""Sizes in space from sizes of sections: the unfolding of Saltykov (1958), for spheres.

A plane cuts a sphere of diameter D anywhere, so spheres of one size show sections of every size up
to D. With diameters in classes of equal width w, one sphere per volume of class j (diameter j w)
shows, per area, w (sqrt(j^2 - (i-1)^2) - sqrt(j^2 - i^2)) sections of class i. The largest sections
come from the largest spheres alone, so the classes are solved from the top.
"""

import numpy as np
import pandas as pd
from scipy.linalg import solve_triangular

from oresurvey.deposits.grain_size.sums import SizeSums, diameters_of
from oresurvey.survey.minerals import Minerals

COLUMNS = [
    *("deposit", "code", "mineral", "class", "unit", "diameter_from", "diameter_to"),
    *("sections_per_area", "spheres_per_volume", "volume_pct", "set_to_zero", "interval"),
    *("splitting", "note"),
]
NO_INTERVAL = "none: the classes of an unfolding depend on each other"
NOTE = "assumes spheres; the lowest classes lack the sections below the smallest grain"


def sections_of_spheres(classes: int) -> np.ndarray:
    """Sections per area and class width, of one sphere per volume.

    Parameters
    ----------
    classes : int

    Returns
    -------
    (classes, classes) float64
        Row: class of the section; column: class of the sphere. Upper triangular. A column over its
        number j is the probability that a section of such a sphere falls into each class.

    Notes
    -----
    Source: Saltykov (1958), Stereometric Metallography; Underwood (1970), Quantitative Stereology.
    """
    section, sphere = np.ogrid[1 : classes + 1, 1 : classes + 1]

    def below(edge):
        return np.sqrt(np.maximum(sphere**2 - edge**2, 0.0))

    return below(section - 1) - below(section)


def unfolded(sections_per_area: np.ndarray, width: float) -> np.ndarray:
    """Spheres per volume from sections per area, by class of diameter.

    Parameters
    ----------
    sections_per_area : (classes,) float
    width : float
        Of a class.

    Returns
    -------
    (classes,) float64
        Negative where chance, or a shape that is no sphere, left too few small sections.
    """
    matrix = width * sections_of_spheres(len(sections_per_area))
    return solve_triangular(matrix, np.asarray(sections_per_area, float))


def _classes(diameter: np.ndarray, number: np.ndarray, classes: int) -> np.ndarray:
    """Number in classes of equal width up to the largest diameter, each with its upper limit."""
    of = np.ceil(diameter / diameter[-1] * classes).astype(int).clip(1, classes)
    return np.bincount(of - 1, weights=number, minlength=classes)


def saltykov(
    sums: SizeSums, frames: pd.DataFrame, minerals: Minerals, unit: str, classes: int
) -> pd.DataFrame:
    """Content of ``saltykov.csv``: spheres per volume by class of diameter.

    Parameters
    ----------
    sums : SizeSums
    frames : DataFrame
        deposit, field, width, height, um_per_px of every field, with the mineral or without it.
    minerals : Minerals
    unit : str
        "um" or "px".
    classes : int
        Of equal width, up to the largest section seen; 0 makes no table.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, per deposit and mineral; sections_per_area in 1 / unit^2,
        spheres_per_volume in 1 / unit^3;
        volume_pct is the share of the spheres of a class in the volume of all. Negative results are
        set to zero after solving, and set_to_zero says so.
    """
    if not classes:
        return pd.DataFrame(columns=COLUMNS)
    side = frames["um_per_px"].astype(float) if unit == "um" else 1.0
    # Sorted, so that the names of the fields change no number.
    area = (frames["width"] * frames["height"] * side**2).sort_values()
    area = area.groupby(frames["deposit"]).sum()
    rows = []
    for (deposit, code), group in sums.sizes.groupby(["deposit", "code"]):
        if group[f"ecd_{unit}"].isna().any():
            continue
        group = group[group["inside"] > 0]
        if group.empty:
            continue
        sizes = diameters_of(group, unit)
        width = sizes.diameter[-1] / classes
        seen = _classes(sizes.diameter, sizes.number, classes) / area[deposit]
        spheres = unfolded(seen, width)
        kept = np.maximum(spheres, 0.0)
        upper = width * np.arange(1, classes + 1)
        volume = kept * upper**3
        of = sums.fields[(sums.fields["deposit"] == deposit) & (sums.fields["code"] == code)]
        splitting = ", ".join(sorted(set(of["splitting"])))
        cut = of["edge_area_px"].sum() / of["area_px"].sum()
        note = f"{NOTE}; without the {100 * cut:.3g} % of the area in grains cut by the frame"
        for k in range(classes):
            rows.append(
                {
                    "deposit": deposit,
                    "code": code,
                    "mineral": minerals[code].symbol,
                    "class": k + 1,
                    "unit": unit,
                    "diameter_from": upper[k] - width,
                    "diameter_to": upper[k],
                    "sections_per_area": seen[k],
                    "spheres_per_volume": kept[k],
                    "volume_pct": 100 * volume[k] / volume.sum(),
                    "set_to_zero": bool(spheres[k] < 0),
                    "interval": NO_INTERVAL,
                    "splitting": splitting,
                    "note": note if cut else NOTE,
                }
            )
    return pd.DataFrame(rows, columns=COLUMNS)
