"""Lines of progress, and the summary at the end."""

import io
import os
import select

import pytest

from oresurvey.operations.progress.lines import (
    duration,
    failure_lines,
    left_words,
    log_end,
    progress_lines,
    stage_line,
    training_words,
)
from oresurvey.operations.progress.places import SurveyPlaces
from oresurvey.operations.progress.progress import PlannedJob, Progress
from oresurvey.operations.progress.stage_progress import stage_progress
from oresurvey.operations.progress.standing import ResultsStanding, results_standing
from oresurvey.operations.progress.summary import summary_lines, unchanged_lines
from oresurvey.operations.progress.terminal import PlainLines, RedrawnLines
from oresurvey.operations.progress.time_left import TimeLeft
from oresurvey.operations.run.notification import notify

BATCH = {"model": "small", "batch": "b0"}


def run(**more):
    jobs = [
        PlannedJob(1, "train_model", "training", {"model": "small"}),
        PlannedJob(2, "predict_batch", "inference", BATCH, fields=4, needs=frozenset({1})),
        PlannedJob(3, "write_report", "report", {"model": "small"}, needs=frozenset({2})),
    ]
    return Progress({one.number: one for one in jobs}, begun=0.0, **more)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (3569, "59 min"),
        (3571, "1 h 00 min"),
        (11100, "3 h 05 min"),
    ],
)
def test_durations(seconds, words):
    assert duration(seconds) == words


def test_an_audit_ends_with_the_page_to_open(tmp_path):
    places = SurveyPlaces(tmp_path, "small", "audit")
    places.audit_page.parent.mkdir(parents=True)
    places.audit_page.write_text("")
    progress = Progress({1: PlannedJob(1, "draw_audit", "audit")}, begun=0.0)
    progress.start(1, 0.0)
    progress.finish(1, 18.0)
    lines = summary_lines(progress, results_standing(places), places, "again", 18.0)
    assert lines[0] == "The target audit is finished after 18 s."
    assert f"  - name the points: {places.audit_page}" in lines


def test_time_left_says_what_is_not_known():
    assert left_words(TimeLeft(0.0, 2)) == "? left"
    # Five minutes before the end of a run there are 12 s of what ran before.
    assert left_words(TimeLeft(12.0, 3)) == "? left (12 s, and 3 jobs of unknown length)"
    assert left_words(TimeLeft(120.0, 1)) == "? left (2 min, and 1 job of unknown length)"
    assert left_words(TimeLeft(120.0)) == "2 min left"
    assert left_words(TimeLeft(0.2)) == "nearly done"


def test_a_stage_has_one_line():
    progress = run(earlier_s={"predict_batch": 60.0})
    assert stage_line(stage_progress(progress, "inference", 0.0)).split("  ")[-1].strip() == (
        "waits, 1 min left"
    )
    progress.start(2, 0.0)
    progress.finish(2, 50.0)
    line = stage_line(stage_progress(progress, "inference", 50.0))
    assert line == f"inference        [{'#' * 20}] 1/1 job, 4/4 fields            done"


def test_what_runs_is_told_in_its_own_words():
    progress = run()
    assert progress_lines(progress, 5.0)[-1] == "survey: 0 of 3 jobs done, 5 s so far, ? left"
    progress.start(1, 0.0)
    progress.hear(1, 120.0, "3 of 5 min, epoch 7")
    assert (
        progress_lines(progress, 5.0)[-1] == "now: train_model (model small): 3 of 5 min, epoch 7"
    )


def test_the_end_of_a_log(tmp_path):
    log = tmp_path / "job.log"
    log.write_bytes(b"\n".join(b"line %d" % number for number in range(30)) + b"\n\n \xff\n")
    assert log_end(str(log), 3) == ["line 28", "line 29", " �"]
    assert log_end(str(tmp_path / "none.log")) == log_end(None) == []


