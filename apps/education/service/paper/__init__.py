"""Lays text, mathematics and pictures out on pages, and draws them with ink."""
