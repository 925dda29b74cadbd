"""The server over a recital, as a process: `-m tests.fakes.recital_server PORT STEP_S DRAIN_S`."""

from __future__ import annotations

import logging
import sys

from core_model.server.config import ServerConfig
from core_model.server.run import serve
from tests.fakes.recital import Recital, engine_of


def main(port: int, step_s: float, drain_s: float) -> None:
    logging.basicConfig(level=logging.INFO)
    config = ServerConfig(port=port, drain_s=drain_s)
    serve(lambda _: engine_of(Recital("word " * 10, step_s=step_s)), config)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
