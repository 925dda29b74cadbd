"""Reads notes: sections, sentences, mentions of findings, how each is asserted, and its codes."""
