"""What a server is told before it starts; checked here, so that no unsafe one starts."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core_model.server.rates import Rates

MODEL_NAME = "consilium-base"


class ConfigRefused(ValueError):
    """The server must not start so; the message names the option and the remedy."""


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """`adapters` are loaded at the start, by name. `keys` is a file (see `keys.py`).

    Without keys everyone who reaches the address may ask, so it must be a loopback address unless
    `open_to_all` says that this is meant. With `adapters_root`, administrators may load adapters
    from folders below it while the server runs.
    """

    name: str = MODEL_NAME
    host: str = "127.0.0.1"
    port: int = 8400
    adapters: Mapping[str, Path] = field(default_factory=dict)
    adapters_root: Path | None = None
    keys: Path | None = None
    open_to_all: bool = False
    rates: Rates = field(default_factory=Rates)
    drain_s: float = 20.0
    max_body_bytes: int = 2_000_000

    def __post_init__(self) -> None:
        if self.keys is None and not self.open_to_all and not is_loopback(self.host):
            raise ConfigRefused(
                f"host {self.host!r} can be reached from other machines and no keys are set; give"
                " --keys FILE, or --open-to-all where everyone may ask"
            )
        if self.adapters_root is not None and self.keys is None:
            raise ConfigRefused(
                "adapters may only be loaded at run time by an administrator's key; give --keys"
                " FILE with one, or leave --adapters-root out"
            )
        if self.name in self.adapters:
            raise ConfigRefused(f"adapter {self.name!r} has the base's name; give it another")
        if self.drain_s < 0:
            raise ConfigRefused(f"drain_s {self.drain_s!r} is below 0")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
