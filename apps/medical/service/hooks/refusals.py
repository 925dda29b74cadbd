"""What is said where a request cannot be served: a FHIR OperationOutcome with the remedy.

Nothing of the request's resources is repeated: they are a patient's.
"""

from __future__ import annotations

from starlette.responses import JSONResponse

_CODES = {400: "invalid", 401: "login", 403: "forbidden", 404: "not-found", 405: "not-supported",
          412: "required", 413: "too-long", 415: "not-supported", 422: "processing"}  # fmt: skip


class Refused(Exception):
    """The request cannot be served; `status` is HTTP's."""

    def __init__(self, status: int, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}; {remedy}")
        self.status = status
        self.problem = problem
        self.remedy = remedy


def outcome(status: int, problem: str, remedy: str = "") -> JSONResponse:
    """An OperationOutcome of one issue."""
    issue = {
        "severity": "error",
        "code": _CODES.get(status, "exception"),
        "details": {"text": problem},
    }
    if remedy:
        issue["diagnostics"] = remedy
    body = {"resourceType": "OperationOutcome", "issue": [issue]}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(body, status, headers)
