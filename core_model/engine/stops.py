"""Ends a stream of text at the stop string that is complete first, however the stream is cut.

Works on text; knows nothing of tokens.
"""

from __future__ import annotations


class StopScanner:
    """Holds back the text that may yet turn out to begin a stop string."""

    def __init__(self, stops: tuple[str, ...]):
        self._stops = stops
        self._held = ""
        self.stopped = False

    def feed(self, text: str) -> str:
        """The text that is now certain to precede any stop string."""
        if self.stopped:
            return ""
        self._held += text
        starts = [(self._held.find(stop), stop) for stop in self._stops]
        found = [(at + len(stop), at) for at, stop in starts if at >= 0]
        if found:
            self.stopped = True
            return self._release(min(found)[1])
        return self._release(len(self._held) - self._doubtful())

    def flush(self) -> str:
        """What was held back, once no more text will come."""
        return "" if self.stopped else self._release(len(self._held))

    def _release(self, end: int) -> str:
        text, self._held = self._held[:end], self._held[end:]
        return text

    def _doubtful(self) -> int:
        """Length of the longest tail that is a proper beginning of a stop string."""
        longest = max((len(stop) for stop in self._stops), default=1) - 1
        for length in range(min(longest, len(self._held)), 0, -1):
            tail = self._held[-length:]
            if any(stop.startswith(tail) for stop in self._stops):
                return length
        return 0
