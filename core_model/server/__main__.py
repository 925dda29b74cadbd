"""`python -m core_model.server`: the embedded model's server, without embeddings."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from core_model.recipe import BITS
from core_model.server.config import MODEL_NAME, ServerConfig
from core_model.server.rates import Rates
from core_model.server.run import load_embedded, load_folder, serve


def main() -> None:
    given = _options().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    config = ServerConfig(
        name=given.name,
        host=given.host,
        port=given.port,
        adapters=dict(given.adapter),
        adapters_root=given.adapters_root,
        keys=given.keys,
        open_to_all=given.open_to_all,
        rates=Rates(given.requests_per_minute, given.tokens_per_minute),
        drain_s=given.drain,
    )
    if given.cache:
        of = load_embedded(given.cache, given.base, given.bits)
    else:
        of = load_folder(given.folder, given.bits)
    serve(of, config)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="core_model.server", description=__doc__)
    model = parser.add_mutually_exclusive_group(required=True)
    model.add_argument("--cache", type=Path, help="where the embedded model is built, or was")
    model.add_argument("--folder", type=Path, help="a model that was built before")
    parser.add_argument("--base", help="path or hub id of base weights; found if left out")
    parser.add_argument(
        "--bits", type=int, choices=(4, 8), default=BITS, help="of a weight, on a CPU"
    )
    parser.add_argument("--name", default=MODEL_NAME, help="what requests call the model")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8400)
    parser.add_argument(
        "--adapter",
        type=_named_folder,
        action="append",
        default=[],
        metavar="NAME=FOLDER",
        help="a LoRA adapter, asked for as a model of that name; may be given again",
    )
    parser.add_argument(
        "--adapters-root", type=Path, help="lets administrators load adapters from below it"
    )
    parser.add_argument("--keys", type=Path, help="file of API keys: NAME KEY [admin], one a line")
    parser.add_argument(
        "--open-to-all", action="store_true", help="no keys although others reach the address"
    )
    parser.add_argument("--requests-per-minute", type=int, help="for each key")
    parser.add_argument("--tokens-per-minute", type=int, help="for each key")
    parser.add_argument("--drain", type=float, default=20.0, help="seconds to finish what runs")
    return parser


def _named_folder(text: str) -> tuple[str, Path]:
    name, _, folder = text.partition("=")
    if not name or not folder:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=FOLDER")
    return name, Path(folder)


if __name__ == "__main__":
    main()
