"""Accuracy is not paid for speed: one model, scored through each engine on validation fields."""

import sys

import numpy as np
from frames import where
from harness import CORES, PROJECT, Row, finish, judged
from trained import trained_model

from oresurvey.inference.engines import load_engine, read_about
from oresurvey.inference.field import predict_bands
from oresurvey.photographs.photograph import Photograph, read_mask
from oresurvey.statistics.scores import scores_of_confusion
from oresurvey.survey.sheet import read_sheet
from oresurvey.training.validation import code_positions

WAYS = {
    "tensorflow": ("tensorflow", "float32"),
    "openvino": ("openvino", "float32"),
    "openvino bfloat16": ("openvino", "bfloat16"),
}


def class_maps(engine, about: dict, fields) -> list[np.ndarray]:
    """Class map of every field, among the classes that its deposit names."""
    found = []
    for field in fields:
        with Photograph(field.image) as photograph:
            known = engine.labelled(about["labelled"].get(field.deposit))
            bands = predict_bands(photograph, engine, 2048, known)
            found.append(np.concatenate([band.codes for band in bands]))
    return found


def scores(maps, masks, codes) -> dict:
    """Overall accuracy and mean IoU, pooled over fields."""
    table, size = code_positions(tuple(codes)), len(codes)
    confusion = np.zeros((size, size), np.int64)
    for found, mask in zip(maps, masks, strict=True):
        truth, guess = table[mask].astype(np.int64), table[found].astype(np.int64)
        valid = truth < size
        pairs = truth[valid] * size + guess[valid]
        confusion += np.bincount(pairs, minlength=size * size).reshape(size, size)
    return scores_of_confusion(confusion)


def main() -> list[Row]:
    """Overall accuracy, mean IoU, and the share of pixels named as TensorFlow names them."""
    trained = trained_model()
    if trained is None:
        return [Row("accuracy", "needs LUMENSTONE_DIR: not measured", float("nan"), "")]
    about = read_about(trained[1])
    sheet = read_sheet(str(PROJECT / "config" / "lumenstone.tsv"))
    fields = [field for field in sheet if field.split == "validation"]
    masks = [read_mask(field.mask) for field in fields]
    rows, reference, base = [], None, None
    for name, (engine, precision) in WAYS.items():
        try:
            loaded = load_engine(trained[1], CORES, engine, precision)
        except Exception as error:
            print(f"{name}: {error}", file=sys.stderr)
            continue
        maps = class_maps(loaded, about, fields)
        found = scores(maps, masks, about["codes"])
        if reference is None:
            reference, base = maps, found
        same = np.mean([np.mean(a == b) for a, b in zip(maps, reference, strict=True)])
        place = f"{len(fields)} validation fields ({where()} and S2)"
        for key in ("overall_accuracy", "mean_iou"):
            rows.append(
                Row("accuracy", f"{key}, {name}, {place}", found[key], "", "tensorflow", base[key],
                    found[key] / base[key])
            )  # fmt: skip
        wanted = judged(float(same), at_least=0.9999) if name == "openvino" else {}
        rows.append(Row("accuracy", f"pixels named alike, {name}", float(same), "", "tensorflow",
                        **wanted))  # fmt: skip
    return rows


if __name__ == "__main__":
    finish(main(), sys.argv[1])
