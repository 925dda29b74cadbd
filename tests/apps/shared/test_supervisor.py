"""The supervisor starts, watches and stops servers, and leaves no orphan."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from apps.shared.supervisor import Server, ServerFailed, Supervisor
from tests.fakes import server as fake
from tests.fakes.processes import free_port, gone

SCRIPT = str(Path(fake.__file__))


def server(manner: str = "kind", port: int | None = None, **more) -> Server:
    port = port or free_port()
    command = [sys.executable, SCRIPT, str(port), manner]
    return Server(f"{manner} server", command, "127.0.0.1", port, "/", "CONSILIUM_PORT", **more)


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator:
    made: list[Supervisor] = []

    def make(*servers: Server) -> Supervisor:
        made.append(Supervisor(servers, tmp_path, patience=1.0))
        return made[-1]

    yield make
    for supervisor in made:
        supervisor.stop()


def grandchild(supervisor: Supervisor, of: Server) -> int:
    found = re.search(r"grandchild (\d+)", supervisor.log_of(of).read_text())
    assert found
    return int(found[1])


def test_servers_become_healthy_and_stop_with_their_children(supervise) -> None:
    one, two = server(), server("stubborn")
    supervisor = supervise(one, two)
    supervisor.start()
    told: list[str] = []
    supervisor.wait_until_healthy(lambda server, seconds: told.append(server.name))
    assert sorted(told) == ["kind server", "stubborn server"]
    threading.Timer(0.3, supervisor.ask_to_stop).start()
    supervisor.watch(told.append)
    pids = [grandchild(supervisor, one), grandchild(supervisor, two)]
    supervisor.stop()
    assert all(gone(pid) for pid in pids)


def test_a_taken_port_is_named_before_anything_starts(supervise) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        supervisor = supervise(server(), server(port=port))
        with pytest.raises(ServerFailed, match=rf"port {port} .*CONSILIUM_PORT"):
            supervisor.start()
    assert not supervisor._running


def test_a_server_that_does_not_start_is_named_with_its_log(supervise) -> None:
    supervisor = supervise(server("broken"))
    supervisor.start()
    with pytest.raises(ServerFailed, match=r"exit code 1(.|\n)*no model weights here"):
        supervisor.wait_until_healthy(lambda server, seconds: None)


def test_a_server_that_never_answers_is_named(supervise) -> None:
    silent = Server(
        "silent", [sys.executable, "-c", "import time; time.sleep(60)"], "127.0.0.1",
        free_port(), "/", "CONSILIUM_PORT", ready_seconds=0.5,
    )  # fmt: skip
    supervisor = supervise(silent)
    supervisor.start()
    with pytest.raises(ServerFailed, match="did not answer"):
        supervisor.wait_until_healthy(lambda server, seconds: None)


@pytest.mark.parametrize("essential", [True, False])
def test_an_end_that_nobody_asked_for_is_told(supervise, essential: bool) -> None:
    supervisor = supervise(server("short", essential=essential))
    supervisor.start()
    supervisor.wait_until_healthy(lambda server, seconds: None)
    told: list[str] = []
    if essential:
        with pytest.raises(ServerFailed, match="SIGKILL"):
            supervisor.watch(told.append)
        return
    threading.Timer(2.5, supervisor.ask_to_stop).start()
    supervisor.watch(told.append)
    assert len(told) == 1
    assert "SIGKILL" in told[0]


def test_children_die_with_a_killed_supervisor(tmp_path: Path) -> None:
    port = free_port()
    program = (
        "import sys, time; from pathlib import Path\n"
        "from apps.shared.supervisor import Server, Supervisor\n"
        f"command = [sys.executable, {SCRIPT!r}, '{port}', 'kind']\n"
        f"s = Server('x', command, '127.0.0.1', {port}, '/', 'P')\n"
        f"v = Supervisor([s], Path({str(tmp_path)!r})); v.start()\n"
        "v.wait_until_healthy(lambda s, t: None)\n"
        "print(v._running['x'].pid, flush=True); time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    orphan = int(re.findall(r"grandchild (\d+)", (tmp_path / "x.log").read_text())[0])
    assert gone(child)
    psutil.Process(orphan).kill()
