"""The card of a model: what it was trained on, how, and how well it did elsewhere."""

import json
from pathlib import Path

import pandas as pd

from oresurvey.tables import read_json, write_text


def write_card(folder: Path, entries: list[dict], settings: dict) -> None:
    """Write ``card.md`` beside a trained model.

    Parameters
    ----------
    folder : Path
        Holds ``model.json`` and ``history.csv``.
    entries : list of dict
        Manifest entries of the annotated fields.
    settings : dict
        The configuration's ``train`` section.
    """
    about = read_json(folder / "model.json")
    history = pd.read_csv(folder / "history.csv")
    kept = history[history["epoch"] == about["kept_epoch"]].iloc[0]
    chosen = (
        "The last epoch was kept, whatever these fields said: they chose nothing."
        if settings["keep"] == "last"
        else "The kept epoch was chosen by these fields, so the scores lean to the good side."
    )
    counts = pd.DataFrame(entries).groupby(["deposit", "split"]).size()
    lines = [
        f"# {folder.name}",
        "",
        f"A U-Net of residual blocks, {about['filters']} filters, {about['levels']} levels, input "
        f"scale {about['input_scale']:g}; {about['epochs']} epochs, {about['minutes']:g} minutes; "
        f"kept: epoch {about['kept_epoch']}.",
        "",
        "## Data",
        "",
        *(f"- {deposit}, {split}: {n} fields" for (deposit, split), n in counts.items()),
        f"- Mineral codes: {', '.join(map(str, about['codes']))}",
        "",
        "## Validation",
        "",
        f"Whole fields that no patch came from, at the input scale. {chosen}",
        "",
        *(f"- {key}: {kept[key]:.4f}" for key in kept.index if key.startswith("val_")),
        "",
        "## Limits",
        "",
        "Minerals that are not among the codes are given the name of one that is. A deposit unlike "
        "the training data needs annotated fields of its own before its numbers are trusted.",
        "",
        "## Configuration",
        "",
        "```json",
        json.dumps(settings, indent=1, sort_keys=True),
        "```",
        "",
    ]
    write_text("\n".join(lines), folder / "card.md")
