"""Faults that befall a survey, one a module: each has ``NAME`` and ``inject(night, rng)``.

``inject`` starts the survey, lets the fault happen, and returns when Snakemake is gone. It raises
`CannotBeTried` where this machine does not let it happen, and `AssertionError` where the survey did
not take it as it should. Whether anything is wrong afterwards, a plain run and a comparison tell.
"""
