"""What a training hands on to the calibration, in the folder of the model."""

TRAINED_NETWORK = "training/network.keras"
"""The network of the kept epoch, as it was trained."""
TRAINED_ABOUT = "training/training.json"
"""What ``model.json`` says of it before it is calibrated."""
