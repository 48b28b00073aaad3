"""Write the demo survey: photographs, some masks, the sheet, and the truth."""

import json
import warnings
from dataclasses import asdict
from pathlib import Path

import numpy as np
import rasterio
from PIL import Image
from rasterio.errors import NotGeoreferencedWarning

from oresurvey.demo.deposits import DEPOSITS, FIELDS_ALIKE, varied
from oresurvey.demo.optics import photograph
from oresurvey.demo.plan import DemoSettings, generator, plan
from oresurvey.demo.truth import counted_shares, designed_shares
from oresurvey.files.tables import write_csv, write_json, write_text
from oresurvey.operations.records.code_digest import code_digest
from oresurvey.photographs.photograph import EXIF_ORIENTATION


def _write_photograph(labels: np.ndarray, rng, kind: str, path: Path) -> None:
    pixels = photograph(labels, rng, 16 if kind == "16.png" else 8)
    if kind in ("16.png", "tif"):
        driver = "PNG" if kind == "16.png" else "GTiff"
        size = {"width": labels.shape[1], "height": labels.shape[0]}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path, "w", driver, count=3, dtype=pixels.dtype, **size) as out:
                out.write(np.moveaxis(pixels, 2, 0))
    elif kind == "rgba.png":
        alpha = np.full((*labels.shape, 1), 255, np.uint8)
        Image.fromarray(np.concatenate([pixels, alpha], axis=2)).save(path)
    elif kind == "rotated.jpg":
        # The camera lay on its side: stored turned, to be shown turned back by 90 degrees.
        image = Image.fromarray(np.ascontiguousarray(np.rot90(pixels)))
        exif = Image.Exif()
        exif[EXIF_ORIENTATION] = 6
        image.save(path, quality=93, exif=exif)
    else:
        Image.fromarray(pixels).save(path, quality=93)


def _write_field(folder: Path, row: dict, settings: DemoSettings) -> dict:
    """Write one field; returns its row of the sheet."""
    rng = generator(settings, row["field"])
    of = DEPOSITS[row["deposit"]]
    shape, scale = (settings.height, settings.width), of.scale * settings.grain_scale
    labels = of.draw(shape, rng, scale, varied(row["shares"], rng, FIELDS_ALIKE))
    image = folder / "images" / f"{row['field']}.{row['kind']}"
    _write_photograph(labels, rng, row["kind"], image)
    Image.fromarray(labels).save(folder / "truth" / "masks" / f"{row['field']}.png")
    kept = {key: row[key] for key in ("deposit", "section", "field", "split")}
    kept["image"] = f"images/{image.name}"
    kept["mask"] = ""
    if row["split"]:
        Image.fromarray(labels).save(folder / "masks" / f"{row['field']}.png")
        kept["mask"] = f"masks/{row['field']}.png"
    return kept | {"um_per_px": row["um_per_px"], "selection": row["selection"]}


def _write_damaged(folder: Path, template: dict) -> dict:
    """A photograph whose copying was cut short: the survey must go on without it."""
    whole = (folder / template["image"]).read_bytes()
    (folder / "images" / "birch-4z.jpg").write_bytes(whole[: len(whole) // 3])
    return template | {"field": "birch-4z", "image": "images/birch-4z.jpg", "mask": "", "split": ""}


def make_demo(folder: str | Path, settings: DemoSettings = DemoSettings()) -> Path:
    """Make the demo survey, unless it is there already.

    Parameters
    ----------
    folder : path
        Gets ``sheet.tsv``, ``images/``, ``masks/`` (annotated fields) and ``truth/`` (all fields).
    settings : DemoSettings

    Returns
    -------
    Path
        The sheet.
    """
    folder = Path(folder)
    scripts = Path(__file__).parents[2]
    wanted = {"settings": asdict(settings), "code": code_digest(__file__, scripts)}
    manifest = folder / "manifest.json"
    if manifest.is_file() and json.loads(manifest.read_text()) == wanted:
        return folder / "sheet.tsv"
    for part in ("images", "masks", "truth/masks"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    rows = [_write_field(folder, row, settings) for row in plan(settings)]
    write_csv(counted_shares(folder, rows), folder / "truth" / "modal.csv")
    write_csv(designed_shares(settings.deposits), folder / "truth" / "deposits.csv")
    last = next(row for row in rows if row["field"] == "birch-4a")
    rows.append(_write_damaged(folder, last))
    columns = ["deposit", "section", "field", "image", "mask", "split", "um_per_px", "selection"]
    lines = ["\t".join(columns)]
    lines += ["\t".join(str(row[column]) for column in columns) for row in rows]
    write_text("\n".join(lines) + "\n", folder / "sheet.tsv")
    write_json(wanted, manifest)
    return folder / "sheet.tsv"
