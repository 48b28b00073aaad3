"""When a report was made, which is all that two reports of the same results differ in."""

import re

from write_report import made


def test_now_in_local_time(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d \S+", made())


def test_given_moment(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert made() == "2026-01-01 00:00 UTC"
