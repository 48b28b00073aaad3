"""Training: from balanced patches to a network with a temperature and a card."""
