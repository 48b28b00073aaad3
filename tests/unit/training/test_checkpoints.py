"""Checkpoints: at whatever moment a kill falls, one of them is whole and found."""

import pytest

from oresurvey.training.checkpoints import (
    drop_other_networks,
    kept_network,
    newest_checkpoint,
    remove_finished,
)


def checkpoint(folder, whole=True):
    """A folder with what a checkpoint holds; the note of progress comes last."""
    folder.mkdir(parents=True)
    (folder / "trainer.keras").write_text(folder.name)
    if whole:
        (folder / "progress.json").write_text("{}")


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ({"key": True}, "key"),
        ({}, None),
        ({"key.new": False}, None),
        ({"key": True, "key.new": False}, "key"),
        ({"key": True, "key.old": False}, "key"),
        # Between the two renames.
        ({"key.new": True, "key.old": True}, "key.new"),
        ({"key.old": True, "key.new": False}, "key.old"),
    ],
)
def test_the_newest_whole_one_is_put_in_place(tmp_path, there, found):
    for name, whole in there.items():
        checkpoint(tmp_path / name, whole)
    newest = newest_checkpoint(tmp_path / "key")
    if found is None:
        assert newest is None
        return
    assert newest == tmp_path / "key"
    assert (newest / "trainer.keras").read_text() == found
    assert newest_checkpoint(tmp_path / "key") == newest


def test_networks_of_other_epochs_are_dropped(tmp_path):
    paths = [kept_network(tmp_path / "key", epoch) for epoch in (1, 2, 12)]
    other = kept_network(tmp_path / "another", 1)
    for path in (*paths, other):
        path.write_text("")
    drop_other_networks(tmp_path / "key", paths[0])
    assert sorted(tmp_path.iterdir()) == sorted([paths[0], other])


def test_finished_checkpoints_go_at_once(tmp_path):
    checkpoint(tmp_path / ".checkpoint.finished" / "key")
    checkpoint(tmp_path / "checkpoint" / "key")
    remove_finished(tmp_path / "checkpoint")
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint"]
    remove_finished(tmp_path / "checkpoint", whole=True)
    assert list(tmp_path.iterdir()) == []
