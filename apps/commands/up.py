"""`consilium up`: the model server and the apps, until Ctrl-C."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from rich.console import Console

import apps
from apps.commands.failure import complain
from apps.commands.serve import check_config
from apps.shared.settings import Settings, settings
from apps.shared.supervisor import Server, Supervisor

_APPS = Path(apps.__file__).parent
_MODEL_READY_SECONDS = 600.0
_DRAIN_SECONDS = 5.0
"""Less than the supervisor's patience."""


def up() -> None:
    """Start the model server and the apps, print their addresses, stop all on Ctrl-C."""
    of = settings()
    out = Console(highlight=False, soft_wrap=True)
    supervisor = Supervisor(servers(of), of.home / "logs")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, supervisor.ask_to_stop)
    try:
        supervisor.start()
        out.print(f"Starting. Logs are in {of.home / 'logs'}; Ctrl-C stops everything.")
        supervisor.wait_until_healthy(
            lambda server, seconds: out.print(
                f"  {server.name:<14} {server.address}  (ready after {seconds:.1f} s)"
            )
        )
        supervisor.watch(complain)
        out.print("Stopping.")
    finally:
        supervisor.stop()


def servers(of: Settings) -> list[Server]:
    """What runs: the embedded model's server unless another endpoint is set, then the apps."""
    model = [_model_server(of)] if of.embedded else []
    desks = {
        "finance": of.finance_port,
        "medical": of.medical_port,
        "education": of.education_port,
    }
    return [*model, *(_app(of, name, port) for name, port in desks.items()), _hooks(of)]


def _model_server(of: Settings) -> Server:
    check_config(of)
    return Server(
        "model server",
        [sys.executable, "-m", "apps.cli", "model", "serve", "--drain", str(_DRAIN_SECONDS)],
        of.host,
        of.model_port,
        "/readyz",
        "CONSILIUM_MODEL_PORT",
        essential=False,
        ready_seconds=_MODEL_READY_SECONDS,
    )


def _app(of: Settings, name: str, port: int) -> Server:
    options = {
        "server.address": of.host,
        "server.port": port,
        "server.headless": "true",
        "server.maxUploadSize": of.max_upload_mb,
        "server.fileWatcherType": "none",
        "client.showErrorDetails": "none",
        "client.toolbarMode": "minimal",
        "browser.gatherUsageStats": "false",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    entry = _APPS / name / "entry" / f"{name}.py"
    return Server(
        name,
        [sys.executable, "-m", "streamlit", "run", str(entry), *flags],
        of.host,
        port,
        "/_stcore/health",
        f"CONSILIUM_{name.upper()}_PORT",
        environment={"OMP_WAIT_POLICY": "PASSIVE"},
    )


def _hooks(of: Settings) -> Server:
    """CDS Hooks of the clinician's desk; the desks do without it where it ends."""
    return Server(
        "medical hooks",
        [sys.executable, "-m", "apps.cli", "medical", "hooks"],
        of.host,
        of.medical_hooks_port,
        "/cds-services",
        "CONSILIUM_MEDICAL_HOOKS_PORT",
        essential=False,
        environment={"OMP_WAIT_POLICY": "PASSIVE"},
    )
