"""Draws which specialists carry which domain, and how much a choice tells of the domain."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from finetune.evaluation.specialisation import Specialisation

FAR = 2.0
"""Twofold doublings of the fair share at which the colour is full."""
INK = "#3b4751"
LINE = "#0b5d8f"


def draw(found: Specialisation, png: Path, title: str) -> None:
    """Writes the picture: a map of layers and specialists for each domain, and bits by layer."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    names = list(found.of)
    load_NLE = found.load_NLE.numpy()
    doublings = np.log2(np.clip(load_NLE * load_NLE.shape[-1], 2**-FAR, 2**FAR))
    figure = Figure(figsize=(2.6 * len(names) + 3.4, 5.6), layout="constrained")
    FigureCanvasAgg(figure)
    grid = figure.add_gridspec(1, len(names) + 1, width_ratios=[1] * len(names) + [1.1])
    panels = [figure.add_subplot(grid[0, at]) for at in range(len(names))]
    image = None
    for axes, name, shades in zip(panels, names, doublings, strict=True):
        image = axes.imshow(
            shades, aspect="auto", cmap="BrBG", vmin=-FAR, vmax=FAR, interpolation="nearest"
        )
        axes.set_title(name, color=INK, fontsize=11)
        axes.set_xticks(range(shades.shape[1]), [str(e + 1) for e in range(shades.shape[1])])
        axes.set_xlabel("specialist", color=INK)
        axes.tick_params(colors=INK, length=0, labelsize=8)
        for spine in axes.spines.values():
            spine.set_visible(False)
    panels[0].set_ylabel("layer", color=INK)
    assert image is not None
    bar = figure.colorbar(image, ax=panels, shrink=0.6, location="bottom", aspect=40)
    bar.set_ticks([-2, -1, 0, 1, 2], labels=["¼", "½", "1", "2", "4"])
    bar.set_label("share of the choices, in fair shares", color=INK)
    _bits(figure.add_subplot(grid[0, len(names)]), found)
    figure.suptitle(title, color=INK)
    png.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(png, dpi=110)


def _bits(axes, found: Specialisation) -> None:
    """Information by layer beside utilisation, layers downwards as in the maps."""
    bits = found.information.numpy()
    layers = np.arange(len(bits))
    axes.barh(layers, bits, color=LINE, height=0.8)
    axes.set_ylim(len(bits) - 0.5, -0.5)
    axes.set_title("what a choice\ntells of the domain", color=INK, fontsize=11)
    axes.set_xlabel("bits", color=INK)
    axes.tick_params(colors=INK, length=0, labelsize=8)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
