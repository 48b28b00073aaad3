"""The page docs/models/accuracy.md: every table from the results of a command that it names."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from oresurvey.files.tables import markdown_table, read_json, write_text
from oresurvey.network.naming import NAMED, OPEN, WAYS

BOUNDS = (0.7, 1.3)
"""Exposures that a model has to bear."""
NOT_RUN = "Not run yet."
BEFORE_AND_AFTER = ("exposure_none", "base")
"""Models of the ablation that differ in nothing but the remedy."""
UNSEEN = {
    "auroc_never_seen": "AUROC, never seen",
    "auroc_known_elsewhere": "AUROC, known ones elsewhere",
    "unidentified_pct_own": "unidentified, known: %",
    "unidentified_pct_known_elsewhere": "known ones elsewhere: %",
    "unidentified_pct_never_seen": "never seen: %",
    "auroc_fields_features": "AUROC of fields, features",
    "auroc_fields_confidence": "AUROC of fields, confidence",
}
FOLDERS = ("models", "evaluation", "figures")


@dataclass(frozen=True)
class Section:
    """One section of the page.

    Attributes
    ----------
    title, command, text : str
        What it shows, what makes it, how to read it.
    tables : tuple of DataFrame
        None, or empty ones, where it was not run: the page says so in place of the text.
    figures : tuple of (Path, str)
        File and what is seen in it; copied beside the page.
    """

    title: str
    command: str
    text: str
    tables: tuple = ()
    figures: tuple = ()


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def _snakemake(configuration: str, *targets: str) -> str:
    """The command that makes targets of a configuration, as it is typed."""
    return f".venv/bin/snakemake --cores all --configfile {configuration} -- {' '.join(targets)}"


def _overall(summaries: dict[str, dict]) -> pd.DataFrame:
    """Scores of several models, a row per model and deposit; pct."""
    return pd.DataFrame(
        {
            "model": name,
            "deposit": deposit,
            "overall accuracy": _percent(one["overall_accuracy"]),
            "mean IoU": _percent(one["mean_iou"]),
            "without boundaries": _percent(one["mean_iou_inside"]),
            "calibration error": _percent(one["calibration_error"]),
            "fields": one["fields"],
        }
        for name, summary in summaries.items()
        for deposit, one in summary["deposits"].items()
    )


def _summaries(results: Path) -> dict[str, dict]:
    return {
        path.parents[1].name: read_json(path)
        for path in sorted(results.glob("*/evaluation/summary.json"))
    }


def _per_class(results: Path, models: list[str]) -> pd.DataFrame:
    """IoU by mineral, a column per model; pct."""
    columns = {}
    for name in models:
        table = pd.read_csv(results / name / "evaluation" / "per_class.csv")
        table = table[(table["deposit"] != "all") & (table["split"] == "validation")]
        columns[name] = table.set_index(["deposit", "paper_label"])["iou_pooled"].map(_percent)
    return pd.DataFrame(columns).rename_axis(["deposit", "mineral"]).reset_index()


def shipped(results: Path) -> Section:
    """Scores of the shipped models."""
    title, command = "Shipped models", "make survey CONFIG=config/lumenstone.yaml"
    text = (
        "Class maps of the validation fields at the scale of the photographs; no field here "
        "trained these weights. `paper` keeps the epoch that is best on them, `best` the last one, "
        "whatever they say. Four constants of the light fit ([light.md](light.md)) and the recipe "
        "of `best` were chosen on annotated frames that include these, so the scores lean to the "
        "good side. In per cent. Without boundaries: a band of 2 px on either side of annotated "
        "boundaries left out."
    )
    summaries = _summaries(results)
    if not summaries:
        return Section(title, command, text)
    best = results / "best" / "evaluation" / "figures"
    figures = [(results / "models" / "best" / "figures" / "iou_over_epochs.svg",
                "IoU on validation fields over the epochs of the training")]  # fmt: skip
    figures += [(path, "Confusion matrix") for path in sorted(best.glob("confusion_[!a]*.svg"))]
    figures += [(best / "reliability.svg", "Reliability: accuracy against confidence"),
                (best / "risk_coverage.svg", "Risk over coverage"),
                (best / "error_maps.png", "Error maps of the validation fields")]  # fmt: skip
    tables = _overall(summaries), _per_class(results, list(summaries))
    return Section(title, command, text, tables, tuple(figures))


def _shipped_ways(models: Path) -> pd.DataFrame:
    """Scores of shipped models that were validated open too, a row per model and deposit; pct."""
    rows = []
    for folder in sorted(models.glob("*")):
        if not (folder / "history.csv").exists():
            continue
        history = pd.read_csv(folder / "history.csv").set_index("epoch")
        kept = history.loc[read_json(folder / "model.json")["kept_epoch"]]
        start = "val_open_overall_accuracy_"
        for deposit in [name.removeprefix(start) for name in kept.index if name.startswith(start)]:
            scores = {
                f"{way}: {words}": _percent(kept[f"val_{part}{key}_{deposit}"])
                for way, part in ((OPEN, "open_"), (NAMED, ""))
                for key, words in (
                    ("overall_accuracy", "overall accuracy"),
                    ("mean_iou", "mean IoU"),
                )
            }
            rows.append({"model": folder.name, "deposit": deposit} | scores)
    return pd.DataFrame(rows)


def _cross_validated_ways(path: Path) -> pd.DataFrame:
    """Scores of the cross-validation, a column per way; empty where there is one way only."""
    table = pd.read_csv(path) if path.exists() else pd.DataFrame()
    if "way" not in table or table["way"].nunique() < 2:
        return pd.DataFrame()
    table["value"] = table["value"].map(_percent)
    order = list(dict.fromkeys(zip(table["deposit"], table["score"], strict=True)))
    wide = table.pivot(index=["deposit", "score"], columns="way", values="value").loc[order]
    return wide[[way for way in reversed(WAYS) if way in wide]].fillna("").reset_index()


def by_way(results: Path, models: Path) -> Section:
    """Scores by how the deposits were known: of shipped models, and of the cross-validation."""
    title = "How good on a deposit that it never saw?"
    command = _snakemake("config/experiments/cross_validation.yaml", "cross_validation")
    text = (
        "Photographs that no patch came from, mapped in two ways. Open: under the name of a "
        "deposit that the model does not know; all minerals may be named. Named: under the name "
        "of the training deposit, or with a list of the minerals that may occur (column `minerals` "
        "of the sheet), which is the same once the photographs of a deposit have decided whose "
        "light theirs is. Shipped models: the validation fields, at the input scale (`make "
        "models`). Below, if it was run: the cross-validation. Photographs were left out, their "
        "deposit, camera and microscope were not: read these as the best case. The worst is "
        "measured further down (Minerals and deposits that a model never saw): a model of one "
        "deposit that is shown another gives minerals that it does not know the names of those "
        "that it does. In per cent."
    )
    crossed = _cross_validated_ways(results / "cross_validation" / "scores.csv")
    return Section(title, command, text, (_shipped_ways(models), crossed))


def cross_validation(results: Path) -> Section:
    """Pooled scores of the cross-validation, with intervals."""
    title = "Cross-validation"
    command = _snakemake("config/experiments/cross_validation.yaml", "cross_validation")
    text = (
        "Trained at an eighth of the scale, otherwise much as `lumenstone-best`, once per fold; "
        "each fold is a block of neighbouring photographs (by time where there is one), "
        "overlapping ones together. Every photograph is scored by the model that never saw it or "
        "its neighbours. Intervals: 95 %, photographs drawn anew, overlapping ones together. "
        "There is no specimen id in LumenStone: taking each photograph for its own section "
        "overstates what is known."
    )
    path = results / "cross_validation" / "scores.csv"
    if not path.exists():
        return Section(title, command, text)
    table = pd.read_csv(path)
    if "way" in table:
        table = table[table["way"] == table["way"].iloc[0]]
    table["95 % interval"] = [
        "" if pd.isna(row.low) else f"{_percent(row.low)} to {_percent(row.high)}"
        for row in table.itertuples()
    ]
    table["value"] = table["value"].map(_percent)
    return Section(
        title, command, text, (table[["deposit", "score", "value", "95 % interval", "fields"]],)
    )


def ablation(results: Path) -> Section:
    """One change at a time."""
    title = "What matters"
    command = _snakemake("config/experiments/ablation.yaml", "ablation")
    text = (
        "Each row changes one thing against the first and is trained for as many steps; fold 1 is "
        "left out and scored. Scores: per cent, means over the two deposits; gains in points, each "
        "from one training: the rows that change nothing but the seed show how far chance alone "
        "goes. So few steps favour what learns fast. Costs: time of a training step, and of the "
        "network at inference, as multiples of the first row's, measured in one run."
    )
    path = results / "ablation.csv"
    if not path.exists():
        return Section(title, command, text)
    table = pd.read_csv(path)
    shown = table[["change"]].copy()
    for key in ("overall_accuracy", "mean_iou"):
        label = key.replace("_", " ").replace("iou", "IoU")
        shown[label] = table[key].map(_percent)
        shown[f"gain in {label}"] = (100 * table[f"{key}_gain"]).map("{:+.1f}".format)
    shown["steps"] = table["steps"]
    for key in ("step", "inference"):
        shown[f"{key} cost"] = table[f"{key}_cost"].map("{:.2f}".format)
    return Section(title, command, text, (shown,))


def any_deposit(results: Path) -> Section:
    """What helps on a deposit whose name a model does not know."""
    title = "What helps on a deposit that it never saw"
    command = _snakemake("config/experiments/any_deposit.yaml", "train")
    text = (
        "Trained at an eighth of the scale, fold 1 left out and scored at that scale, three seeds "
        "each: mean, and lowest to highest, in per cent. Both deposits count the same. What the "
        "rows are is said in the configuration; `open` is what the shipped models do."
    )
    scores = {
        f"{way}: {name}": f"val_{prefix}{key}"
        for way, prefix in (("open", "open_"), ("named", ""))
        for key, name in (("overall_accuracy", "overall accuracy"), ("mean_iou", "mean IoU"))
    }
    found: dict[str, list[pd.Series]] = {}
    for path in sorted(results.glob("models/*/history.csv")):
        history = pd.read_csv(path)
        found.setdefault(path.parent.name.rstrip("0123456789"), []).append(history.iloc[-1])
    rows = []
    for name, seeds in found.items():
        row = {"training": name, "seeds": len(seeds)}
        for said, key in scores.items():
            values = [seed[key] for seed in seeds]
            mean, low, high = map(_percent, (sum(values) / len(values), min(values), max(values)))
            row[said] = f"{mean} ({low} to {high})"
        rows.append(row)
    return Section(title, command, text, (pd.DataFrame(rows),))


def baselines(results: Path) -> Section:
    """The older ways."""
    title = "The older ways"
    command = _snakemake("config/experiments/baselines.yaml", "evaluate")
    text = (
        "Fitted to the same training fields, scored on the same validation fields as the "
        "shipped models ([baselines.md](baselines.md) says what they do). Scores in per cent."
    )
    return Section(title, command, text, (_overall(_summaries(results)),))


def unseen(results: Path) -> Section:
    """What a model says of minerals and deposits that it never saw."""
    title = "Minerals and deposits that a model never saw"
    command = _snakemake("config/experiments/unseen.yaml", "unseen")
    text = (
        "A model trained on one deposit maps the validation fields of both. AUROC: the "
        "probability that a pixel of a mineral that it knows has a higher confidence than one"
        " of a mineral that it does not. Unidentified: share of the pixels with a confidence "
        "below the threshold at which a twentieth of the known pixels is left out. AUROC of "
        "fields: the probability that a field of the other deposit has features farther from "
        "those of the training, or a lower mean confidence, than one of its own. An AUROC of "
        ".5 is chance ([drift.md](../read/drift.md))."
    )
    path = results / "unseen.csv"
    if not path.exists():
        return Section(title, command, text)
    table = pd.read_csv(path)
    shown = table[["model"]].copy()
    for key, name in UNSEEN.items():
        shown[name] = table[key].round(3 if key.startswith("auroc") else 1)
    shown["verdict on the other deposit"] = table["verdict"]
    return Section(title, command, text, (shown,))


def _falls(results: Path) -> tuple[tuple, tuple]:
    """Table and figures of how far scores fall under other light, of all models that were asked."""
    paths = sorted(results.glob("*/evaluation/robustness.csv"))
    rows = []
    for path in paths:
        table = pd.read_csv(path)
        for deposit, part in table.groupby("deposit"):
            plain = part[(part["kind"] == "exposure") & (part["value"] == 1)]["mean_iou"].iloc[0]
            within = (part["kind"] != "exposure") | part["value"].between(*BOUNDS)
            row = {"model": path.parents[1].name, "deposit": deposit, "mean IoU": _percent(plain)}
            for kind, found in part[within].groupby("kind"):
                fall = 100 * (plain - found["mean_iou"].min())
                row[f"fall, {kind.replace('_', ' ')}"] = f"{max(fall, 0):.1f}"
            rows.append(row)
    figures = tuple(
        (path.with_suffix(".svg"), f"{path.parents[1].name}: scores under other light")
        for path in paths
    )
    return (pd.DataFrame(rows),), figures


def robustness(results: Path) -> Section:
    """Scores of the shipped models under other light."""
    title = "Other light"
    command = _snakemake("config/lumenstone.yaml", "robustness")
    text = (
        "The validation fields as another exposure, white balance or vignetting would have "
        "shown them; `best` finds the light of each again ([light.md](light.md)), `paper` does "
        "not. Fall: by how much the mean IoU is lower than under the light of the photograph, at "
        "most, between "
        ".7 and 1.3 times the exposure; with red times .8 to 1.25 and blue divided by it; "
        "with up to 45 % of the light lost in the corners. In points of per cent."
    )
    return Section(title, command, text, *_falls(results))


def remedy(results: Path) -> Section:
    """The same with and without the remedy, all else being equal."""
    title = "Other light, before and after the remedy"
    asked = (f"results/ablation/{name}/evaluation/robustness.csv" for name in BEFORE_AND_AFTER)
    command = _snakemake("config/experiments/ablation.yaml", *asked)
    text = (
        "Two models of the ablation, on its fold: `exposure_none` sees photographs as they are, "
        "`base` finds their light. Nothing else differs. Falls as above."
    )
    return Section(title, command, text, *_falls(results))


HEAD = """# Accuracy: how good, how it is known, what matters

