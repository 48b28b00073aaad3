"""What a person or git may do to the tiny survey between two runs."""

import os
import shutil
from pathlib import Path

import numpy as np
import yaml
from moved_modules import move_modules
from PIL import Image
from survey_project import BAD, GOOD, SURVEY, Project, sheet_row, write_photograph

from oresurvey.survey.batches import split_into_batches

PYRITE = "6\tPy\tPy/Mrc\tpyrite and marcasite\t#f6ecae"
"""The cells of pyrite in the table of minerals."""


def new_field(splits_a_batch: bool) -> str:
    """A name that joins a batch of the tiny survey; all other batches stay as they are."""
    names = [*GOOD, *BAD]
    before = split_into_batches(names, SURVEY["batch_fields"])
    assert len(before) > 1
    for number in range(100):
        name = f"alder-new-{number}"
        after = split_into_batches([*names, name], SURVEY["batch_fields"])
        if (after.keys() != before.keys()) == splits_a_batch:
            return name
    raise AssertionError("no such name")


def add_unannotated(survey: Project, field: str, deposit: str = "Alder Creek") -> None:
    """A photograph without a mask, and its row of the sheet."""
    write_photograph(survey.folder / "photographs", field, 99)
    (survey.folder / "photographs" / f"{field}.png").unlink()
    with open(survey.folder / "sheet.tsv", "a") as sheet:
        sheet.write("\t".join(sheet_row(field, deposit, "").values()) + "\n")


def reconfigure(survey: Project, section: str, **settings) -> None:
    """Change settings of a section of the configuration, or of the first model's training."""
    path = survey.folder / "survey.yaml"
    config = yaml.safe_load(path.read_text())
    if section == "train":
        config["models"]["first"]["train"] |= settings
    elif section:
        config[section] = config.get(section, {}) | settings
    else:
        config |= settings
    path.write_text(yaml.safe_dump(config, sort_keys=False))


def change_code(survey: Project, module: str) -> None:
    """Another statement in a module."""
    path = survey.folder / "scripts" / "oresurvey" / f"{module}.py"
    path.write_text(path.read_text() + "\n\nREVISION = 2\n")


def comment_in_module(survey):
    survey.edit(
        "scripts/oresurvey/network/unet.py",
        "\ndef unet(",
        "\n# A remark on the network.\ndef unet(",
    )


def docstring_of_module(survey):
    survey.edit(
        "scripts/oresurvey/instances/measure.py", '"""Instances: ', '"""Instances, that is '
    )


def docstring_of_constant(survey):
    """Of a module that training and maps use."""
    survey.edit(
        "scripts/oresurvey/network/input_scale.py",
        '"""Rows of the scaled image that ',
        '"""How many rows of the scaled image ',
    )


def moved_modules(survey):
    """Modules of training, maps and tables, to a folder of their own and under other names."""
    moves = {
        "training.train": "fit",
        "inference.field": "maps",
        "deposits.grain_size.saltykov": "unfolding",
        "network.unet": "unet",
    }
    move_modules(
        survey.folder,
        {f"oresurvey.{old}": f"oresurvey.rooms.{new}" for old, new in moves.items()},
    )


def message_of_the_sheets_reader(survey):
    survey.edit(
        "scripts/oresurvey/survey/sheet.py", "give every field its own name", "name it anew"
    )


def sentence_of_the_card(survey):
    survey.edit("scripts/oresurvey/training/card.py", "A deposit unlike ", "Any deposit unlike ")


def comment_in_scripts(survey):
    for script in (survey.folder / "scripts").glob("*.py"):
        script.write_text(script.read_text() + "# A remark.\n")


def touched_code(survey):
    survey.touch("Snakefile", *(str(p) for p in (survey.folder / "scripts").rglob("*.py")))


def touched_photographs_and_masks(survey):
    survey.touch(*(f"photographs/{p.name}" for p in (survey.folder / "photographs").iterdir()))


def touched_tables(survey):
    survey.touch("sheet.tsv", "survey.yaml", "config/minerals.tsv")


def touched_results(survey):
    results = survey.folder / "results"
    survey.touch(
        "results/models/first/model.json", *(str(p) for p in results.rglob("batches/*/*.json"))
    )


def checked_out_anew(survey):
    """As git leaves files that it writes: their content as before, all of them new."""
    for part in ("Snakefile", "rules", "scripts", "config", "profiles", "envs"):
        for path in [survey.folder / part, *(survey.folder / part).rglob("*")]:
            if path.is_file():
                copy = path.with_name(f"{path.name}.copy")
                shutil.copyfile(path, copy)
                os.replace(copy, path)


def reversed_sheet(survey):
    sheet = survey.folder / "sheet.tsv"
    header, *rows = sheet.read_text().splitlines()
    sheet.write_text("\n".join([header, *reversed(rows)]) + "\n")


def recoloured_mineral(survey):
    survey.edit("config/minerals.tsv", PYRITE, PYRITE.replace("#f6ecae", "#123456"))


def renamed_mineral(survey):
    survey.edit("config/minerals.tsv", PYRITE, PYRITE.replace("pyrite and", "pyrite,"))


def mineral_with_another_symbol(survey):
    survey.edit("config/minerals.tsv", PYRITE, PYRITE.replace("\tPy\t", "\tPyr\t"))


def _last_mineral(survey) -> tuple[Path, list[str], dict[str, str]]:
    """The table of minerals: its path, its lines, and the cells of the last one."""
    path = survey.folder / "config" / "minerals.tsv"
    lines = path.read_text().splitlines()
    return path, lines, dict(zip(lines[0].split("\t"), lines[-1].split("\t"), strict=False))


def new_mineral(survey):
    path, lines, cells = _last_mineral(survey)
    cells |= {"code": "77", "symbol": "Xyz", "colour": "#654321"}
    path.write_text("\n".join([*lines, "\t".join(cells.values())]) + "\n")


def mineral_with_another_code(survey):
    path, lines, cells = _last_mineral(survey)
    cells |= {"code": "77"}
    path.write_text("\n".join([*lines[:-1], "\t".join(cells.values())]) + "\n")


def edited_mask(survey):
    mask = survey.folder / "photographs" / "birch-1.png"
    Image.fromarray(np.array(Image.open(mask))[::-1]).save(mask)


def other_photograph(survey):
    write_photograph(survey.folder / "photographs", "birch-3", 98)


def new_deposit(survey):
    add_unannotated(survey, new_field(splits_a_batch=False), "Cedar Ridge")


def _sheet_rows(survey) -> tuple[Path, list[str]]:
    path = survey.folder / "sheet.tsv"
    return path, path.read_text().splitlines()


def renamed_deposit(survey):
    """The one field of Birch Hill that no model was trained on is of Birch Rise now."""
    path, rows = _sheet_rows(survey)
    rows = [
        row.replace("Birch Hill", "Birch Rise") if "\tbirch-3\t" in row else row for row in rows
    ]
    path.write_text("\n".join(rows) + "\n")


def removed_field(survey):
    path, rows = _sheet_rows(survey)
    path.write_text("\n".join(row for row in rows if "\tbirch-3\t" not in row) + "\n")


def section_of_a_field(survey):
    survey.edit("sheet.tsv", "section birch-3", "section birch-2")
