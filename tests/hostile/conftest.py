"""The project in a folder of its own, as the tests of the workflow have it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "helpers"))
