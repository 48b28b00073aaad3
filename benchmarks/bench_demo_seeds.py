"""Statistics of the demo over several seeds, beside the truth: coverage, bias, deposits told apart.

    PYTHONPATH=scripts python benchmarks/bench_demo_seeds.py results/benchmarks/demo_seeds.json

One network is trained on the demo of seed 0. It then maps the demo of every other seed, which
Snakemake sums up as it does any survey with a shipped model. A model of colours
(docs/models/baselines.md), fitted to each demo's own training sections, stands beside it: it
confuses far more, so that there is more to correct. In results/benchmarks/demo_seeds are
shares.csv (every deposit and mineral of every seed and model beside the truth), pairs.csv (every
pair of deposits) and report.md.
"""

import argparse
from pathlib import Path

import pandas as pd
import yaml
from demo_acceptance import (
    RARE_PCT,
    absent_share,
    coverage,
    rare_bias,
    rare_bias_noise,
    share_errors,
    verdicts,
)
from harness import PROJECT, WORK, Row, finish, judged
from trained import snakemake

from oresurvey.demo import truth_deposits, truth_modal
from oresurvey.files.tables import markdown_table, write_csv, write_text

FOLDER = WORK / "demo_seeds"
MODEL = "small"
CONFUSED = "colour"
TRAINING_SEED = 0
SEEDS = tuple(range(1, 21))
TESTS = ("deposit_tests", "comparison")
"""Tables of tests: all minerals at once (centres), mineral by mineral (a pair is a family)."""
SAME_WORK = ("batch_fields", "minerals", "inference", "instances", "evaluation", "deposits")
"""Sections of config/config.yaml that the surveys of all seeds share, where it has them."""


def configuration(demo: dict, folder: Path, seed: int, models: dict, size: str = "full") -> dict:
    """Survey of one seed in a folder of its own, otherwise as config/config.yaml says."""
    return {key: demo[key] for key in SAME_WORK if key in demo} | {
        "sheet": f"{folder}/photographs/sheet.tsv",
        "results": f"{folder}/results",
        "demo": {"folder": f"{folder}/photographs", "seed": seed, "size": size},
        "models": models,
        "report": {"model": MODEL},
    }


def run(survey: dict, folder: Path, *targets: str) -> None:
    """Run Snakemake in the project; nothing is made twice."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "survey.yaml"
    write_text(yaml.safe_dump(survey, sort_keys=False), path)
    snakemake(*targets, "--configfile", str(path), log=folder / "survey.log")


def trained(demo: dict, folder: Path, size: str) -> Path:
    """Folder of the model, trained on the demo of a seed that nothing is measured on."""
    models = {MODEL: demo["models"][MODEL]}
    run(configuration(demo, folder, TRAINING_SEED, models, size), folder, "train")
    return folder / "results" / "models" / MODEL


def tables_read(folder: Path) -> list[str]:
    """Tables of one survey that are measured here."""
    deposits = "results/{}/deposits/{}.csv"
    names = [(MODEL, "modal"), (CONFUSED, "modal"), *((MODEL, name) for name in TESTS)]
    return [str(folder / deposits.format(model, name)) for model, name in names]


def measured(folder: Path, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Shares and pairs of deposits of one finished survey, beside the truth."""
    photographs = folder / "photographs"
    design, truth = truth_deposits(photographs), truth_modal(photographs)
    network, confused, *tests = tables_read(folder)
    shares = pd.concat(
        share_errors(pd.read_csv(path), truth, design, path).assign(model=model)
        for model, path in ((MODEL, network), (CONFUSED, confused))
    )
    pairs = pd.concat(
        verdicts(pd.read_csv(path), design, path).assign(table=name)
        for name, path in zip(TESTS, tests, strict=True)
    )
    return shares.assign(seed=seed), pairs.assign(seed=seed)


