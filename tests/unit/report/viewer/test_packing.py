"""Packed arrays and runs come back the same; pages hold the library that was vendored."""

import base64
import hashlib
import re
import zlib

import numpy as np
import pytest

from oresurvey.report.viewer.packing import packed, unpacked
from oresurvey.report.viewer.page import LIBRARY, STYLE, viewer_files
from oresurvey.report.viewer.runs import packed_runs, runs_of


@pytest.mark.parametrize("kind", [np.uint8, np.uint32, np.float32])
@pytest.mark.parametrize("count", [0, 1, 1000])
def test_packed_arrays_come_back(kind, count):
    values = np.random.default_rng(1).integers(0, 255, count).astype(kind) / kind(2)
    values = values.astype(kind)
    back = unpacked(packed(values))
    assert back.dtype == kind
    assert np.array_equal(back, values)


def test_bytes_are_shuffled_little_endian():
    values = np.array([0x04030201, 0x14131211], np.uint32)
    raw = zlib.decompress(base64.b64decode(packed(values)["data"]))
    assert raw == bytes([0x01, 0x11, 0x02, 0x12, 0x03, 0x13, 0x04, 0x14])


def test_runs_go_on_from_row_to_row_and_from_part_to_part():
    parts = [np.array([[7, 7, 0], [0, 0, 7]], np.uint32), np.array([[7, 9, 9]], np.uint32)]
    lengths, values = runs_of(parts)
    assert lengths.tolist() == [2, 3, 2, 2]
    assert values.tolist() == [7, 0, 7, 9]
    assert values.dtype == np.uint32


def test_runs_do_not_depend_on_the_parts():
    raster = np.random.default_rng(2).integers(0, 3, (40, 30), np.uint8)
    whole = runs_of([raster])
    for rows in (1, 7, 40):
        parts = runs_of(raster[y : y + rows] for y in range(0, 40, rows))
        assert [part.tolist() for part in parts] == [one.tolist() for one in whole]
    assert np.array_equal(np.repeat(whole[1], whole[0]), raster.ravel())


def test_packed_runs_are_lengths_and_values():
    runs = packed_runs([np.array([[5, 5, 6]], np.uint8)])
    assert unpacked(runs["lengths"]).tolist() == [2, 1]
    assert unpacked(runs["values"]).tolist() == [5, 6]


def test_library_is_the_one_that_its_readme_names():
    about = (LIBRARY / "README.md").read_text()
    program = (LIBRARY / "openseadragon.min.js").read_bytes()
    assert hashlib.sha256(program).hexdigest() == re.search(r"`([0-9a-f]{64})`", about)[1]
    version = re.match(r"# OpenSeadragon ([\d.]+)", about)[1]
    assert program.startswith(f"//! openseadragon {version}".encode())
    makefile = (LIBRARY.parents[5] / "Makefile").read_text()
    assert f"OPENSEADRAGON := openseadragon@{version}\n" in makefile


def test_every_program_of_the_viewer_is_put_into_the_page():
    assert sorted(STYLE.parent.iterdir()) == sorted(
        path for path in viewer_files() if path.parent == STYLE.parent
    )


def test_no_program_ends_its_script_early_or_writes_markup():
    for path in viewer_files():
        if path.suffix == ".js":
            text = path.read_text(encoding="utf-8").lower()
            assert "</script" not in text and "<!--" not in text, path
        if path.parent == STYLE.parent:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", text)
            assert not re.search(r"\b(fetch|XMLHttpRequest|Worker|import)\s*\(", text)
