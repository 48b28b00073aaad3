"""Progress of a run, fed with what happens; and the time left."""

import pytest

from oresurvey.operations.progress.progress import PlannedJob, Progress
from oresurvey.operations.progress.stage_progress import stage_progress, stages_of
from oresurvey.operations.progress.stages import STAGES, stage_of
from oresurvey.operations.progress.time_left import (
    TimeLeft,
    earlier_seconds,
    stage_left,
    survey_left,
)


def job(number, rule, stage, **more):
    return PlannedJob(number, rule, stage, **more)


def run(*jobs, **more):
    return Progress({one.number: one for one in jobs}, begun=100.0, **more)


def chain(**more):
    """Two batches of 4 and 7 fields, each with its grains; one table of both."""
    return run(
        job(1, "predict", "inference", fields=4, share=0.5),
        job(2, "predict", "inference", fields=7, share=0.5),
        job(3, "grains", "instances", fields=4, share=0.5, needs=frozenset({1})),
        job(4, "grains", "instances", fields=7, share=0.5, needs=frozenset({2})),
        job(5, "table", "deposits", share=0.5, needs=frozenset({3, 4})),
        **more,
    )


def numbers(jobs):
    return [one.number for one in jobs]


def test_a_job_waits_runs_and_is_done():
    progress = chain()
    assert numbers(progress.waiting) == [1, 2, 3, 4, 5]
    progress.start(2, 110.0)
    progress.start(1, 112.0)
    assert numbers(progress.running) == [2, 1]
    progress.finish(2, 115.0)
    assert numbers(progress.running) == [1]
    assert numbers(progress.waiting) == [3, 4, 5]
    assert progress.took_s == {2: 5.0}


def test_jobs_that_need_a_failed_one_cannot_run():
    progress = chain()
    progress.start(1, 101.0)
    progress.fail(1, 102.0)
    assert progress.blocked == {3, 5}
    assert numbers(progress.waiting) == [2, 4]


def test_a_job_tried_again_blocks_no_more():
    progress = chain()
    for _ in range(2):
        progress.start(1, 101.0)
        progress.fail(1, 102.0)
    progress.start(1, 103.0)
    assert not progress.failed and not progress.blocked
    progress.finish(1, 104.0)
    assert progress.took_s == {1: 1.0}


def test_jobs_that_were_not_planned_count_for_nothing():
    """Snakemake's own target rules, such as "all", are jobs to it."""
    progress = chain()
    progress.start(9, 101.0)
    progress.finish(9, 102.0)
    progress.fail(9, 103.0)
    assert not progress.took_s and not progress.failed and not progress.running


def test_outcomes():
    progress = run(job(1, "predict", "inference"), job(2, "predict", "inference"))
    progress.finish(1, 101.0)
    progress.stopped = True
    assert progress.outcome() == "stopped"
    progress.stopped = False
    assert progress.outcome() == "failed"
    progress.finish(2, 101.0)
    assert progress.outcome() == "finished"
    progress.errors.append("MissingOutputException")
    assert progress.outcome() == "failed"


def test_fields_of_the_rule_that_is_behind():
    progress = run(
        job(1, "predict", "inference", fields=4),
        job(2, "predict", "inference", fields=7),
        job(3, "colour", "inference", fields=4),
        job(4, "colour", "inference", fields=7),
        job(5, "convert", "inference"),
    )
    for number in (1, 2, 4, 5):
        progress.finish(number, 101.0)
    stage = stage_progress(progress, "inference", 101.0)
    assert (stage.done, stage.total) == (4, 5)
    assert (stage.fields_done, stage.fields) == (7, 11)
    assert stage.share == 7 / 11


def test_stages_with_nothing_to_do_are_left_out_and_the_rest_is_in_order():
    assert [one.stage for one in stages_of(chain(), 100.0)] == [
        "inference",
        "instances",
        "deposits",
    ]


def test_a_stage_has_ended_when_what_is_left_cannot_run():
    progress = chain()
    progress.fail(1, 101.0)
    progress.fail(2, 101.0)
    inference, instances, _ = stages_of(progress, 101.0)
    assert inference.ended and inference.trouble == "2 failed"
    assert instances.ended and instances.trouble == "2 cannot run"