def test_a_failure_names_the_batch_and_the_log(tmp_path):
    log = tmp_path / "job.log"
    log.write_text("ValueError: no\n")
    job = PlannedJob(2, "predict_batch", "inference", BATCH, log=str(log))
    head, end = failure_lines(job, tmp_path / "raw.log")
    assert head == (f"FAILED in stage inference: predict_batch (model small, batch b0); log: {log}")
    assert end == "    ValueError: no"
    log.unlink()
    assert failure_lines(job, tmp_path / "raw.log")[0].endswith(
        f"it left no log; what it printed: {tmp_path / 'raw.log'}"
    )


def test_plain_lines_tell_when_a_stage_begins_and_ends_and_once_a_minute():
    stream = io.StringIO()
    plain, progress = PlainLines(stream), run()

    def said(now):
        stream.truncate(stream.seek(0))
        plain.show(progress, now)
        # Without the time of day.
        return [line.split(" ", 1)[1] for line in stream.getvalue().splitlines()]

    assert said(0.0) == []
    progress.start(1, 1.0)
    assert said(2.0) == ["training begins: 0/1 job"]
    assert said(59.0) == []
    assert said(60.0) == ["survey: 0 of 3 jobs done, 1 min so far, ? left"]
    progress.fail(1, 90.0)
    assert said(90.0) == [
        "training 1 failed: 0/1 job, 2 min so far",
        "inference 1 cannot run: 0/1 job, 0/4 fields, 2 min so far",
        "report 1 cannot run: 0/1 job, 2 min so far",
    ]
    assert said(100.0) == []


def test_redrawn_lines_replace_what_they_drew(monkeypatch):
    """Cursor up by the lines drawn, then clear: ECMA-48, CPL and ED."""
    monkeypatch.setattr("os.get_terminal_size", lambda descriptor: (30, 3))
    stream = io.StringIO()
    stream.fileno = lambda: 1
    lines = RedrawnLines(stream)
    lines.show(run(), 0.0)
    first = stream.getvalue()
    # Two of three rows, so that nothing scrolls away; each shorter than the width.
    assert [len(line) for line in first.splitlines()] == [29, 29]
    assert first.splitlines()[-1] == "survey: 0 of 3 jobs done, 0 s"
    lines.say(["FAILED"])
    lines.show(run(), 0.0)
    assert stream.getvalue() == f"{first}\x1b[2F\x1b[JFAILED\n{first}"


REPORT = ("Alder", "alder-9", "is missing; put the file there")


def standing(places, report):
    return ResultsStanding(12, [REPORT], 12, 3400, report)


def test_the_summary_of_a_finished_run(tmp_path):
    progress, places = run(kept=5), SurveyPlaces(tmp_path, "small")
    for number in (1, 2, 3):
        progress.finish(number, 60.0)
    page = tmp_path / "small" / "report" / "index.html"
    assert summary_lines(progress, standing(places, True), places, "make survey", 3600.0) == [
        "The survey is finished after 1 h 00 min.",
        "Fields: 12 accepted, 1 quarantined.",
        "Mineral maps: 12, with 3400 grains (model small).",
        "Models trained: small.",
        "Jobs: 3 done, 0 failed, 5 up to date before.",
        "Next:",
        f"  - open the report: {page}",
        f"  - look at the quarantined photographs: {page}#quarantined",
    ]
    assert unchanged_lines(standing(places, True), places)[1:] == [
        "Fields: 12 accepted, 1 quarantined.",
        "Mineral maps: 12, with 3400 grains (model small).",
        "Next:",
        f"  - open the report: {page}",
        f"  - look at the quarantined photographs: {page}#quarantined",
    ]