Every table here is made by the command above it, and this page by `make accuracy`, from the
training frames of LumenStone S1 (Berezovskoe) and S2 (Norilsk). They are no part of this
repository: set `LUMENSTONE_DIR`. The published test frames were not looked at.
"""


def write_page(results: Path, page: Path, pictures: Path, models: Path) -> None:
    """Write the page and copy its figures.

    Parameters
    ----------
    results : Path
        Holds ``lumenstone``, ``cross_validation``, ``ablation``, ``any_deposit``, ``baselines``,
        ``unseen``.
    page : Path
    pictures : Path
        Folder beside the page that gets the figures; no photograph is among them.
    models : Path
        The shipped models.
    """
    sections = [
        by_way(results / "cross_validation", models),
        shipped(results / "lumenstone"),
        cross_validation(results / "cross_validation"),
        ablation(results / "ablation"),
        any_deposit(results / "any_deposit"),
        baselines(results / "baselines"),
        robustness(results / "lumenstone"),
        remedy(results / "ablation"),
        unseen(results / "unseen"),
    ]
    pictures.mkdir(parents=True, exist_ok=True)
    lines = [HEAD]
    for section in sections:
        tables = [table for table in section.tables if len(table)]
        text = section.text if tables else NOT_RUN
        lines += [f"## {section.title}", "", f"    {section.command}", "", text, ""]
        for table in tables:
            lines += [markdown_table(table), ""]
        for source, seen in section.figures:
            # One name per model: the figures of an evaluation are called alike.
            kind = source.parts[len(results.parts) + 1 : -1]
            name = "_".join([part for part in kind if part not in FOLDERS] + [source.name])
            shutil.copyfile(source, pictures / name)
            lines += [f"![{seen}]({pictures.relative_to(page.parent).as_posix()}/{name})", ""]
    write_text("\n".join(lines), page)
