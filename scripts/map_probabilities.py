"""Probability maps: store and index one batch of annotated fields."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from oresurvey.catalog.inspection import accepted_fields
from oresurvey.catalog.verdicts import Verdicts
from oresurvey.files.arrays import save_array
from oresurvey.files.steady import steady
from oresurvey.files.tables import write_json
from oresurvey.light.exposure import brightest_gain
from oresurvey.light.sample import sample_colours
from oresurvey.log import LOG, start_log
from oresurvey.network.input_scale import scale_factor
from oresurvey.operations.records.jobs import record_job
from oresurvey.photographs.flat_field import read_field
from oresurvey.photographs.visible import Visible, entry_of, read_annotation
from oresurvey.probability_maps.index import build_index, save_index
from oresurvey.probability_maps.store import write_store


@dataclass(frozen=True)
class InMemory:
    """A photograph that was read already, for what else reads it by windows."""

    pixels: np.ndarray
    visible: Visible | None = None

    @property
    def height(self) -> int:
        """Rows."""
        return self.pixels.shape[0]

    @property
    def width(self) -> int:
        """Columns."""
        return self.pixels.shape[1]

    def read(self, y0: int, y1: int, x0: int, x1: int) -> np.ndarray:
        """Window (y1 - y0, x1 - x0, 3) uint8, as from `photographs.photograph.Photograph.read`."""
        return self.pixels[y0:y1, x0:x1]


def main(
    rows: list[dict],
    paths: dict,
    codes: list[int],
    settings: dict,
    largest_mpx: float,
    verdicts: Verdicts,
    output: str,
) -> None:
    """Store photographs and masks at the input scale and index them.

    Parameters
    ----------
    rows : list of dict
        As from `survey.rows.as_rows`.
    paths : dict
        As from `survey.rows.paths_of`.
    codes : list of int
        Codes of the table of minerals.
    settings : dict
        sampling, patch_px, input_scale of the training.
    largest_mpx : float
        Millions of pixels above which a photograph is not decoded.
    verdicts : Verdicts
        What was found of the fields before.
    output : str
        Manifest; the fields go into ``DEPOSIT/FIELD`` two folders above it.
    """
    factor = scale_factor(settings["input_scale"])
    root = Path(output).parent.parent
    entries = []
    # H > s is what eq. (1) needs after scaling down.
    smallest_px = (settings["patch_px"] + 1) * factor
    for field, found in accepted_fields(rows, paths, codes, smallest_px, largest_mpx, verdicts):
        folder = root / field.folder
        with (
            steady(field.image, found.sha256),
            steady(field.mask, found.mask_sha256),
            steady(field.calibration, found.calibration_sha256),
        ):
            image = read_field(field, found.visible)
            annotation = read_annotation(field.mask, found.visible)
        mask = write_store(folder, image, annotation, factor)
        photograph = InMemory(image, found.visible)
        colours, named = sample_colours(photograph, annotation)
        save_array(np.column_stack([colours, named]), folder / "colours.npy")
        index = build_index(mask, settings["patch_px"], tuple(codes), settings["sampling"])
        save_index(index, folder)
        LOG.info("%s: stored and indexed", field.field)
        entries.append(
            {
                "field": field.field,
                "deposit": field.deposit,
                "split": field.split,
                "folder": str(folder),
                "height": image.shape[0],
                "width": image.shape[1],
                "brightest_gain": brightest_gain(photograph),
                "codes": [int(code) for code in np.unique(mask) if code in codes],
                "sha256": found.sha256,
                "mask_sha256": found.mask_sha256,
                **entry_of(found.visible),
                **(
                    {"session": field.session, "calibration_digest": found.calibration_sha256}
                    if field.calibration
                    else {}
                ),
            }
        )
    write_json({"fields": entries}, output)


if __name__ == "__main__":
    start_log(snakemake.log)
    main(
        snakemake.params.fields,
        snakemake.config["paths"],
        snakemake.params.codes,
        snakemake.params.settings,
        snakemake.params.largest_mpx,
        Verdicts(**snakemake.config["how"]["verdicts"]),
        snakemake.output[0],
    )
    record_job(snakemake)
