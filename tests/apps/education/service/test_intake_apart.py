"""A file is read in a process of its own, and what comes back is what was read."""

from __future__ import annotations

import io
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from apps.education.domain.intake.fields import ColumnMapping, Field
from apps.education.domain.intake.files import read_file
from apps.education.service.parse import decode, encode, read_apart
from apps.shared.sandbox import Limits
from rag.readers.errors import UnreadableFile

ANSWERS = (
    "student,name,item,skill,correct,time,class\n"
    "u1,安,i1,add;carry,1,2026-03-01 10:00,7b\n"
    "u1,安,i2,add,,2026-03-01 10:01,7b\n"
    "u2,Bo,i1,add,0,-5,7b\n"
)


def test_it_comes_back_as_it_was():
    imported = read_file("f.csv", io.BytesIO(ANSWERS.encode()))
    back = decode(encode(imported))
    for one in fields(imported):
        if one.name not in ("log", "refused"):
            assert getattr(back, one.name) == getattr(imported, one.name), one.name
    assert list(back.refused) == list(imported.refused)
    for one in fields(imported.log):
        assert np.array_equal(
            getattr(back.log, one.name), getattr(imported.log, one.name),
            equal_nan=one.name == "seconds",
        ), one.name  # fmt: skip


def test_a_file_is_read_apart(tmp_path: Path):
    path = tmp_path / "f.csv"
    path.write_text(ANSWERS, encoding="gb18030")
    told: list[str] = []
    imported = read_apart(
        "f.csv", path, None, "Asia/Shanghai", limits=Limits(),
        progress=lambda stage, done: told.append(stage),
    )  # fmt: skip
    assert (imported.encoding, imported.account.responses, imported.account.refused) == (
        "gb18030", 1, 2
    )  # fmt: skip
    assert imported.roster[0].name == "安"
    assert "reading" in told


def test_a_mapping_that_does_not_fit_is_refused_with_the_column(tmp_path: Path):
    path = tmp_path / "f.csv"
    path.write_text(ANSWERS)
    mapping = ColumnMapping(
        {Field.STUDENT: ("nope",), Field.ITEM: ("item",), Field.CORRECT: ("correct",)}
    )
    with pytest.raises(UnreadableFile, match="no column 'nope'") as refused:
        read_apart("f.csv", path, mapping, "UTC", limits=Limits())
    assert refused.value.kind == "wrong_mapping"
