"""config/README.md says what the schema says, of every key."""

import re
import shutil
from pathlib import Path

from valid_configuration import KEYS

from oresurvey.release.settings_page import write_page

CONFIG = Path(__file__).parents[2] / "config"


def test_page_is_written_from_the_schema(tmp_path):
    fresh = tmp_path / "README.md"
    shutil.copy(CONFIG / "README.md", fresh)
    write_page(CONFIG / "schemas" / "config.schema.yaml", fresh)
    written = (CONFIG / "README.md").read_text(encoding="utf-8")
    assert fresh.read_text(encoding="utf-8") == written, "run `oresurvey write-settings`"


def test_every_key_is_on_the_page():
    page = (CONFIG / "README.md").read_text(encoding="utf-8")
    shown = {
        name for cell in re.findall(r"`([\w.: ]+)`", page) for name in re.split(r"[.: ]+", cell)
    }
    assert {name for key in KEYS for name in key.split(".")} - {"*", "network"} <= shown
