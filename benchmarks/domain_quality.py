"""What the core with its adapters does on unseen text and questions, its base beside it.

Perplexity by domain and on general text; grounded questions over invented documents and over
documents that no training read, each with a twin that nothing answers (citations, right answers,
refusals, what the desk's own check verifies); spans of TAT-QA; verdicts of PubMedQA; word problems
with an exact calculator; the tone of PhraseBank's sentences by a linear head that is thrown away;
the routers' utilisation and what a choice tells of the domain.

Unseen is the part `test` of what training could read, everything of these collections that did not
lie before it, and what their publishers call test. The base is the same core with silent
specialists and without adapters. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from transformers.utils import logging

from apps.shared.evaluation.config import EvaluateConfig, run
from apps.shared.settings import settings
from core_model.build import build
from core_model.recipe import BITS


def options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="folder of a model; else the embedded one")
    parser.add_argument("--base", type=Path, help="its base; else itself with silent specialists")
    parser.add_argument(
        "--adapter", action="append", default=[], metavar="NAME=FOLDER",
        help="finance, medical or education; else those installed",
    )  # fmt: skip
    parser.add_argument("--no-adapters", action="store_true", help="the core alone")
    parser.add_argument("--bits", type=int, choices=(4, 8), default=BITS)
    parser.add_argument("--quick", action="store_true", help="few items, below four minutes")
    parser.add_argument("--out", type=Path, help="folder for report, answers and picture")
    parser.add_argument("--threads", type=int)
    return parser.parse_args(argv)


def config(chosen: argparse.Namespace) -> EvaluateConfig:
    """The options as the command's config."""
    named = dict(one.split("=", 1) for one in chosen.adapter)
    return EvaluateConfig(
        data=chosen.data,
        out=chosen.out,
        model=chosen.model,
        base=chosen.base,
        adapters={} if chosen.no_adapters else {n: Path(p) for n, p in named.items()} or None,
        bits=chosen.bits,
        quick=chosen.quick,
        threads=chosen.threads,
    )


def main(argv: Sequence[str] | None = None) -> None:
    chosen, of = config(options(argv)), settings()
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    folder = chosen.model or build(of.home / "models", of.base_model)
    outcome = run(
        chosen, folder, lambda stage, done: print(f"{100 * done:3.0f}%  {stage}", flush=True)
    )
    print(outcome.report.table())
    print(json.dumps(outcome.report.keys()))


if __name__ == "__main__":
    main()
