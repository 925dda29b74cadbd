"""Each desk asks the embedded server for its own adapter, a remote endpoint for its one name."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from apps.shared.model_measured import measured_table, model_line, report_in
from apps.shared.model_offer import ModelOffer
from apps.shared.model_server import server_config
from apps.shared.settings import Settings
from apps.shared.wiring.endpoint import DeskModel
from apps.shared.words import SHARED, words
from core_model.shipped import adapters as shipped
from finetune.evaluation.report import FILE, Measure, Report

OFFERED = frozenset({"consilium-base", "finance", "medical"})


def offer(of: Settings, names: frozenset[str] | None = OFFERED) -> ModelOffer:
    return ModelOffer(of, listed=lambda _: names)


def test_a_desk_asks_for_its_own_adapter(tmp_path: Path) -> None:
    of = Settings(home=tmp_path)
    assert offer(of).name_for("finance") == "finance"
    assert offer(of).name_for("education") == "consilium-base"
    assert offer(of, None).name_for("finance") == "consilium-base"


@pytest.mark.parametrize(
    "more", [{"model_url": "http://example.com/v1", "model_name": "big"}, {"desk_adapters": False}]
)
def test_a_remote_endpoint_keeps_its_one_name(tmp_path: Path, more: dict[str, str]) -> None:
    of = Settings.model_validate({"home": tmp_path, **more})
    assert offer(of).name_for("finance") == of.model_name


def test_what_is_offered_is_asked_again_after_a_while(tmp_path: Path) -> None:
    clock, answers = [0.0], [None, frozenset({"finance"}), frozenset({"medical"})]
    asked: list[float] = []

    def listed(of: Settings) -> frozenset[str] | None:
        asked.append(clock[0])
        return answers[len(asked) - 1]

    one = ModelOffer(Settings(home=tmp_path), now=lambda: clock[0], listed=listed)
    told = []
    for second in (0.0, 2.9, 3.0, 32.9, 33.0):
        clock[0] = second
        told.append(one.name_for("finance"))
    assert told == ["consilium-base", "consilium-base", "finance", "finance", "consilium-base"]
    assert asked == [0.0, 3.0, 33.0]


def test_the_client_follows_the_name(tmp_path: Path) -> None:
    names = [frozenset({"finance"})]
    clock = [0.0]
    of = Settings(home=tmp_path, model_key=SecretStr("secret"))
    one = ModelOffer(of, now=lambda: clock[0], listed=lambda _: names[0])
    model = DeskModel(of, "finance", one)
    first = model()
    assert first is model()
    assert first.model_name == "finance"  # pyright: ignore[reportAttributeAccessIssue]
    assert model.versions() == {"Model": "consilium-base", "Adapter": "finance"}
    names[0], clock[0] = frozenset(), 60.0
    assert model().model_name == "consilium-base"  # pyright: ignore[reportAttributeAccessIssue]
    assert model.versions() == {"Model": "consilium-base"}


def test_the_server_offers_what_is_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"finance": tmp_path / "finance", "medical": tmp_path / "medical"}
    monkeypatch.setattr(shipped, "shipped_adapters", lambda: given)
    of = Settings(home=tmp_path, adapters={"medical": tmp_path / "mine"})
    served = server_config(of, 1.0).adapters
    assert served == {"finance": tmp_path / "finance", "medical": tmp_path / "mine"}
    for more in ({"desk_adapters": False}, {"base_model": "another"}):
        without = Settings.model_validate({"home": tmp_path, **more})
        assert server_config(without, 1.0).adapters == {}


def test_figures_stand_beside_those_of_the_base(tmp_path: Path) -> None:
    assert report_in(tmp_path / FILE) is None
    measures = (
        Measure(name="refusal_right_finance", title="x", ours=0.83, base=0.51, items=60),
        Measure(name="tatqa_span_f1", title="x", ours=0.4, base=None, items=300),
        Measure(name="refusal_right_medical", title="x", ours=0.7, base=0.5, items=60),
    )
    report = Report(
        model="m", adapters={}, backend="native", quick=False, trained=True, measures=measures,
        seconds=1.0, cpu_seconds=1.0,
    )  # fmt: skip
    report.save(tmp_path)
    read = report_in(tmp_path / FILE)
    assert read is not None
    for language in ("en", "zh"):
        table = measured_table(read, "finance", words(language, SHARED))
        cells = [[cell.text for cell in row.cells] for row in table.rows]
        assert cells == [["0.83", "0.51", "60"], ["0.40", "–", "300"]]


def test_the_page_says_which_model_answers() -> None:
    t = words("en", SHARED)
    assert "finance" in model_line("consilium-base", "finance", t)
    assert "without an adapter" in model_line("consilium-base", None, t)
