"""The night on paper, on queues short enough to do by hand."""

import pytest
from queue_simulation import Stage, simulate

HOUR = 3600
MAPS = Stage("maps", (), job_s=60, field_s=10, cores=2)
GRAINS = Stage("grains", ("maps",), job_s=0, field_s=5)
TABLES = Stage("tables", ("grains",), job_s=100, field_s=1, whole=True)


def test_one_core_does_one_after_the_other():
    stages = [Stage("maps", (), 60, 10), GRAINS, TABLES]
    night = simulate(stages, [2, 3], cores=1)
    # Maps 80 + 90 s, grains 10 + 15 s, tables 100 + 5 s.
    assert night.hours * HOUR == pytest.approx(80 + 90 + 10 + 15 + 105)
    assert night.busy == pytest.approx(1)
    assert night.alone == pytest.approx(105 / 300)


def test_batches_run_side_by_side():
    night = simulate([MAPS, GRAINS, TABLES], [2, 3], cores=4)
    # Both maps at once; the grains of the first end at 90, of the second at 90 + 15.
    assert night.ended["maps"] * HOUR == pytest.approx(90)
    assert night.ended["grains"] * HOUR == pytest.approx(105)
    assert night.hours * HOUR == pytest.approx(105 + 105)
    assert night.busy == pytest.approx((2 * 80 + 2 * 90 + 10 + 15 + 105) / (4 * 210))


def test_one_gpu_takes_one_job_at_a_time():
    stages = [Stage("maps", (), 0, 10, gpu=True)]
    assert simulate(stages, [6, 6], 8, gpus=1).hours * HOUR == pytest.approx(120)
    assert simulate(stages, [6, 6], 8, gpus=2).hours * HOUR == pytest.approx(60)


def test_jobs_are_started_one_at_a_time():
    stages = [Stage("maps", (), 0, 1)]
    # Three jobs of 1 s: started at 0, 2 and 4 by a process that needs 2 s for each.
    assert simulate(stages, [1, 1, 1], 8, start_s=2).hours * HOUR == pytest.approx(6 + 1)


def test_what_does_not_fit_is_an_error():
    with pytest.raises(ValueError, match="maps needs 2 cores"):
        simulate([MAPS], [1], cores=1)
    with pytest.raises(ValueError, match="GPU"):
        simulate([Stage("maps", (), 1, 1, gpu=True)], [1], cores=1)


def test_no_fields_take_no_time():
    assert simulate([MAPS, GRAINS], [], cores=2).hours == 0
