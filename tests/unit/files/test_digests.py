"""Digests: of content, never of order, name or time."""

from oresurvey.files.digests import digest_of, file_sha256


def test_order_of_keys_is_no_content():
    assert digest_of({"a": 1, "b": [2]}) == digest_of({"b": [2], "a": 1})
    assert digest_of({"a": [1, 2]}) != digest_of({"a": [2, 1]})
    assert len(digest_of(None)) == 16


def test_file(tmp_path):
    """FIPS 180-2, appendix B.1: SHA-256 of "abc"."""
    (tmp_path / "abc").write_bytes(b"abc")
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert file_sha256(tmp_path / "abc") == expected
    assert file_sha256(tmp_path / "missing") == ""
