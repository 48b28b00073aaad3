"""Write the demo survey: photographs, some masks, the sheet, and the truth."""

import json
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import rasterio
from PIL import Image
from rasterio.errors import NotGeoreferencedWarning

from oresurvey.code_digest import code_digest
from oresurvey.demo.optics import photograph
from oresurvey.demo.textures import bornite_ore, pyrite_ore, sphalerite_ore
from oresurvey.field_maps import read_map
from oresurvey.rasters import EXIF_ORIENTATION
from oresurvey.tables import write_csv, write_json, write_text

UM_PER_PX = 1.25
DEPOSITS = {
    "Alder Creek": (pyrite_ore, 1.0),
    "Birch Hill": (sphalerite_ore, 1.0),
    "Cedar Ridge": (bornite_ore, 0.7),
}
SPLITS = ("train", "train", "validation", "")
"""Role of the sections of a deposit; the last is photographed but not annotated."""


@dataclass(frozen=True)
class DemoSettings:
    """Size of the demo.

    Attributes
    ----------
    seed : int
    width, height : int
        Of a field, px.
    fields : int
        Fields per section; every deposit has four sections.
    grain_scale : float
        Factor on all grain sizes.
    """

    seed: int = 1
    width: int = 1024
    height: int = 765
    fields: int = 2
    grain_scale: float = 1.0

    @classmethod
    def tiny(cls, seed: int = 1) -> "DemoSettings":
        """Small fields for tests."""
        return cls(seed=seed, width=331, height=262, fields=1, grain_scale=0.45)

    @classmethod
    def from_config(cls, section: dict) -> "DemoSettings":
        """Settings of the configuration's ``demo`` section."""
        if section.get("size") == "tiny":
            return cls.tiny(section.get("seed", 1))
        return cls(seed=section.get("seed", 1))


def _plan(settings: DemoSettings) -> list[dict]:
    """Rows of the sheet, with the texture and the kind of file of each field."""
    rows = []
    for deposit, (texture, scale) in DEPOSITS.items():
        short = deposit.split()[0].lower()
        for number, split in enumerate(SPLITS, start=1):
            for letter in "abcdefgh"[: settings.fields]:
                rows.append(
                    {
                        "deposit": deposit,
                        "section": f"{short}-{number}",
                        "field": f"{short}-{number}{letter}",
                        "split": split,
                        "um_per_px": UM_PER_PX,
                        "selection": "systematic",
                        "texture": texture,
                        "scale": scale * settings.grain_scale,
                        "kind": "jpg",
                    }
                )
    # Cameras and programs differ: a few fields come in other formats.
    for position, kind in ((0, "rotated.jpg"), (3, "16.png"), (5, "tif"), (9, "rgba.png")):
        rows[position % len(rows)]["kind"] = kind
    return rows


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


def _write_field(folder: Path, row: dict, settings: DemoSettings, seed) -> dict:
    """Write one field; returns its row of the sheet."""
    rng = np.random.default_rng(seed)
    labels = row["texture"]((settings.height, settings.width), rng, row["scale"])
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


def truth_modal(folder: str | Path) -> pd.DataFrame:
    """True composition of every field.

    Returns
    -------
    DataFrame
        deposit, section, field, code, pixels, pct.
    """
    return pd.read_csv(Path(folder) / "truth" / "modal.csv")


def _truth(folder: Path, rows: list[dict]) -> pd.DataFrame:
    parts = []
    for row in rows:
        counts = np.bincount(read_map(folder / "truth" / "masks" / f"{row['field']}.png").ravel())
        for code in np.flatnonzero(counts):
            parts.append(
                {key: row[key] for key in ("deposit", "section", "field")}
                | {
                    "code": int(code),
                    "pixels": int(counts[code]),
                    "pct": 100 * counts[code] / counts.sum(),
                }
            )
    return pd.DataFrame(parts)


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
    plan = _plan(settings)
    # One seed sequence per field: the order of making changes nothing.
    seeds = np.random.SeedSequence(settings.seed).spawn(len(plan))
    rows = [
        _write_field(folder, row, settings, seed) for row, seed in zip(plan, seeds, strict=True)
    ]
    write_csv(_truth(folder, rows), folder / "truth" / "modal.csv")
    last = next(row for row in reversed(rows) if row["section"] == "birch-4")
    rows.append(_write_damaged(folder, last))
    columns = ["deposit", "section", "field", "image", "mask", "split", "um_per_px", "selection"]
    lines = ["\t".join(columns)]
    lines += ["\t".join(str(row[column]) for column in columns) for row in rows]
    write_text("\n".join(lines) + "\n", folder / "sheet.tsv")
    write_json(wanted, manifest)
    return folder / "sheet.tsv"
