"""Quantisation-aware training: the weights learn to live on the grid on which they will be held."""
