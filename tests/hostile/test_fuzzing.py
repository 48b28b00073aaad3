"""Some seconds of fuzzing; `make soak` has the hour."""

import pytest
from fuzzing import TARGETS
from hypothesis import HealthCheck, settings
from limits import READ

FAST = settings(
    max_examples=150,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("name", TARGETS)
def test_any_input_is_read_or_refused(tmp_path, name):
    before = READ.total()
    TARGETS[name](FAST, tmp_path)
    assert READ.total() - before >= 100
