"""The sheet of LumenStone: splits by overlap and class, and the shipped sheet once more."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from oresurvey.catalog.new_sheet.lumenstone import sheet_from_lumenstone
from oresurvey.catalog.new_sheet.written import write_sheet
from oresurvey.commands.command_line import main as oresurvey
from oresurvey.errors import SheetError
from oresurvey.release.split import validation_fields
from oresurvey.survey.sheet import read_sheet

SHIPPED = Path(__file__).parents[4] / "config" / "lumenstone.tsv"


def touch(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def lumenstone(folder, frames, groups=None):
    """Frames as {"S1/train_01": codes}; groups as {"S1/train_01": overlap group}."""
    for name, codes in frames.items():
        subset, stem = name.split("/")
        split = stem.split("_")[0]
        touch(folder, f"{subset}/imgs/{split}/{stem}.jpg")
        (folder / subset / "masks" / split).mkdir(parents=True, exist_ok=True)
        row = np.array([codes], np.uint8)
        Image.fromarray(row).save(folder / subset / "masks" / split / f"{stem}.png")
    if groups:
        rows = [(*name.split("/"), group, "2014") for name, group in groups.items()]
        columns = ["subset", "frame", "overlap_group", "exif_datetime"]
        pd.DataFrame(rows, columns=columns).to_csv(folder / "frames.csv", index=False)
    return folder


def test_lumenstone_layout(tmp_path):
    frames = {"S1/train_01": [0, 6], "S1/test_01": [0], "S2/test_01": [0, 5]}
    sheet = sheet_from_lumenstone(lumenstone(tmp_path, frames))
    found = sheet[["deposit", "section", "field", "split"]].values.tolist()
    assert found == [
        ["Berezovskoe", "S1-train_01", "S1-train_01", "train"],
        ["Berezovskoe", "S1-test_01", "S1-test_01", "test"],
        ["Norilsk", "S2-test_01", "S2-test_01", "test"],
    ]
    assert sheet["image"][2] == str(tmp_path / "S2/imgs/test/test_01.jpg")
    assert sheet["mask"][2] == str(tmp_path / "S2/masks/test/test_01.png")


def test_folder_written_as_a_variable(tmp_path, monkeypatch):
    folder = lumenstone(tmp_path / "data", {"S1/train_01": [0]})
    sheet = sheet_from_lumenstone(folder, variable="FRAMES")
    assert sheet["image"].tolist() == ["$FRAMES/S1/imgs/train/train_01.jpg"]
    write_sheet(sheet, tmp_path / "sheet.tsv")
    monkeypatch.setenv("FRAMES", str(folder))
    assert read_sheet(tmp_path / "sheet.tsv")[0].mask.is_file()


def test_share_of_validation(tmp_path):
    """Frames of one class, no overlaps: 8 x 0.25 = 2; the test frame stays one."""
    frames = {f"S1/train_{i:02}": [0, 6] for i in range(8)} | {"S1/test_01": [0]}
    sheet = sheet_from_lumenstone(lumenstone(tmp_path, frames), validation_share=0.25)
    assert sheet["split"].value_counts().to_dict() == {"train": 6, "validation": 2, "test": 1}


@pytest.mark.parametrize("seed", range(20))
def test_validation_respects_overlaps_and_classes(tmp_path, seed):
    rng = np.random.default_rng(seed)
    frames, groups = {}, {}
    for i in range(12):
        frames[f"S1/train_{i:02}"] = [0, *np.flatnonzero(rng.random(8) < 0.3) + 1]
        groups[f"S1/train_{i:02}"] = f"g{seed}{rng.integers(8)}" if i % 3 else ""
    sheet = sheet_from_lumenstone(lumenstone(tmp_path, frames, groups))
    grouped = sheet[sheet["overlap_group"] != ""]
    assert (grouped.groupby("overlap_group")["split"].nunique() == 1).all()

    codes = dict(zip(sheet["field"], frames.values(), strict=True))
    units = sheet["overlap_group"].where(sheet["overlap_group"] != "", sheet["field"])

    def classes(rows):
        return {code for name in sheet["field"][rows] for code in codes[name]}

    trained, validated = (classes(sheet["split"] == split) for split in ("train", "validation"))
    everything = classes(units.notna())
    assert trained == everything
    for code in everything - validated:
        # Every group that could bring the class is the last to train some class.
        for unit in units[sheet["split"] == "train"].unique():
            rest = classes((sheet["split"] == "train") & (units != unit))
            assert code not in classes(units == unit) or rest != everything


def test_a_class_of_one_frame_is_trained(tmp_path):
    """Whatever the frame's name, that is its place in the order."""
    for i in range(6):
        frames = {f"S1/train_{j}": [0, 6] for j in range(6)} | {f"S1/train_{i}": [0, 14]}
        sheet = sheet_from_lumenstone(lumenstone(tmp_path / str(i), frames))
        assert sheet.set_index("field")["split"][f"S1-train_{i}"] == "train"


def test_lumenstone_mask_is_missing(tmp_path):
    folder = touch(tmp_path, "S1/imgs/train/train_01.jpg")
    with pytest.raises(SheetError, match=r"masks/train/train_01\.png is missing; LumenStone has a"):
        sheet_from_lumenstone(folder)


def test_folder_that_is_not_lumenstones(tmp_path):
    with pytest.raises(SheetError, match="neither S1 nor S2 in it"):
        sheet_from_lumenstone(tmp_path)


def test_command_writes_paths_relative_to_the_sheet(tmp_path, monkeypatch, capsys):
    """A sheet and its photographs can move together; the folder was given relative to here."""
    monkeypatch.chdir(tmp_path)
    lumenstone(tmp_path / "photographs", {"S1/train_01": [0]})
    (tmp_path / "sheets").mkdir()
    assert oresurvey(["sheet", "photographs", "sheets/new.tsv", "--lumenstone"]) == 0
    assert "1 fields of 1 deposits" in capsys.readouterr().out
    field = read_sheet(tmp_path / "sheets" / "new.tsv")[0]
    assert field.image.is_file() and field.mask.is_file()


@pytest.mark.parametrize("option", ["--show", "--append", "--levels=deposit"])
def test_command_refuses_what_is_for_other_folders(tmp_path, capsys, option):
    assert oresurvey(["sheet", str(tmp_path), "s.tsv", "--lumenstone", option]) == 2
    assert "--lumenstone goes with none of" in capsys.readouterr().err


@pytest.mark.lumenstone
@pytest.mark.skipif("LUMENSTONE_DIR" not in os.environ, reason="LUMENSTONE_DIR is not set")
def test_shipped_sheet_is_what_the_commands_make(tmp_path):
    """`sheet --lumenstone`, with the validation fields that `draw-split` draws."""
    sheet = sheet_from_lumenstone(os.environ["LUMENSTONE_DIR"], variable="LUMENSTONE_DIR")
    drawn = sheet["field"].isin(validation_fields(SHIPPED))
    sheet["split"] = np.where(drawn, "validation", "train")
    write_sheet(sheet, tmp_path / "lumenstone.tsv", encoding="utf-8")
    assert (tmp_path / "lumenstone.tsv").read_text() == SHIPPED.read_text()
