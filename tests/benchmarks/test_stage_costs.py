"""Costs of stages, read from the benchmarks of a survey of two batches."""

import json

import pytest
from simulate_night import costs_table, cut_to
from stage_costs import CLUSTER_CORES, PATTERNS, stage_costs

SIZES = {"b1": 2, "b2": 4}


@pytest.fixture
def survey(tmp_path):
    """Every job of a batch: 1 s to start and 3 s a field; of the whole survey: 12 s."""
    (tmp_path / "catalog" / "batches").mkdir(parents=True)
    for batch, size in SIZES.items():
        path = tmp_path / "catalog" / "batches" / f"{batch}.json"
        path.write_text(json.dumps(["field"] * size))
    for pattern in PATTERNS.values():
        for batch, size in SIZES.items() if "{batch}" in pattern else [("", 0)]:
            write(tmp_path, pattern.format(model="best", batch=batch), 1 + 3 * size if size else 12)
    return tmp_path


def write(results, name, seconds, at_work=1.0, mb=100):
    path = results / "benchmarks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"s\tmax_rss\tcpu_time\n{seconds / at_work}\t{mb}\t{seconds}\n")


def test_starts_and_fields_are_told_apart(survey):
    write(survey, "catalog/b2.tsv", 13, mb=250)
    costs = {stage.name: stage for stage in stage_costs(survey, "best")}
    assert costs["catalog"].job_s == pytest.approx(1)
    assert costs["catalog"].field_s == pytest.approx(3)
    assert costs["catalog"].peak_mb == 250
    assert costs["modal"].field_s == pytest.approx(12 / 6) and costs["modal"].whole
    inference = costs["inference"]
    assert inference.cores == CLUSTER_CORES
    assert inference.field_s == pytest.approx(3 / CLUSTER_CORES)
    assert cut_to(inference, 2).field_s == pytest.approx(3 / 2)


def test_the_table_sums_the_processor_time_of_a_field(survey):
    table = costs_table(stage_costs(survey, "best")).set_index("stage")
    batches = sum("{batch}" in pattern for pattern in PATTERNS.values())
    whole = len(PATTERNS) - batches
    assert table.loc["inference", "each field, processor s"] == "3.000"
    assert float(table.loc["all", "each field, processor s"]) == pytest.approx(
        3 * batches + 2 * whole
    )


def test_a_busy_machine_is_refused(survey):
    write(survey, "viewers/best/b2.tsv", 13, at_work=0.1)
    with pytest.raises(ValueError, match="with the machine to yourself"):
        stage_costs(survey, "best")


def test_a_missing_benchmark_is_named(survey):
    (survey / "benchmarks" / "rims" / "best" / "b1.tsv").unlink()
    with pytest.raises(FileNotFoundError, match=r"rims/best/b1\.tsv is missing"):
        stage_costs(survey, "best")
