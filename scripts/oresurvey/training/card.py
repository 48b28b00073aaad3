"""The card of a model: what it was trained on, how, and how well it did elsewhere."""

from collections import Counter
from pathlib import Path

import pandas as pd

from oresurvey.files.tables import read_json, write_text
from oresurvey.presentation.card import configuration_lines


def _calibration(folder: Path, about: dict) -> list[str]:
    """How far confidences are from frequencies; nothing for a model that has no temperature."""
    if "temperature" not in about:
        return []
    errors = pd.read_csv(folder / "calibration.csv").set_index("measured_on")
    measured = "both halves" if "both halves" in errors.index else "all"
    where = {
        "both halves": "validation fields in two halves, each at the temperature of the other half",
        "all": "the field that the temperature was fitted on, since there is no other",
    }
    return [
        "## Calibration",
        "",
        f"The scores are divided by a temperature of {about['temperature']:g}, fitted on the "
        "validation fields; the saved weights hold it. Measured on "
        f"{where[measured]}, without and with a temperature:",
        "",
        *(
            f"- {name}: {errors.at[measured, f'{key}_before']:.4f}, "
            f"{errors.at[measured, f'{key}_after']:.4f}"
            for key, name in (
                ("top_label_error", "Calibration error of the confidence"),
                ("classwise_error", "Classwise calibration error"),
                ("nll", "Negative log-likelihood"),
            )
            if measured in errors.index
        ),
        "",
    ]


def _parent(about: dict, settings: dict) -> list[str]:
    """Which model was taught, and what of it was kept; nothing for a model of its own."""
    if "taught_from" not in about:
        return []
    others = sorted(set(about["labelled"]) - set(about["trained_deposits"]))
    return [
        "## Taught",
        "",
        f"From {settings['from']} (sha256 {about['taught_from']}): its weights, its minerals, and "
        "the light of its deposits. No photograph that trained it took part, so what it still "
        f"knows of {', '.join(others) or 'them'} was not measured here; "
        f"keep_known: {settings['keep_known']:g}.",
        "",
    ]


def write_card(folder: Path, fields: list[tuple[str, str]], settings: dict) -> None:
    """Write ``card.md`` beside a trained model.

    Parameters
    ----------
    folder : Path
        Holds ``model.json``, ``history.csv`` and ``calibration.csv``.
    fields : list of (str, str)
        Deposit and split of every field of the training.
    settings : dict
        The configuration's ``train`` section.
    """
    about = read_json(folder / "model.json")
    history = pd.read_csv(folder / "history.csv")
    kept = history[history["epoch"] == about["kept_epoch"]].iloc[0]
    # Epochs are of the members; what they become together was validated at the end.
    scores = about.get("validation") or dict(kept)
    members = f", {about['members']} joined into one" if "members" in about else ""
    pyramid = " with pyramid pooling" if "pyramid" in about else ""
    chosen = (
        "The last epoch was kept, whatever these fields said: they chose nothing."
        if settings["keep"] == "last"
        else "The kept epoch was chosen by these fields, so the scores lean to the good side."
    )
    counts = sorted(Counter(fields).items())
    # A deterministic training tells no times.
    minutes = f", {about['minutes']:g} minutes" if "minutes" in about else ""
    lines = [
        f"# {folder.name}",
        "",
        f"A U-Net of residual blocks{members}, {about['filters']} filters, {about['levels']} "
        f"levels{pyramid}, input scale {about['input_scale']:g}; {about['epochs']} "
        f"epochs{minutes}; kept: epoch {about['kept_epoch']}.",
        "",
        "## Data",
        "",
        *(f"- {deposit}, {split}: {n} fields" for (deposit, split), n in counts),
        f"- Mineral codes: {', '.join(map(str, about['codes']))}",
        "",
        *_parent(about, settings),
        "## Validation",
        "",
        f"Whole fields that no patch came from, at the input scale. {chosen}",
        "",
        *(f"- {key}: {value:.4f}" for key, value in scores.items() if key.startswith("val_")),
        "",
        *_calibration(folder, about),
        "## Limits",
        "",
        "Minerals that are not among the codes are given the name of one that is. A deposit unlike "
        "the training data needs annotated fields of its own before its numbers are trusted.",
        "",
        *configuration_lines(settings),
    ]
    write_text("\n".join(lines), folder / "card.md")
