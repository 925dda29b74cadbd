"""Continued pre-training of specialists and routers: config, batches, trainer, validation, card."""
