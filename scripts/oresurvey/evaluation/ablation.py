"""Ablation: one row per model of a configuration, what it changes, its scores and its cost."""

import pandas as pd


def flattened(settings: dict, prefix: str = "") -> dict:
    """Nested settings as one level, keys joined by dots.

    Examples
    --------
    >>> flattened({"loss": {"iou": 1}, "filters": 8})
    {'loss.iou': 1, 'filters': 8}
    """
    flat: dict = {}
    for key, value in settings.items():
        name = f"{prefix}{key}"
        flat |= flattened(value, f"{name}.") if isinstance(value, dict) else {name: value}
    return flat


def changes(base: dict, other: dict) -> str:
    """What one training does otherwise than another, in words.

    Examples
    --------
    >>> changes({"filters": 8, "loss": {"iou": 1}}, {"filters": 16, "loss": {"dice": 1}})
    'filters: 16; loss.dice: 1; without loss.iou'
    """
    base, other = flattened(base), flattened(other)
    said = [f"{key}: {value}" for key, value in other.items() if base.get(key) != value]
    said += [f"without {key}" for key in base if key not in other]
    return "; ".join(said)


def ablation_table(models: dict[str, dict]) -> pd.DataFrame:
    """Content of ``ablation.csv``.

    Parameters
    ----------
    models : dict of str to dict
        By name, the first being what the others are compared with: ``train`` (settings),
        ``summary`` (content of ``summary.json``), ``history`` (DataFrame), ``cost`` (as from
        `evaluation.cost.costs`).

    Returns
    -------
    DataFrame
        model, change; per deposit overall_accuracy_DEPOSIT and mean_iou_DEPOSIT; their means over
        deposits, overall_accuracy and mean_iou, and how far these are from the first row's
        (``_gain``); steps; step_cost and inference_cost, multiples of the first row's; minutes (of
        training, beside whatever else the machine did).
    """
    rows, base = [], next(iter(models.values()))["train"]
    for name, model in models.items():
        deposits = model["summary"]["deposits"]
        row = {"model": name, "change": changes(base, model["train"]) or "none"}
        for key in ("overall_accuracy", "mean_iou"):
            row |= {f"{key}_{deposit}": one[key] for deposit, one in deposits.items()}
            row[key] = sum(one[key] for one in deposits.values()) / len(deposits)
        row["steps"] = len(model["history"]) * model["train"]["steps_per_epoch"]
        row |= {f"{key}_cost": cost for key, cost in model["cost"].items()}
        row["minutes"] = model["history"]["minutes"].iloc[-1]
        rows.append(row)
    table = pd.DataFrame(rows)
    for key in ("overall_accuracy", "mean_iou"):
        table[f"{key}_gain"] = table[key] - table[key].iloc[0]
    return table
