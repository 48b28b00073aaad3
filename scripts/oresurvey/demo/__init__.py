"""The demo survey: synthetic polished sections whose true composition is known."""

from oresurvey.demo.plan import DemoSettings
from oresurvey.demo.survey import make_demo
from oresurvey.demo.truth import truth_deposits, truth_modal

__all__ = ["DemoSettings", "make_demo", "truth_deposits", "truth_modal"]
