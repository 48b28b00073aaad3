"""Trust: what supports the numbers of a deposit, what does not, and what the model does badly."""
