"""A file that changes while it is read is noticed, also when it is put back."""

import os
import shutil

import pytest

from oresurvey.errors import ChangedFileError, FieldError
from oresurvey.files.digests import file_sha256
from oresurvey.files.fingerprints import MISSING
from oresurvey.files.steady import steady


@pytest.fixture
def photograph(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(b"one")
    return path


def test_left_alone(photograph):
    with steady(photograph, file_sha256(photograph)):
        assert photograph.read_bytes() == b"one"
    with steady(None, ""):
        pass


def test_replaced_before(photograph):
    digest = file_sha256(photograph)
    photograph.write_bytes(b"two")
    with (
        pytest.raises(ChangedFileError, match=r"a\.jpg was changed.*start it again"),
        steady(photograph, digest),
    ):
        pytest.fail("it is not read")


def test_replaced_and_put_back(photograph, tmp_path):
    """The same file with the same times, as `mv` leaves it."""
    digest, times = file_sha256(photograph), os.stat(photograph)
    with pytest.raises(ChangedFileError), steady(photograph, digest):
        aside = shutil.move(photograph, tmp_path / "aside")
        photograph.write_bytes(b"two")
        os.replace(aside, photograph)
    assert os.stat(photograph).st_mtime_ns == times.st_mtime_ns
    assert photograph.read_bytes() == b"one"


def test_vanished_while_it_was_read(photograph):
    with (
        pytest.raises(ChangedFileError) as caught,
        steady(photograph, file_sha256(photograph)),
    ):
        photograph.unlink()
        raise FieldError("cannot be read")
    assert isinstance(caught.value.__cause__, FieldError)


def test_damaged_is_not_changed(photograph):
    with (
        pytest.raises(FieldError, match="cut off"),
        steady(photograph, file_sha256(photograph)),
    ):
        raise FieldError("cut off")


def test_missing_from_the_start(tmp_path):
    path = tmp_path / "late.jpg"
    with steady(path, MISSING):
        pass
    with pytest.raises(ChangedFileError), steady(path, MISSING):
        path.write_bytes(b"one")
