"""Schema and config/README.md say what the classes of the settings say, of every key."""

import re
import shutil
from pathlib import Path

from valid_configuration import KEYS

from oresurvey.release.settings_page import write_settings

CONFIG = Path(__file__).parents[2] / "config"


def test_schema_and_page_are_written_from_the_classes(tmp_path):
    page, schema = tmp_path / "README.md", tmp_path / "config.schema.yaml"
    shutil.copy(CONFIG / "README.md", page)
    write_settings(schema, page)
    for fresh, kept in ((page, "README.md"), (schema, "schemas/config.schema.yaml")):
        written = (CONFIG / kept).read_text(encoding="utf-8")
        assert fresh.read_text(encoding="utf-8") == written, "run `oresurvey write-settings`"


def test_every_key_is_on_the_page():
    page = (CONFIG / "README.md").read_text(encoding="utf-8")
    shown = {
        name for cell in re.findall(r"`([\w.: ]+)`", page) for name in re.split(r"[.: ]+", cell)
    }
    assert {name for key in KEYS for name in key.split(".")} - {"*", "network"} <= shown
