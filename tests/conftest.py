"""What all tests share: one thread for each of the two workers, and no deadlines by the clock."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

settings.register_profile("suite", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("suite")
