"""Files of a trained model's folder: what a training leaves and a shipped model brings."""

TABLES = {
    "history.csv": "epoch\n",
    "shares.csv": "code,pixels,pct,drawn\n",
    "calibration.csv": "measured_on,fitted_on\n",
    "reliability.csv": "calibrated,bin\n",
    "familiarity.csv": "deposit,field,mean_confidence,feature_distance\n",
}
"""Tables, and their header where a model comes without them."""
PARTS = ("model.keras", "model.json", *TABLES, "card.md")
