"""Fingerprints: the digest follows the content, and an unchanged file is not read again."""

import hashlib
import json
import os

import pytest

from oresurvey.files.fingerprints import MISSING, Fingerprints


def sha256(content):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(b"old")
    return path


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "results" / "fingerprints.json"


def remember(cache, path):
    fingerprints = Fingerprints(cache)
    fingerprints(path)
    fingerprints.save()


def test_digest_of_the_content(photo, cache):
    fingerprints = Fingerprints(cache)
    assert fingerprints(photo) == fingerprints(str(photo)) == sha256(b"old")


def test_no_path_and_no_file(tmp_path, cache):
    fingerprints = Fingerprints(cache)
    assert fingerprints(None) == ""
    assert fingerprints(tmp_path / "none.png") == MISSING


def test_unchanged_file_is_not_read_again(photo, cache):
    """A digest planted in the cache is believed, so the file was not opened."""
    remember(cache, photo)
    known = json.loads(cache.read_text())
    known[str(photo)][-1] = "planted"
    cache.write_text(json.dumps(known))
    assert Fingerprints(cache)(photo) == "planted"


def test_touched_file_keeps_its_digest(photo, cache):
    remember(cache, photo)
    os.utime(photo, ns=(1, 1))
    assert Fingerprints(cache)(photo) == sha256(b"old")


@pytest.mark.parametrize("content", [b"new", b"longer"])
def test_new_content_is_seen(photo, cache, content):
    """The same length and another time; another length and the same time."""
    remember(cache, photo)
    about = photo.stat()
    photo.write_bytes(content)
    later = about.st_mtime_ns + (len(content) == 3)
    os.utime(photo, ns=(about.st_atime_ns, later))
    assert Fingerprints(cache)(photo) == sha256(content)


def test_replaced_file_of_same_size_and_time_is_seen(photo, cache):
    """A copy that keeps times (cp -p, rsync -t) is another file on the disk."""
    remember(cache, photo)
    about = photo.stat()
    other = photo.with_name("other.png")
    other.write_bytes(b"new")
    os.utime(other, ns=(about.st_atime_ns, about.st_mtime_ns))
    other.replace(photo)
    assert Fingerprints(cache)(photo) == sha256(b"new")


def test_what_cannot_be_read_is_not_remembered(photo, cache):
    """It may be readable tomorrow, with size and time as they are."""
    remember(cache, photo.parent)
    assert Fingerprints(cache)(photo.parent) == MISSING
    assert not cache.exists()


@pytest.mark.parametrize("content", ["", "{", "no json"])
def test_broken_cache_is_made_again(photo, cache, content):
    cache.parent.mkdir()
    cache.write_text(content)
    remember(cache, photo)
    assert json.loads(cache.read_text())[str(photo)][-1] == sha256(b"old")


def test_cache_is_written_only_for_news(photo, cache):
    remember(cache, photo)
    before = cache.stat().st_ino
    remember(cache, photo)
    assert cache.stat().st_ino == before


def test_cache_that_cannot_be_written(photo):
    """A file where its folder should be."""
    fingerprints = Fingerprints(photo / "fingerprints.json")
    assert fingerprints(photo) == sha256(b"old")
    fingerprints.save()
    assert photo.read_bytes() == b"old"
