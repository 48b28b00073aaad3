"""Stored and indexed sections, as the stage of probability maps leaves them."""

from pathlib import Path

from frames import CODES
from harness import WORK

from oresurvey.photographs.photograph import read_mask, read_photograph
from oresurvey.probability_maps.index import build_index, save_index
from oresurvey.probability_maps.store import write_store


def stored_fields(pairs: list[tuple[Path, Path]], patch_px: int) -> list[Path]:
    """Folders of the stored sections; made on the first call."""
    folders = []
    for image, mask in pairs:
        folder = WORK / "stores" / str(patch_px) / image.stem
        if not (folder / "done").exists():
            stored = write_store(folder, read_photograph(image), read_mask(mask), 1)
            save_index(build_index(stored, patch_px, CODES), folder)
            (folder / "done").touch()
        folders.append(folder)
    return folders


def many(folders: list[Path], count: int) -> list[Path]:
    """So many folders by linking the given ones again and again."""
    root = WORK / "stores" / f"linked_{count}"
    root.mkdir(parents=True, exist_ok=True)
    links = []
    for number in range(count):
        link = root / str(number)
        if not link.exists():
            link.symlink_to(folders[number % len(folders)].resolve(), target_is_directory=True)
        links.append(link)
    return links
