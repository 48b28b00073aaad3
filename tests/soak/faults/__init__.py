"""Faults that befall a survey, one a module: each has ``NAME`` and ``inject(night, rng)``.

``inject`` starts the survey, lets the fault happen, and returns when Snakemake is gone: True if the
fault struck a run at work, False if there was nothing left to do. It raises `CannotBeTried` where
this machine does not let it happen, and `AssertionError` where the survey did not take it as it
should. Whether anything is wrong afterwards, a plain run and a comparison tell.
"""
