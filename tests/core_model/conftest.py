"""A live server over any generator, for clients that need a real socket."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import torch
import uvicorn
from fastapi import FastAPI

from core_model.native.compile import NativeUnavailable, find_compiler

torch.set_num_threads(1)  # tests run side by side; threads that wait for each other spin


@contextmanager
def _serving(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="error", ws="none", timeout_graceful_shutdown=2)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def serving() -> Callable:
    """A context manager that serves an application and gives its address."""
    return _serving


@pytest.fixture(scope="session")
def compiler() -> str:
    """Skips where nothing can compile the native step, which is optional."""
    try:
        return find_compiler()
    except NativeUnavailable as reason:
        pytest.skip(str(reason))