def test_nothing_is_known_before_anything_ran():
    assert survey_left(chain(), 100.0) == TimeLeft(0.0, 5)


def test_earlier_runs_tell_until_this_one_does():
    progress = chain(earlier_s={"predict": 40.0, "grains": 10.0, "table": 6.0})
    # Both batches side by side, each on half of the machine: 40 s; then 10 s; then 6 s.
    assert survey_left(progress, 100.0) == TimeLeft(56.0)
    progress.start(1, 100.0)
    progress.start(2, 100.0)
    # Both have run for 10 of 40 s.
    assert stage_left(progress, "inference", 110.0) == TimeLeft(30.0)
    progress.finish(1, 120.0)
    # This run: a batch takes 20 s, and the other has had them.
    assert stage_left(progress, "inference", 120.0) == TimeLeft(0.0)


def test_more_jobs_than_fit_side_by_side():
    jobs = [job(number, "predict", "inference", share=0.5) for number in range(6)]
    # Six jobs of 10 s, two at a time.
    assert stage_left(run(*jobs, earlier_s={"predict": 10.0}), "inference", 0.0).seconds == 30.0


def test_a_stage_takes_no_less_than_its_longest_job():
    jobs = [job(number, "predict", "inference", share=0.02) for number in range(3)]
    assert stage_left(run(*jobs, earlier_s={"predict": 10.0}), "inference", 0.0).seconds == 10.0


def test_jobs_of_rules_that_never_ran_are_counted():
    progress = chain(earlier_s={"predict": 40.0})
    assert survey_left(progress, 100.0) == TimeLeft(40.0, 3)


def test_a_job_that_takes_much_longer_than_such_jobs_did_is_not_nearly_done():
    progress = chain(earlier_s={"predict": 40.0, "grains": 10.0, "table": 6.0})
    progress.start(1, 100.0)
    progress.start(2, 100.0)
    # Somewhat longer: any moment now. After half as long again nothing is known of it.
    assert stage_left(progress, "inference", 150.0) == TimeLeft(0.0)
    assert stage_left(progress, "inference", 170.0) == TimeLeft(0.0, 2)


def test_a_job_that_cannot_run_takes_no_time():
    progress = chain(earlier_s={"predict": 40.0, "grains": 10.0, "table": 6.0})
    progress.fail(1, 100.0)
    # The other batch: 40 s and 10 s; the table needs both.
    assert survey_left(progress, 100.0) == TimeLeft(50.0)


def test_a_training_tells_its_own_time():
    progress = run(job(1, "train_model", "training"), earlier_s={"train_model": 500.0})
    progress.hear(1, 90.0, "too early")
    assert not progress.said
    progress.start(1, 100.0)
    progress.hear(1, 90.0, "3 of 5 min")
    assert survey_left(progress, 130.0) == TimeLeft(90.0)
    progress.hear(1, None, "resumed")
    # 500 s, of which 30 are over.
    assert survey_left(progress, 130.0) == TimeLeft(470.0)
    progress.finish(1, 140.0)
    assert not progress.said and not progress.left_s


def test_seconds_from_benchmarks(tmp_path):
    (tmp_path / "one.tsv").write_text("s\th:m:s\tmax_rss\n4.5\t0:00:04\t153.76\n")
    (tmp_path / "two.tsv").write_text("s\th:m:s\tmax_rss\n1.5\t0:00:01\tNA\n")
    (tmp_path / "killed.tsv").write_text("")
    paths = [str(tmp_path / name) for name in ("one.tsv", "two.tsv", "killed.tsv", "not there.tsv")]
    found = earlier_seconds({"predict": paths, "grains": paths[2:]})
    assert found == {"predict": 3.0}


def test_a_rule_is_of_the_stage_that_its_file_is_named_after():
    assert stage_of("/project/rules/probability_maps.smk") == "probability_maps"
    with pytest.raises(KeyError, match=r"add it to oresurvey/operations/progress/stages\.py"):
        stage_of("/project/rules/surprise.smk")


def test_stages_are_named_once():
    assert len(set(STAGES)) == len(STAGES)