def share_rows(shares: pd.DataFrame, model: str) -> list[Row]:
    """Coverage and bias of one model, raw and corrected."""
    shares = shares[shares["model"] == model]
    present = shares[shares["true_pct"] > 0]
    rare = present[present["true_pct"] < RARE_PCT]
    pairs = f"{len(present)} (seed, deposit, mineral)"
    covered, bias, noise, absent = (
        {kind: figure(shares, kind) for kind in ("raw", "corrected")}
        for figure in (coverage, rare_bias, rare_bias_noise, absent_share)
    )
    ratio = bias["corrected"] / bias["raw"]
    rows = [
        ("coverage of corrected intervals, " + pairs, covered, "",
         judged(covered["corrected"], at_least=0.9)),
        (f"mean absolute bias below {RARE_PCT:g} %, {len(rare)} shares", bias,
         "percentage points", {}),
        ("the same if there were none, by the spread of the seeds", noise, "percentage points", {}),
        ("bias corrected over raw", {"corrected": ratio}, "",
         judged(ratio, at_most=0.5)),
        ("mean share of minerals that are not there", absent, "%", {}),
    ]  # fmt: skip
    for name, part in present.groupby("estimator"):
        for text, figure, unit in (
            (f"coverage, {name}, {len(part)} shares", coverage, ""),
            (f"mean absolute bias below {RARE_PCT:g} %, {name}", rare_bias, "percentage points"),
        ):
            kinds = {kind: figure(part, kind) for kind in ("raw", "corrected")}
            rows.append((text, kinds, unit, {}))
    return [
        Row("demo_seeds", f"{model}: {text}", figure["corrected"], unit,
            "raw" if "raw" in figure else "", figure.get("raw"), **verdict)
        for text, figure, unit, verdict in rows
    ]  # fmt: skip


def pair_rows(pairs: pd.DataFrame) -> list[Row]:
    """How often deposits are told apart, those that differ and those that do not."""
    rows = []
    for name, part in pairs.groupby("table", sort=False):
        differ, alike = part[~part["alike"]], part[part["alike"]]
        apart, false = differ["told_apart"].mean(), alike["told_apart"].mean()
        counted = f"{differ['tested'].sum()} of {len(differ)} tested"
        rows.append(
            Row("demo_seeds", f"{name}: pairs that differ, told apart ({counted})", apart, "",
                **judged(apart, at_least=0.95))
        )  # fmt: skip
        counted = f"{alike['tested'].sum()} of {len(alike)} tested"
        # An error rate of .05 gives two or more errors in ten with p = .09: one is no failure.
        rows.append(
            Row("demo_seeds", f"{name}: pair that does not differ, told apart ({counted})", false,
                "", **judged(false, at_most=0.1))
        )  # fmt: skip
    return rows


def main(
    seeds: list[int] | tuple[int, ...] = SEEDS, folder: Path = FOLDER, size: str = "full"
) -> list[Row]:
    """Make, map and sum up the demo of every seed; write and print what they show."""
    demo = yaml.safe_load((PROJECT / "config" / "config.yaml").read_text(encoding="utf-8"))
    models = {
        MODEL: {"weights": str(trained(demo, folder / "training", size))},
        CONFUSED: {"type": CONFUSED},
    }
    parts = []
    for seed in seeds:
        own = folder / f"seed_{seed}"
        run(configuration(demo, own, seed, models, size), own, *tables_read(own))
        parts.append(measured(own, seed))
        print(f"seed {seed} done", flush=True)
    shares, pairs = (pd.concat(tables, ignore_index=True) for tables in zip(*parts, strict=True))
    write_csv(shares, folder / "shares.csv")
    write_csv(pairs, folder / "pairs.csv")
    rows = [
        *share_rows(shares, MODEL),
        *share_rows(shares, CONFUSED),
        *pair_rows(pairs),
    ]
    shown = pd.DataFrame(rows)[["measure", "ours", "unit", "peer", "theirs", "reach", "holds"]]
    write_text(markdown_table(shown.astype(object).fillna("")), folder / "report.md")
    print(shown.to_string(index=False, na_rep=""))
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("result", help="JSON of the rows, for run.py")
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--size", choices=("full", "tiny"), default="full")
    options = parser.parse_args()
    finish(main(options.seeds, options.folder.resolve(), options.size), options.result)
