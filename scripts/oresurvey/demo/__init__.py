"""The demo survey: synthetic polished sections whose true composition is known."""

from oresurvey.demo.survey import DemoSettings, make_demo, truth_modal

__all__ = ["DemoSettings", "make_demo", "truth_modal"]