def test_the_summary_of_a_failed_run(tmp_path):
    progress, places = run(), SurveyPlaces(tmp_path, "small")
    log = tmp_path / "predict.log"
    log.write_text("ValueError: no\n")
    progress.jobs[2] = PlannedJob(2, "predict_batch", "inference", BATCH, log=str(log))
    places.raw_output.parent.mkdir()
    places.raw_output.write_text("")
    progress.finish(1, 10.0)
    progress.fail(2, 20.0)
    progress.errors.append("Missing:\n  a file\n")
    lines = summary_lines(progress, standing(places, True), places, "make survey", 30.0)
    assert lines[0] == "The survey FAILED in part after 30 s."
    assert "Jobs: 1 done, 1 failed, 1 not run, 0 up to date before." in lines
    page = tmp_path / "small" / "report" / "index.html"
    assert lines[lines.index("Next:") + 1 :] == [
        f"  - see why predict_batch (model small, batch b0) failed: {log}",
        "  - Missing:\n      a file",
        f"  - see all that was printed: {places.raw_output}",
        "  - run again, only what is missing is made: make survey",
        f"  - open the report (of an earlier run): {page}",
        f"  - look at the quarantined photographs: {page}#quarantined",
    ]


def test_a_night_without_a_usable_field_says_why(tmp_path):
    progress, places = run(), SurveyPlaces(tmp_path, "small")
    progress.fail(1, 10.0)
    bad = [("Alder", str(number), f"field {number}: is damaged") for number in range(12)]
    nothing = ResultsStanding(0, bad, 0, 0, False)
    lines = summary_lines(progress, nothing, places, "make survey", 30.0)
    assert lines[1:5] == [
        "Fields: 0 accepted, 12 quarantined.",
        "No field can be used, so there is no table and no report. The reasons:",
        "  field 0: is damaged",
        "  field 1: is damaged",
    ]
    assert f"  - look at the quarantined photographs: {places.catalog}" in lines


def test_a_bad_night_names_some_logs_only(tmp_path):
    log = tmp_path / "job.log"
    log.write_text("ValueError: no\n")
    jobs = {n: PlannedJob(n, "predict_batch", "inference", log=str(log)) for n in range(40)}
    progress, places = Progress(jobs, begun=0.0), SurveyPlaces(tmp_path, "small")
    for number in jobs:
        progress.fail(number, 1.0)
    lines = summary_lines(progress, standing(places, False), places, "make survey", 30.0)
    named = [line for line in lines if "see why" in line]
    assert len(named) == 5
    assert f"  - and 35 more: {places.status_page}" in lines


def test_the_hook_is_told_in_three_ways(tmp_path):
    out = tmp_path / "out"
    told = "$ORESURVEY_STATUS $ORESURVEY_REPORT $ORESURVEY_SUMMARY"
    command = f'(echo "{told}"; cat) > {out}'
    assert notify(command, "finished", "all is well\n", "/r/index.html") is None
    assert out.read_text() == "finished /r/index.html all is well\n\nall is well\n"


def test_a_hook_that_reads_nothing_is_no_trouble():
    assert notify("exec <&-", "finished", "word " * 100_000, "") is None


def test_a_failing_hook_is_told_with_its_words():
    said = notify("echo no such host; exit 3", "failed", "", "")
    assert said == "notify: the command ended with 3: echo no such host; exit 3\nno such host"


def test_a_hanging_hook_is_ended_with_what_it_started(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    command = f"(echo started; sleep 1000) > {pipe} & wait"
    said = notify(command, "finished", "", "", timeout_s=1)
    assert said == f"notify: the command took more than 1 s and was ended: {command}"
    assert os.read(reader, 100) == b"started\n"
    # A pipe that nobody holds any more is at its end.
    assert select.select([reader], [], [], 60)[0] and os.read(reader, 100) == b""
    os.close(reader)


def test_a_training_in_words():
    told = {"done": 12.345, "total": 40.0, "unit": "min", "left_s": None, "note": ""}
    assert training_words(told) == "12.3 of 40 min"
    assert training_words(told | {"note": "epoch 3"}) == "12.3 of 40 min, epoch 3"
