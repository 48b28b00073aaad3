"""Tables of labels: what their columns are, and the tables of who has no labels.

A module of its own because whoever reads a filled audit needs no estimator.
"""

import pandas as pd

CONFUSION_COLUMNS = [
    *("deposit", "section", "field", "split", "true_code", "predicted_code", "pixels"),
]
AUDIT_COLUMNS = [
    *("deposit", "section", "field", "x_px", "y_px", "stratum", "stratum_px", "true_code"),
]
NO_CONFUSION = pd.DataFrame({c: pd.Series(dtype=int) for c in CONFUSION_COLUMNS})
NO_AUDIT = pd.DataFrame({c: pd.Series(dtype=int) for c in AUDIT_COLUMNS})
