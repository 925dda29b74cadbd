"""The small class as a file of answers: its bytes, and as read of them."""

from __future__ import annotations

import csv
import io

from apps.education.domain.intake.files import read_file
from apps.education.domain.intake.imported import Imported
from tests.fakes.education_class import FILE, small_responses

NAMES = {"ada": "Ada", "bo": "Bo <b>=1+1</b>", "cy": "陈一"}
POINTS = {"count": "sums.count", "add": "Add within 20", "subtract": "Take away"}


def small_csv(*, broken: bool = False) -> bytes:
    """With `broken`, two more rows that cannot be taken."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["student_id", "student_name", "class", "problem", "skill", "correct", "time"])
    for one in small_responses():
        at = "" if one.at is None else one.at.isoformat()
        row = [one.student, NAMES[one.student], "1b", one.item, POINTS[one.points[0]]]
        writer.writerow([*row, int(one.correct), at])
    if broken:
        writer.writerow(["", "", "1b", "q", "sums.count", 1, ""])
        writer.writerow(["ada", "Ada", "1b", "q", "sums.count", "perhaps", ""])
    return out.getvalue().encode("utf-8-sig")


def small_file(*, broken: bool = False) -> Imported:
    return read_file(FILE, io.BytesIO(small_csv(broken=broken)))
