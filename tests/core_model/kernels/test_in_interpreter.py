"""Runs every kernel against its reference in Triton's interpreter, in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).with_name("interpreted")
ROOT = Path(__file__).parents[3]


def test_every_kernel_equals_its_reference():
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", str(FOLDER)]
    environment = os.environ | {"TRITON_INTERPRET": "1", "OMP_NUM_THREADS": "1"}
    run = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=280
    )
    assert run.returncode == 0, run.stdout + run.stderr
    passed = re.search(r"(\d+) passed", run.stdout)
    assert passed is not None
    assert int(passed[1]) >= 40
    assert "skipped" not in run.stdout
