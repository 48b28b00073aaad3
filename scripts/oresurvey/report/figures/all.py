"""Figures of the report, all of them."""

from pathlib import Path

import pandas as pd

from oresurvey.deposits.comparison.sections import section_shares
from oresurvey.maps.geotiff import read_map
from oresurvey.photographs.photograph import read_photograph
from oresurvey.presentation.figure_names import figure_names, with_figure_names
from oresurvey.presentation.looks import coloured
from oresurvey.report.figures import modal as figures
from oresurvey.report.figures.association import draw_association, draw_locking, draw_textures
from oresurvey.report.figures.gallery import draw_comparison
from oresurvey.report.figures.grain_size import draw_size_curves
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED
from oresurvey.survey.minerals import Minerals

LONGEST_PX = 700


def richest_fields(entries: list[dict]) -> dict[str, dict]:
    """Entry of the field with the most ore of each deposit, by name of the deposit."""
    best: dict[str, tuple[int, dict]] = {}
    for entry in entries:
        other = (BACKGROUND, UNIDENTIFIED)
        ore = sum(n for code, n in entry["class_pixels"].items() if int(code) not in other)
        if entry["deposit"] not in best or ore > best[entry["deposit"]][0]:
            best[entry["deposit"]] = (ore, entry)
    return {deposit: entry for deposit, (_, entry) in best.items()}


def overview(entries: list[dict], paths: dict, minerals: Minerals) -> dict:
    """The field with the most ore of each deposit: photograph and coloured map, made small."""
    pictures = {}
    for deposit, entry in richest_fields(entries).items():
        step = max(1, -(-max(entry["width"], entry["height"]) // LONGEST_PX))
        image = read_photograph(paths[entry["field"]][0])[::step, ::step]
        codes = read_map(Path(entry["folder"]) / "classes.tif")[::step, ::step]
        pictures[deposit] = (image, coloured(codes, minerals))
    return pictures


def draw_figures(
    folder: Path,
    tables: dict[str, pd.DataFrame],
    pictures: dict,
    minerals: Minerals,
    ternary: list[list[str]],
    supported: dict[str, set[int]] | None,
) -> dict[str, list[str]]:
    """Draw everything.

    Parameters
    ----------
    folder : Path
    tables : dict of str to DataFrame
        Tables of the deposits by name.
    pictures : dict
        As from `overview`.
    minerals : Minerals
    ternary, supported
        See `report.figures.gallery.draw_comparison`.

    Returns
    -------
    dict of str to list of str
        Names of the figures without suffix: of single minerals in "minerals", of the comparison of
        deposits in "comparison".
    """
    names = figure_names([*tables["modal"]["deposit"], *pictures, *(supported or {})])
    pictures = {names[deposit]: both for deposit, both in pictures.items()}
    if supported is not None:
        supported = {names[deposit]: codes for deposit, codes in supported.items()}
    tables = with_figure_names(tables)
    modal = tables["modal"]
    figures.draw_overview(pictures, folder / "overview")
    figures.draw_modal_bars(modal, minerals, folder / "modal")
    draw_size_curves(tables["size_bands"], tables["grain_size"], minerals, folder / "grain_size")
    draw_association(tables["association"], minerals, folder / "association")
    draw_locking(tables["locking"], minerals, folder / "locking")
    draw_textures(tables["textures"], folder / "textures")
    drawn = []
    found = modal[(modal["basis"] == "ore") & (modal["pct"] > 0)]["code"].unique()
    for code in sorted(found):
        drawn.append(f"mineral_{minerals.symbol(code)}")
        figures.draw_mineral(modal, minerals, code, folder / drawn[-1])
    shares = section_shares(modal)
    compared = draw_comparison(tables, shares, minerals, folder, ternary, supported)
    return {"minerals": drawn, "comparison": compared}
