"""A server for tests of the supervisor: `python server.py PORT [stubborn|short]`."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        print(f"asked: {args}", flush=True)


def main(port: int, manner: str) -> None:
    if manner == "broken":
        sys.exit("no model weights here")
    if manner == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if manner == "short":
        threading.Timer(1.0, lambda: signal.raise_signal(signal.SIGKILL)).start()
    grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    print(f"grandchild {grandchild.pid}", flush=True)
    HTTPServer(("127.0.0.1", port), Answer).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
