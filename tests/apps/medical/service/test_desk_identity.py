"""Two people whom two systems gave one id stay two people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from apps.medical.domain.intake.files import read_files
from apps.medical.domain.when import When
from apps.medical.samples import demo_patients
from apps.medical.service.roles import local_user
from apps.shared.settings import Settings
from apps.shared.wiring.medical import MedicalDesk


def test_another_person_of_the_same_id_is_not_merged(tmp_path: Path) -> None:
    record = read_files(demo_patients()[0].files).records[0]
    other = replace(
        record,
        identity=replace(record.identity, name="Zora Quill", birth=When.parse("1901-02-03")),
    )
    desk = MedicalDesk(Settings(home=tmp_path))
    user = local_user()
    try:
        first = desk.charts.take_in(user, record)
        second = desk.charts.take_in(user, other)
        assert first != second
        assert desk.charts.take_in(user, other) == second
        names = {card.name for card in desk.charts.cards(user)}
        assert names == {record.identity.name, "Zora Quill"}
    finally:
        desk.close()


@pytest.mark.parametrize("times", [1, 2])
def test_the_same_person_is_one_chart(tmp_path: Path, times: int) -> None:
    record = read_files(demo_patients()[0].files).records[0]
    desk = MedicalDesk(Settings(home=tmp_path))
    try:
        ids = {desk.charts.take_in(local_user(), record) for _ in range(times)}
        assert len(ids) == 1
    finally:
        desk.close()
