"""Which tests are slow, in which order they are begun, and what they cost."""

import os
from collections import Counter
from pathlib import Path

import pytest
import warm_python

from oresurvey.release.marked_pages import put_between_marks

TESTS = Path(__file__).parent
SLOW = ("cluster", "end_to_end", "workflow", "hostile/test_hostile_survey.py", "browser")
"""Folders and files whose tests `make test` leaves to `make test-all`, in the order of their begin:
the node of a cluster is waited for while others compute."""
QUICK = ("workflow/test_bad_photographs.py",)
"""Of these, what `make test` runs all the same: one small survey from sheet to report."""

_spent = 0.0
_costs: Counter[tuple[str, str]] = Counter()


def _rank(path: Path) -> int:
    """Place in `SLOW` of what holds a file of tests; after all of them if nothing does."""
    name = path.relative_to(TESTS).as_posix()
    return next((k for k, slow in enumerate(SLOW) if name.startswith(slow)), len(SLOW))


def pytest_collection_modifyitems(config, items):
    for item in items:
        quick = item.path.relative_to(TESTS).as_posix() in QUICK
        if _rank(item.path) < len(SLOW) and not quick:
            item.add_marker(pytest.mark.slow)
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _rank(item.path))


def pytest_addoption(parser):
    parser.addoption(
        "--costs",
        type=int,
        default=0,
        metavar="N",
        help="print the N tests and fixtures that take most processor time",
    )
    parser.addoption("--costs-page", metavar="PATH", help="and put them into a page, at its marks")


def _processor_s() -> float:
    """Processor time of this process and of all that it waited for, in seconds."""
    return sum(os.times()[:4]) + warm_python.spent_s()


def pytest_runtest_logstart():
    global _spent
    _spent = _processor_s()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """Note what a phase took; a fixture is paid for by the test that needs it first."""
    global _spent
    report = yield
    before, _spent = _spent, _processor_s()
    report.user_properties.append(("processor_s", _spent - before))
    return report


def pytest_runtest_logreport(report):
    part = "test" if report.when == "call" else "fixtures"
    _costs[report.nodeid, part] += dict(report.user_properties).get("processor_s", 0.0)


def pytest_terminal_summary(terminalreporter, config):
    if not config.option.costs:
        return
    lines = [f"{sum(_costs.values()) / 60:.1f} minutes of processor time in all.", ""]
    lines += ["| seconds | of | of the test |", "|--:|---|---|"]
    lines += [
        f"| {seconds:.1f} | {part} | `{test.removeprefix('tests/').replace('`', '')}` |"
        for (test, part), seconds in _costs.most_common(config.option.costs)
    ]
    terminalreporter.section("processor time")
    terminalreporter.write("\n".join([*lines, ""]))
    if config.option.costs_page:
        put_between_marks(Path(config.option.costs_page), "costs", "\n".join(["", *lines, ""]))
