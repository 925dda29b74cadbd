# Untyped on purpose: what a checker infers from its sources takes gigabytes.
from typing import Any

def __getattr__(name: str) -> Any: ...
